import { RailError } from './errors.ts';
import { toDecimal } from './money.ts';
import type { Purchase } from './purchase.ts';

/** The platform's caps. Read at run time, so a change holds at once. */
export interface PlatformLimits {
  readonly maxItemQuantity: number;
  /** The largest cart total per currency, in minor units. A currency without one is refused. */
  readonly maxCartTotal: Readonly<Record<string, number>>;
}

export function checkQuantity(quantity: number, { maxItemQuantity }: PlatformLimits): void {
  if (!Number.isSafeInteger(quantity) || quantity < 1) {
    throw new RailError('validation', 'A quantity is a whole number of at least 1.');
  }
  if (quantity > maxItemQuantity) {
    throw new RailError(
      'quantity_exceeds_limit',
      `At most ${maxItemQuantity} of one item can be in a cart.`,
      {
        details: { max_item_quantity: maxItemQuantity },
      },
    );
  }
}

/** Throws unless the platform takes this purchase: of something, for something, and not above the cap of its currency. */
export function checkTotal(
  purchase: Pick<Purchase, 'lines' | 'total'>,
  { maxCartTotal }: PlatformLimits,
): void {
  const { amount, currency } = purchase.total;
  // An address alone can bring a delivery fee.
  if (!amount || !purchase.lines[0])
    throw new RailError('cart_empty', 'There is nothing to pay. Add an item first.');
  const cap = Object.hasOwn(maxCartTotal, currency) ? maxCartTotal[currency] : undefined;
  if (cap === undefined) {
    throw new RailError('currency_not_supported', `The platform has no limit for "${currency}".`);
  }
  if (amount > cap) {
    const max = toDecimal({ amount: cap, currency });
    throw new RailError('cart_total_exceeds_limit', `A cart may come to at most ${max} ${currency}.`, {
      details: { max_cart_total_cents: cap, currency },
    });
  }
}
