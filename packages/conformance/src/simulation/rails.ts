import type { Mount } from '@railyard/core';
import type { PaymentRail } from '@railyard/core/rail';
import { hostedRail } from '../fakes/hosted.ts';
import { keyedRail } from '../fakes/keyed.ts';
import { nonceRail } from '../fakes/nonce.ts';
import { ask } from '../fakes/wire.ts';

/** The three rails, all under one account, whoever's customer it is. */
export function createMounts(): readonly Mount[] {
  return [carefulRail(), nonceRail(), hostedRail()].map((rail) => ({
    rail,
    account: 'acct_1',
    active: true,
  }));
}

/** How long a quote holds, in milliseconds. */
const QUOTED = 2_000;

/** The keyed rail as one that gets a quote before it sends, which soon ends, and looks before it sends again. */
function carefulRail(): PaymentRail {
  const rail: PaymentRail = keyedRail();
  return {
    ...rail,
    async prepare(_, __, context) {
      await ask(context, 'find_charge', { attempt: context.attempt });
      return { prepared: { until: context.now() + QUOTED } };
    },
    async settle(purchase, credential, context) {
      const isOver = context.now() > Number(context.prepared?.until);
      if (context.first && isOver) return { state: 'declined', reason: 'quote_over', evidence: 'not_sent' };
      if (!context.first) await ask(context, 'find_charge', { attempt: context.attempt });
      return rail.settle(purchase, credential, context);
    },
  };
}
