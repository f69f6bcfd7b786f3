import type { Cart } from '@railyard/core';
import { toDecimal } from '@railyard/core';
import { subtotalOf, totalOf } from '@railyard/core/cart';
import type { Seller } from '../../../sellers.ts';

/** A cart as this surface shows it. Amounts are minor units of `currency`. */
export interface CartView {
  readonly cartId: string;
  readonly status: 'open' | 'being_paid';
  readonly sellerName: string | null;
  readonly items: readonly ItemView[];
  readonly currency: string | null;
  readonly subtotal: number;
  readonly shippingCost: number;
  readonly total: number;
  readonly totalDecimal: string | null;
  readonly requiresShipping: boolean;
}

interface ItemView {
  readonly productId: string;
  readonly title: string;
  readonly quantity: number;
  readonly unitPrice: number;
  readonly lineTotal: number;
  readonly productType: 'physical' | 'digital';
}

/** What is known of a cart beside what it is. */
export interface CartFacts {
  readonly name: string;
  readonly seller: Seller;
  readonly state: CartView['status'];
  /** The variants of which nothing is delivered. */
  readonly digital: ReadonlySet<string>;
}

export function shapeCart(cart: Cart, { name, seller, state, digital }: CartFacts): CartView {
  const items = cart.lines.map(({ variant, title, quantity, unitAmount }) => ({
    productId: variant,
    title,
    quantity,
    unitPrice: unitAmount,
    lineTotal: quantity * unitAmount,
    productType: digital.has(variant) ? ('digital' as const) : ('physical' as const),
  }));
  const { currency, deliveryFee } = cart;
  const total = totalOf(cart);
  return {
    cartId: name,
    status: state,
    sellerName: seller.name,
    items,
    currency,
    subtotal: subtotalOf(cart),
    shippingCost: deliveryFee,
    total,
    totalDecimal: toDecimal({ amount: total, currency }),
    requiresShipping: items.some(({ productType }) => productType === 'physical'),
  };
}

/** A name that means no cart: an empty one. */
export function emptyCart(name: string): CartView {
  return {
    cartId: name,
    status: 'open',
    sellerName: null,
    items: [],
    currency: null,
    subtotal: 0,
    shippingCost: 0,
    total: 0,
    totalDecimal: null,
    requiresShipping: false,
  };
}
