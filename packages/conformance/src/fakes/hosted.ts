import type { PaymentRail, Settlement } from '@railyard/core/rail';
import { challengeOf, KEY_WINDOW, manifestOf, paid, refund } from './rails.ts';
import { ask, type PageReply } from './wire.ts';

/** A rail with a page that `settle` opens, where a person pays whenever that person likes; `cancel` is its fence. */
export function hostedRail(): PaymentRail<'hosted'> & Required<Pick<PaymentRail, 'cancel' | 'refund'>> {
  return {
    spec: 1,
    id: 'hosted',
    manifest: manifestOf('hosted', 'human', KEY_WINDOW),
    detect: () => null,
    challenge: async (purchase) => challengeOf('hosted', purchase),

    async settle({ total: { amount, currency } }, _, context) {
      return settlementOf(await ask(context, 'open_page', { attempt: context.attempt, amount, currency }));
    },

    async status({ attempt }, context) {
      return settlementOf(await ask(context, 'find_page', { attempt }));
    },

    async cancel({ attempt }, context) {
      return settlementOf(await ask(context, 'close_page', { attempt }));
    },

    refund,
  };
}

function settlementOf({ state, page, charge }: PageReply): Settlement {
  if (charge) return paid('hosted', charge);
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
