import { drawId } from '../open.ts';
import { emit, type Happening } from '../work.ts';
import { changeCard } from './cards.ts';
import type { MerchantData, StripeTransaction } from './objects.ts';
import type { HeldAuthorization, HeldCard } from './state.ts';

/** As little as this, in the smallest unit, many merchants authorize only to see whether a card works. */
const TRIFLE = 100;

/** Counts an authorization that was approved as a payment of its card; a trifle not before it is taken. */
export function countApproved(work: Happening, card: HeldCard, held: HeldAuthorization): void {
  if (held.object.amount > TRIFLE) countOnce(work, card, held);
}

/** Counts an authorization as a payment, unless it was counted. */
export function countOnce(work: Happening, card: HeldCard, held: HeldAuthorization): void {
  if (held.counted) return;
  held.counted = true;
  countPayment(work, card);
}

/** Counts one more payment of a card, and cancels the card when it was the last that it may make. */
function countPayment(work: Happening, card: HeldCard): void {
  card.payments += 1;
  const most = card.object.lifecycle_controls?.cancel_after.payment_count;
  if (most === undefined || card.payments < most || card.object.status === 'canceled') return;
  changeCard(work, card, { status: 'canceled' });
}

/** Money that a merchant takes from a card. */
export function takeMoney(
  work: Happening,
  { object: card }: HeldCard,
  {
    amount,
    authorization,
    merchant,
  }: { readonly amount: number; readonly authorization: string | null; readonly merchant: MerchantData },
): StripeTransaction {
  const { state, account, now } = work;
  const object: StripeTransaction = {
    id: drawId(state, 'ipi'),
    object: 'issuing.transaction',
    amount: -amount,
    amount_details: null,
    authorization,
    balance_transaction: null,
    card: card.id,
    cardholder: card.cardholder.id,
    created: now,
    currency: card.currency,
    dispute: null,
    livemode: false,
    merchant_amount: -amount,
    merchant_currency: card.currency,
    merchant_data: merchant,
    metadata: {},
    network_data: null,
    token: null,
    type: 'capture',
    wallet: null,
  };
  state.transactions.set(object.id, { account, object });
  emit(work, 'issuing_transaction.created', object);
  return object;
}

/** Money that a merchant takes without having asked: no status and no control of the card keeps it from that. */
export function forceMoney(
  work: Happening,
  card: HeldCard,
  amount: number,
  merchant: MerchantData,
): StripeTransaction {
  const transaction = takeMoney(work, card, { amount, authorization: null, merchant });
  countPayment(work, card);
  return transaction;
}
