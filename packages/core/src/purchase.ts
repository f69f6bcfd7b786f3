import type { Address } from './cart.ts';
import type { Money } from './money.ts';

/** One line of a purchase. Amounts are minor units of the purchase's currency. */
export interface PurchaseLine {
  readonly variant: string;
  readonly title: string;
  readonly quantity: number;
  readonly unitAmount: number;
}

/** What is paid for: a cart frozen at one version. It never changes; an edited cart gives another purchase. */
export interface Purchase {
  /** The order that exists once this is paid; its id is fixed before. */
  readonly order: string;
  readonly cart: string;
  readonly version: number;
  readonly seller: string;
  readonly lines: readonly PurchaseLine[];
  /** `total.amount` = `subtotal` + `deliveryFee` + `tip`, in minor units of `total.currency`. */
  readonly subtotal: number;
  readonly deliveryFee: number;
  readonly tip: number;
  readonly total: Money;
  readonly shipTo: Address | null;
  /** Where the receipt goes, when the buyer said so. */
  readonly email: string | null;
  /** When this version of the cart came to be, in milliseconds since 1970; null when nothing was kept of the quote. */
  readonly quotedAt: number | null;
}
