import type { Credential, PaymentRail, RailRequest, Refusal, Settlement } from '@railyard/core/rail';
import { challengeOf, manifestOf, paid, present, refund } from './rails.ts';
import { type Authorization, ask, type NonceReply } from './wire.ts';

type Payload = Readonly<Record<'payer' | 'nonce' | 'currency', string>> &
  Readonly<Record<'validBefore' | 'amount', number>>;

/** A rail with a signed authorization in `x-nonce`: spendable once until `validBefore`, by whoever holds it. */
export function nonceRail(): PaymentRail<'nonce', Payload> & Required<Pick<PaymentRail, 'refund'>> {
  return {
    spec: 1,
    id: 'nonce',
    manifest: manifestOf('nonce', 'agent', null),
    detect,
    challenge: async (purchase) => challengeOf('nonce', purchase),

    async check({ total }, { payload }, context) {
      if (payload.amount !== total.amount || payload.currency !== total.currency)
        return { refused: 'amount_mismatch', message: 'The authorization is for another amount.' };
      return context.now() < payload.validBefore
        ? null
        : { refused: 'authorization_expired', message: 'The authorization has expired.' };
    },

    async settle(_, credential, context) {
      const { payload } = present(credential);
      return settlementOf(await ask(context, 'submit', payload), payload.validBefore);
    },

    async status({ facts: { payer = '', nonce = '', validBefore = '' } }, context) {
      const name = { payer, nonce, validBefore: Number(validBefore) };
      return settlementOf(await ask(context, 'read_chain', name), name.validBefore);
    },

    refund,
  };
}

/** The header that carries an authorization. */
export function encodeNonce({ payer, nonce, amount, currency, validBefore }: Authorization): string {
  return [payer, nonce, amount, currency, validBefore].join('.');
}

// Read in lower case: payer and nonce are hexadecimal on a real chain, so one authorization has many spellings.
function detect({ headers }: RailRequest): Credential<Payload> | Refusal | null {
  const header = headers['x-nonce'];
  if (header === undefined) return null;
  const match = /^(\w+)\.(\w+)\.(\d{1,15})\.([a-z]{3})\.(\d{1,15})$/.exec(header.toLowerCase());
  if (!match) return { refused: 'malformed_authorization', message: 'The authorization cannot be read.' };
  const [, payer = '', nonce = '', amount = '', currency = '', validBefore = ''] = match;
  const payload = { payer, nonce, amount: Number(amount), currency, validBefore: Number(validBefore) };
  return {
    fingerprint: `nonce:${payer}:${nonce}`,
    payload,
    facts: { payer, nonce, validBefore },
    expiresAt: payload.validBefore,
  };
}

function settlementOf({ state, charge }: NonceReply, until: number): Settlement {
  if (charge) return paid('nonce', charge);
  switch (state) {
    case 'refused':
      return { state: 'declined', reason: 'simulation_failed', evidence: 'provider_state', until };
    case 'expired':
      return { state: 'expired' };
    case 'used':
    case 'unspent':
      return { state: 'unknown', reason: 'not_used_yet', unspent: true };
  }
}
