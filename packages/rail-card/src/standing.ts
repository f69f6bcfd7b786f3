import type { Facts, Money, RailContext, RefundSeen, Settlement } from '@railyard/core/rail';
import type { Doubt } from './client/answer.ts';
import { closeCards } from './client/cards.ts';
import { spentWith } from './client/spending.ts';
import type { Placed } from './connector.ts';
import { type Errand, FACTS, type Used } from './errand.ts';
import type { Settings } from './options.ts';
import { beyond, earnestOf, hasReturned, keptOf, type Spent, TRIFLE } from './spent.ts';
import { encodeReceipt } from './wire/receipt.ts';

/** A refund for which the merchant was asked to take back the order. */
export interface Refund {
  readonly id: string;
  /** What had come back to the card by then, in minor units. */
  readonly before: number;
}

/** The refund that is remembered of a payment. */
export function refundIn({ [FACTS.refund]: id, [FACTS.returned]: before = '0' }: Facts): Refund | null {
  return id === undefined ? null : { id, before: Number(before) };
}

const DAY = 24 * 3_600_000;
/** Seconds until asking again can help. */
const SOON = 5;

/**
 * What a merchant's order comes to: paid once the card has paid all of it, and `pending` before. `refund` is the one for
 * which it was cancelled.
 */
export async function withOrder(
  errand: Errand,
  used: Used,
  order: Placed,
  refund: Refund | null = null,
): Promise<Settlement> {
  const spent = await spentWith(errand.ask, used.ids);
  if (!spent) return pending(errand, order, null);
  switch (order.state) {
    case 'confirming':
      return pending(errand, order, spent);
    case 'confirmed':
      return covers(spent, order, errand) && !isTried(spent, errand)
        ? paid(errand, used, order, keptOf(spent))
        : pending(errand, order, spent);
    case 'cancelled': {
      if (refund === null) return withoutOrder(errand, used, 'order_cancelled');
      // It was paid before it was cancelled; what has come back is the refund's to say.
      const total = errand.total.amount;
      const amount = Math.min(spent.taken, total) + beyond(spent, total, refund.before);
      return { ...paid(errand, used, order, amount), refunds: [seen(errand, order, spent, refund)] };
    }
  }
}

/** Whether the card has paid what the merchant charges, and still does. */
function covers(spent: Spent, { total }: Placed, errand: Errand): boolean {
  const kept = keptOf(spent);
  return total.currency === errand.total.currency && kept > 0 && kept >= total.amount;
}

/** Whether all that is held too much is there to see whether the card works, and will be given up. */
function isTried(spent: Spent, { total }: Errand): boolean {
  const excess = keptOf(spent) - total.amount;
  return excess > 0 && excess <= spent.trifles;
}

/** `spent`: what the card has paid, as far as that is known. */
function pending({ terms, total }: Errand, { reference }: Placed, spent: Spent | null): Settlement {
  // A merchant may charge on delivery.
  const { deliverAt } = terms;
  const decidesBy = deliverAt === null ? null : Date.parse(deliverAt) + DAY;
  return {
    state: 'pending',
    reference,
    retryAfter: SOON,
    ...(decidesBy !== null && { decidesBy }),
    ...earnest(total, spent),
  };
}

function paid(
  { terms, total }: Errand,
  { last4 }: Used,
  { reference }: Placed,
  amount: number,
): Extract<Settlement, { state: 'paid' }> {
  return {
    state: 'paid',
    reference,
    total: { ...total, amount },
    receipt: encodeReceipt({ merchant: terms.merchant, orderId: reference, cardLast4: last4 }),
  };
}

function seen({ total }: Errand, { reference }: Placed, spent: Spent, { id, before }: Refund): RefundSeen {
  const isBack = hasReturned(spent, total.amount, before);
  return { id, amount: total, state: isBack ? 'refunded' : 'pending', reference };
}

/**
 * There is certainly no order: closes the card, and declines once it has paid nothing. What is held to see whether it works
 * is waited for.
 */
export async function withoutOrder(errand: Errand, used: Used, reason: string): Promise<Settlement> {
  const spent = await shut(errand, used);
  if (!spent) return unknown({ reason: 'card_not_closed', retryAfter: SOON });
  if (keptOf(spent) <= 0) return { state: 'declined', reason, evidence: 'provider_state' };
  return isTrifle(spent, errand)
    ? unknown({ reason: 'card_held', retryAfter: SOON })
    : openCase('charged_without_order', errand, used, spent);
}

/** Whether no more is held than to see whether the card works. */
function isTrifle(spent: Spent, { total }: Errand): boolean {
  return total.amount > TRIFLE && keptOf(spent) <= spent.trifles;
}

/** The merchant does not say whether there is an order: asked again while patience lasts, then fenced. */
export async function withoutWord(
  { patience }: Settings,
  errand: Errand,
  used: Used,
  context: RailContext,
): Promise<Settlement> {
  if (context.now() < errand.terms.at + patience) return unknown({ reason: 'merchant_silent' });
  await recordFence(context);
  return inDoubt(errand, used);
}

/** Comes before the card is closed: once it is recorded no authorization is approved. */
export function recordFence(context: RailContext): Promise<void> {
  return context.remember({ [FACTS.fenced]: new Date(context.now()).toISOString() });
}

/** Nobody can tell whether there is an order. The card is closed, and a person has to look. */
export async function inDoubt(errand: Errand, used: Used): Promise<Settlement> {
  const spent = await shut(errand, used);
  const isCharged = spent !== null && keptOf(spent) > 0;
  return openCase(isCharged ? 'charged_in_doubt' : 'order_in_doubt', errand, used, spent);
}

/** Closes the card; gives what it has paid, or null when nobody can tell. */
export async function shut({ ask }: Errand, { ids }: Used): Promise<Spent | null> {
  return (await closeCards(ask, ids)) ? spentWith(ask, ids) : null;
}

function openCase(word: string, { total }: Errand, { ids: [card] }: Used, spent: Spent | null): Settlement {
  return {
    ...unknown({ reason: word }),
    openCase: word,
    ...(card !== undefined && { reference: card }),
    ...takenOf(total, spent && keptOf(spent)),
  };
}

/** What a card has paid, beyond what is only held to see whether it works; nothing where nobody can tell. */
export function earnest(total: Money, spent: Spent | null): { readonly taken?: Money } {
  return takenOf(total, spent && earnestOf(spent, total.amount));
}

function takenOf({ currency }: Money, amount: number | null): { readonly taken?: Money } {
  return amount === null ? {} : { taken: { currency, amount: Math.max(0, amount) } };
}

/** Nobody can tell. */
export function unknown({ reason, retryAfter }: Doubt): Extract<Settlement, { state: 'unknown' }> {
  return { state: 'unknown', reason, ...(retryAfter !== undefined && { retryAfter }) };
}
