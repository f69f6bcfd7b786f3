import type {
  Challenge,
  Credential,
  PaymentRef,
  Purchase,
  RailContext,
  RailManifest,
  Receipt,
  RefundRequest,
  RefundSeen,
  RefundState,
  Settlement,
} from '@railyard/core/rail';
import { ask, type Charge } from './wire.ts';

const HOUR = 60 * 60 * 1_000;

/** What the three fake rails have in common: currencies, and names on the wire that no two of them share. */
export function manifestOf(
  id: string,
  payer: RailManifest['payer'],
  keyLifetime: number | null,
): RailManifest {
  return {
    title: `Fake ${id}`,
    payer,
    stage: 'beta',
    settlement: 'fake money',
    currencies: { usd: { min: 50, max: 1_000_000 }, jpy: { min: 50 } },
    keyLifetime,
    writes: { headers: [`x-${id}-required`, `x-${id}-receipt`], body: [id], meta: [`fake/${id}`] },
  };
}

/** The provider knows a key for 24 hours; an hour of margin. */
export const KEY_WINDOW = 23 * HOUR;

export function challengeOf(id: string, { total }: Purchase): Challenge {
  const terms = { amount: total.amount, currency: total.currency };
  return {
    headers: { [`x-${id}-required`]: `${total.amount} ${total.currency}` },
    body: { [id]: terms },
    meta: { [`fake/${id}`]: terms },
    offer: terms,
  };
}

export function paid(id: string, charge: Charge): Settlement {
  const receipt: Receipt = { headers: { [`x-${id}-receipt`]: charge.id }, body: {}, meta: {} };
  const { amount, currency } = charge;
  const refunds = charge.refunds.map(
    (one): RefundSeen => ({
      id: one.id,
      amount: { amount: one.amount, currency },
      state: 'refunded',
      reference: one.reference,
    }),
  );
  return { state: 'paid', reference: charge.id, total: { amount, currency }, receipt, refunds };
}

export async function refund(
  { reference }: PaymentRef,
  { id, key, amount }: RefundRequest,
  { fetch }: RailContext,
): Promise<RefundState> {
  const request = { charge: reference ?? '', id, amount: amount.amount };
  const reply = await ask({ fetch, key }, 'refund', request);
  if (reply.state === 'failed') return { state: 'failed', reason: 'refund_refused' };
  return reply.state === 'refunded'
    ? { state: 'refunded', reference: reply.reference }
    : { state: 'unknown', reason: 'unknown_state' };
}

export function present<Payload extends Credential['payload']>(
  credential: Credential<Payload> | null,
): Credential<Payload> {
  if (!credential) throw new TypeError('This rail takes a credential.');
  return credential;
}
