import type { Fate, RailSubject } from '@railyard/conformance';
import type { Money } from '@railyard/core/rail';
import { type LocalStripe, localStripe } from '@railyard/sandbox';
import { type StripeLinkOptions, stripeLink } from '../src/index.ts';
import { ringsOf } from './rings.ts';

/** Whose page it is: the platform's own, or that of an account which is connected to it. */
export type Seat = 'own' | 'connected';

/** What a buyer does on the page for each end; a page asks for all or nothing. */
const ACTIONS = { paid: 'pay', declined: 'decline', pending: 'debit', short: null } as const;

/** The rail over a local Stripe. */
export function bench(seat: Seat, options: Partial<StripeLinkOptions> = {}): RailSubject {
  return ({ now }) => {
    const stripe = localStripe({ now, seed: 'bench', sleep: async () => {} });
    const { secretKey, webhookSecret, connected } = stripe.facts;
    stripe.listen('https://shop.example/webhooks/stripe');
    const given: StripeLinkOptions = {
      secretKey,
      webhookSecrets: [webhookSecret],
      returnUrl: ({ order }) => `https://shop.example/orders/${order}`,
      ...(seat === 'connected' && { account: connected.account }),
      ...options,
    };
    return {
      rail: () => stripeLink(given),
      answer: (request) => stripe.fetch(request),
      book: () => ({
        charges: done(stripe.charges()),
        refunds: done(stripe.refunds()),
        pages: stripe.sessions().map(({ id }) => id),
      }),
      pay: (page, fate) => visited(stripe, page, fate),
      finish(end) {
        const held = stripe.intents().filter(({ status }) => status === 'processing');
        for (const { id } of held) stripe.finish(id, end === 'paid' ? 'succeeded' : 'failed');
      },
      webhooks() {
        // A dispute bears nothing of ours.
        for (const { id, status } of stripe.intents()) if (status === 'succeeded') stripe.dispute(id);
        return ringsOf(stripe);
      },
      secrets: () => [secretKey, webhookSecret],
    };
  };
}

function done(all: readonly (Money & { readonly status: string })[]): readonly Money[] {
  return all
    .filter(({ status }) => status === 'succeeded')
    .map(({ amount, currency }) => ({ amount, currency }));
}

function visited(stripe: LocalStripe, page: string, fate: Fate): boolean {
  const action = ACTIONS[fate];
  const session = stripe.sessions().find(({ id }) => id === page);
  if (action === null || session?.status !== 'open') return false;
  stripe.visit(page, action);
  return true;
}
