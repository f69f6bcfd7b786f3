import { canonical, type JsonObject } from '../json.ts';
import { type CartRecord, isWatched, openAttempt } from '../record.ts';

/**
 * The record of a sale at the terms of today: when they differ from the stored ones, it begins again as its next
 * version. Once somebody has paid on the stored ones, or while somebody still may, those stay.
 */
export function withTerms(stored: CartRecord | null, today: CartRecord): CartRecord {
  if (!stored) return today;
  const settled = stored.order !== null || openAttempt(stored) !== null || stored.attempts.some(isWatched);
  if (settled || isSame(stored, today)) return stored;
  const { cart, fulfilment } = today;
  return { ...stored, cart: { ...cart, version: stored.cart.version + 1 }, fulfilment };
}

function isSame(one: CartRecord, other: CartRecord): boolean {
  return termsOf(one) === termsOf(other);
}

function termsOf({ cart, fulfilment }: CartRecord): string {
  const terms = { ...cart, version: 0, within: fulfilment?.within ?? 0 };
  return canonical(terms as unknown as JsonObject);
}
