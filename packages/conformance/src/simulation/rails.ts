import type { Mount } from '@railyard/core';
import { isSameMoney, type Money, type PaymentRail, type Settlement } from '@railyard/core/rail';
import { hostedRail } from '../fakes/hosted.ts';
import { keyedRail } from '../fakes/keyed.ts';
import { nonceRail } from '../fakes/nonce.ts';
import { withWebhook } from '../fakes/webhook.ts';
import { ask } from '../fakes/wire.ts';

/** The three rails, all under one account, whoever's customer it is. The provider of the pages sends webhooks. */
export function createMounts(): readonly Mount[] {
  return [carefulRail(), nonceRail(), withWebhook(hostedRail())].map((rail) => ({
    rail,
    account: 'acct_1',
    active: true,
  }));
}

/** How long a quote holds, in milliseconds. */
const QUOTED = 2_000;

/**
 * The keyed rail as one that gets a quote before it sends, which soon ends, and looks before it sends again. What its
 * provider takes of another amount it calls paid at every other time only, and shows what is left of it.
 */
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
      return shown(purchase.total, await rail.settle(purchase, credential, context));
    },
    status: async (payment, context) => shown(payment.total, await rail.status(payment, context)),
  };
}

function shown(total: Money, settlement: Settlement): Settlement {
  if (settlement.state !== 'paid' || isSameMoney(settlement.total, total)) return settlement;
  const { reference, refunds = [] } = settlement;
  const { currency } = total;
  const amount = refunds.reduce((left, refund) => left - refund.amount.amount, settlement.total.amount);
  if (amount === 0) return { state: 'declined', reason: 'given_back', evidence: 'provider_state' };
  if (turnOf(reference) % 2 === 0) return { ...settlement, total: { amount, currency } };
  const openCase = 'charged_without_order';
  return { state: 'unknown', reason: openCase, openCase, reference, taken: { amount, currency } };
}

/** The how manieth charge it is. */
function turnOf(charge: string): number {
  return Number(charge.replace(/^ch_/, ''));
}
