import type { Credential, PaymentRail, RailRequest, Refusal, Settlement } from '@railyard/core/rail';
import { challengeOf, KEY_WINDOW, manifestOf, paid, present, refund } from './rails.ts';
import { ask, type ChargeReply } from './wire.ts';

/**
 * A rail with a token in `x-keyed-token`, whose provider knows our idempotency keys for a time and then forgets them.
 */
export function keyedRail(): PaymentRail<'keyed', string> & Required<Pick<PaymentRail, 'refund'>> {
  return {
    spec: 1,
    id: 'keyed',
    manifest: manifestOf('keyed', 'agent', KEY_WINDOW),
    detect,
    challenge: async (purchase) => challengeOf('keyed', purchase),

    async settle({ total: { amount, currency } }, credential, context) {
      const { payload: token } = present(credential);
      const reply = await ask(context, 'charge', { attempt: context.attempt, token, amount, currency });
      return settlementOf(reply, 'same_key');
    },

    async status({ attempt }, context) {
      return settlementOf(await ask(context, 'find_charge', { attempt }), 'provider_state');
    },

    refund,
  };
}

function detect({ headers }: RailRequest): Credential<string> | Refusal | null {
  const token = headers['x-keyed-token'];
  if (token === undefined) return null;
  return /^tok_\w+$/.test(token)
    ? { fingerprint: `keyed:${token}`, payload: token, facts: {}, expiresAt: null }
    : { refused: 'malformed_token', message: 'The token is not one of ours.' };
}

function settlementOf({ state, charge }: ChargeReply, evidence: 'same_key' | 'provider_state'): Settlement {
  if (charge) return paid('keyed', charge);
  switch (state) {
    case 'declined':
      return { state: 'declined', reason: 'token_declined', evidence };
    case 'processing':
      return { state: 'pending' };
    case 'succeeded':
    case 'not_found':
      return { state: 'unknown', reason: 'not_found' };
  }
}
