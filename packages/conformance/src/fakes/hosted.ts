import type { Money, PaymentRail, Settlement } from '@railyard/core/rail';
import { keptOf } from './ledger.ts';
import { challengeOf, KEY_WINDOW, manifestOf, paid, refund } from './rails.ts';
import { ask, type Charge, type PageReply } from './wire.ts';

/** A rail with a page that `settle` opens, where a person pays whenever that person likes; `cancel` is its fence. */
export function hostedRail(): PaymentRail<'hosted'> & Required<Pick<PaymentRail, 'cancel' | 'refund'>> {
  return {
    spec: 1,
    id: 'hosted',
    manifest: manifestOf('hosted', 'human', KEY_WINDOW),
    detect: () => null,
    challenge: async (purchase) => challengeOf('hosted', purchase),

    async settle({ total, cart }, _, context) {
      const { tenant, attempt } = context;
      return settlementOf(await ask(context, 'open_page', { tenant, cart, attempt, ...total }), total);
    },

    async status({ attempt, total }, context) {
      return settlementOf(await ask(context, 'find_page', { attempt }), total);
    },

    async cancel({ attempt, total }, context) {
      return settlementOf(await ask(context, 'close_page', { attempt }), total);
    },

    refund,
  };
}

function settlementOf({ state, page, charges: [first, ...more] = [] }: PageReply, total: Money): Settlement {
  if (first) return takenOn([first, ...more], total);
  if (page) {
    const { id: reference, url, expiresAt } = page;
    return { state: 'action_required', reference, url, methods: ['card'], expiresAt };
  }
  switch (state) {
    case 'closed':
      return { state: 'cancelled' };
    case 'expired':
      return { state: 'expired' };
    case 'open':
    case 'paid':
    case 'not_found':
      return { state: 'unknown', reason: 'not_found' };
  }
}

/** The first sum of the right amount is the payment. Of any other one, what has not come back was taken besides. */
function takenOn(charges: readonly [Charge, ...Charge[]], { amount, currency }: Money): Settlement {
  const payment = charges.find((one) => one.amount === amount && one.currency === currency);
  const others = charges.filter((one) => one !== payment);
  const besides = others.reduce((sum, one) => sum + keptOf(one), 0);
  if (!payment && besides === 0)
    return { state: 'declined', reason: 'given_back', evidence: 'provider_state' };
  const [first] = charges;
  return paid('hosted', { ...(payment ?? first), amount: (payment?.amount ?? 0) + besides });
}
