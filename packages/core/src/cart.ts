import { frozen } from './json.ts';
import { money } from './money.ts';
import type { Purchase } from './purchase.ts';

/** Where to deliver. `country` is ISO 3166-1 alpha-2, upper case; `region` is what that country writes. */
export interface Address {
  readonly name: string;
  readonly line1: string;
  readonly line2: string | null;
  readonly city: string;
  readonly region: string | null;
  readonly postalCode: string | null;
  readonly country: string;
  readonly phone: string | null;
}

/** Prices enter the cart with the line and stay: minor units of the cart's currency. */
export interface CartLine {
  /** The line's id, unique in the cart. More of a variant at the same price raises the line that is there. */
  readonly item: string;
  readonly variant: string;
  readonly title: string;
  readonly quantity: number;
  readonly unitAmount: number;
}

/** What a buyer has put together at one seller. Every change raises `version`. */
export interface Cart {
  readonly id: string;
  readonly tenant: string;
  readonly seller: string;
  /** Whose cart it is: the principal that created it. To any other it does not exist. */
  readonly principal: string;
  readonly currency: string;
  readonly version: number;
  readonly lines: readonly CartLine[];
  readonly shipTo: Address | null;
  readonly deliveryFee: number;
  readonly tip: number;
  /** When this version came to be, in milliseconds since 1970; null for a sale that exists only once it is paid. */
  readonly changedAt: number | null;
}

/**
 * `lines` puts these in the place of all that there are, at once: for goods whose prices move. `variant` sets how many of
 * it there are, on however many lines they were.
 */
export type CartEdit =
  | { readonly type: 'add'; readonly line: CartLine }
  | { readonly type: 'lines'; readonly lines: readonly CartLine[] }
  | { readonly type: 'quantity'; readonly item: string; readonly quantity: number }
  | { readonly type: 'variant'; readonly variant: string; readonly quantity: number }
  | { readonly type: 'ship'; readonly shipTo: Address; readonly deliveryFee: number }
  | { readonly type: 'tip'; readonly tip: number };

/** Minor units of all lines together. */
export function subtotalOf({ lines }: Pick<Cart, 'lines'>): number {
  return lines.reduce((sum, { quantity, unitAmount }) => sum + quantity * unitAmount, 0);
}

/** Minor units in all. Throws `validation` for a cart that no money can pay. */
export function totalOf({ lines, deliveryFee, tip, currency }: Cart): number {
  // Each part alone, too: a sum can look right although a part is negative or a fraction.
  const parts = [subtotalOf({ lines }), deliveryFee, tip, ...lines.map(({ unitAmount }) => unitAmount)];
  for (const part of parts) money(part, currency);
  return money(subtotalOf({ lines }) + deliveryFee + tip, currency).amount;
}

/** The id of the order that a cart version becomes once paid. */
export function orderIdOf(cart: string, version: number): string {
  return `order_${cart.replace(/^cart_/, '')}_${version}`;
}

/** The cart that an order id names, or null when it names none. */
export function cartNamedBy(order: string): string | null {
  const match = /^order_(.+)_\d{1,9}$/.exec(order);
  return match ? `cart_${match[1]}` : null;
}

const purchases = new WeakMap<Cart, Purchase>();

/**
 * The purchase that a cart version is. Same version and e-mail: the same purchase.
 * A cart that is frozen counts as frozen all the way down.
 */
export function freeze(cart: Cart, email: string | null): Purchase {
  const known = purchases.get(cart);
  if (known && known.email === email) return known;
  const purchase = frozen({
    order: orderIdOf(cart.id, cart.version),
    cart: cart.id,
    version: cart.version,
    seller: cart.seller,
    lines: cart.lines.map(({ variant, title, quantity, unitAmount }) => ({
      variant,
      title,
      quantity,
      unitAmount,
    })),
    subtotal: subtotalOf(cart),
    deliveryFee: cart.deliveryFee,
    tip: cart.tip,
    total: money(totalOf(cart), cart.currency),
    shipTo: cart.shipTo,
    email,
    quotedAt: cart.changedAt,
  });
  if (Object.isFrozen(cart)) purchases.set(cart, purchase);
  return purchase;
}
