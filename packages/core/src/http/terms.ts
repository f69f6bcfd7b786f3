import { canonical } from '../json.ts';
import { type CartRecord, isUnsettled } from '../record.ts';

/**
 * The record of a sale at the terms of today: when they differ from the stored ones, it begins again as its next
 * version. Once somebody has paid on the stored ones, or while somebody still may, those stay.
 */
export function withTerms(stored: CartRecord | null, today: CartRecord): CartRecord {
  if (!stored) return today;
  const settled = stored.order !== null || stored.attempts.some(isUnsettled);
  if (settled || isSame(stored, today)) return stored;
  const { cart, fulfilment } = today;
  return { ...stored, cart: { ...cart, version: stored.cart.version + 1 }, fulfilment };
}

/** Whether two records sell the same on the same terms. */
export function isSame(one: CartRecord, other: CartRecord): boolean {
  return termsOf(one) === termsOf(other);
}

function termsOf({ cart, fulfilment }: CartRecord): string {
  const { principal, currency, lines, changedAt } = cart;
  const sold = lines.map(({ title, unitAmount }) => [title, unitAmount]);
  return canonical([principal, currency, sold, changedAt, fulfilment?.within ?? null]);
}
