import type { RailContext, RefundSeen, Settlement } from '@railyard/core/rail';
import type { Doubt } from './client/answer.ts';
import { closeCards } from './client/cards.ts';
import { type Spent, spentWith } from './client/spending.ts';
import type { Placed } from './connector.ts';
import { type Errand, FACTS, type Used } from './errand.ts';
import type { Settings } from './options.ts';
import { encodeReceipt } from './wire/receipt.ts';

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
  refund: string | null = null,
): Promise<Settlement> {
  const spent = await spentWith(errand.ask, used.ids);
  if (!spent) return pending(errand, order);
  switch (order.state) {
    case 'confirming':
      return pending(errand, order);
    case 'confirmed':
      return covers(spent, order, errand) ? paid(errand, used, order, spent) : pending(errand, order);
    case 'cancelled':
      if (refund === null) return withoutOrder(errand, used, 'order_cancelled');
      return { ...paid(errand, used, order, spent), refunds: [seen(errand, order, spent, refund)] };
  }
}

/** Whether the card has paid what the merchant charges, and still does. */
function covers({ taken, returned }: Spent, { total }: Placed, errand: Errand): boolean {
  const kept = taken - returned;
  return total.currency === errand.total.currency && kept > 0 && kept >= total.amount;
}

function pending({ terms }: Errand, { reference }: Placed): Settlement {
  // A merchant may charge on delivery.
  const { deliverAt } = terms;
  const decidesBy = deliverAt === null ? null : Date.parse(deliverAt) + DAY;
  return { state: 'pending', reference, retryAfter: SOON, ...(decidesBy !== null && { decidesBy }) };
}

function paid(
  { terms, total }: Errand,
  { last4 }: Used,
  { reference }: Placed,
  { taken }: Spent,
): Extract<Settlement, { state: 'paid' }> {
  return {
    state: 'paid',
    reference,
    total: { ...total, amount: taken },
    receipt: encodeReceipt({ merchant: terms.merchant, orderId: reference, cardLast4: last4 }),
  };
}

function seen({ total }: Errand, { reference }: Placed, spent: Spent, id: string): RefundSeen {
  return { id, amount: total, state: hasReturned(spent) ? 'refunded' : 'pending', reference };
}

/** Whether all that was taken has come back. */
export function hasReturned({ taken, returned }: Spent): boolean {
  return taken > 0 && returned >= taken;
}

/** There is certainly no order: closes the card, and declines once it has paid nothing. */
export async function withoutOrder(errand: Errand, used: Used, reason: string): Promise<Settlement> {
  const held = await shut(errand, used);
  if (held === 'unclear') return unknown({ reason: 'card_not_closed', retryAfter: SOON });
  return held === 'nothing'
    ? { state: 'declined', reason, evidence: 'provider_state' }
    : openCase('charged_without_order', used);
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
  const held = await shut(errand, used);
  return openCase(held === 'something' ? 'charged_in_doubt' : 'order_in_doubt', used);
}

/** Closes the card; says whether it has paid anything that did not come back. */
export async function shut({ ask }: Errand, { ids }: Used): Promise<'nothing' | 'something' | 'unclear'> {
  if (!(await closeCards(ask, ids))) return 'unclear';
  const spent = await spentWith(ask, ids);
  if (!spent) return 'unclear';
  return spent.returned >= spent.taken ? 'nothing' : 'something';
}

function openCase(word: string, { ids: [card] }: Used): Settlement {
  return { ...unknown({ reason: word }), openCase: word, ...(card !== undefined && { reference: card }) };
}

/** Nobody can tell. */
export function unknown({ reason, retryAfter }: Doubt): Extract<Settlement, { state: 'unknown' }> {
  return { state: 'unknown', reason, ...(retryAfter !== undefined && { retryAfter }) };
}
