import { type PlatformLimits, toDecimal } from '@railyard/core';
import type { CartAnswer } from '../cart-answer.ts';

type Cart = CartAnswer['cart'];

/** What is told of a cart beside the cart. */
export interface CartTelling {
  readonly limits: PlatformLimits;
  /** Said at the end where the cart can be checked out. */
  readonly note?: string | undefined;
}

/** A cart in words: what it comes to, and what to do next. */
export function cartWords(cart: Cart, { limits, note }: CartTelling): string {
  const { cart_id, status, order_id, kifly_purchasable } = cart;
  if (status === 'paid') {
    return `The cart ${cart_id} is paid: it is the order ${order_id}. There is nothing to do. To buy again, call create_cart.`;
  }
  const elsewhere = kifly_purchasable
    ? []
    : [
        'The seller sells on their own site alone: nothing is bought here, and checkout hands the user over to it.',
      ];
  return [totalOf(cart), ...elsewhere, ...nextFor(cart, { limits, note })].join(' ');
}

function totalOf({
  items,
  amount,
  currency,
  cart_id: id,
  delivery_eligible,
  kifly_purchasable,
}: Cart): string {
  const many = items.reduce((sum, { quantity }) => sum + quantity, 0);
  const total = `${toDecimal({ amount, currency })} ${currency}${delivery_eligible && kifly_purchasable ? '' : ' before delivery'}`;
  return `The cart ${id} has ${many} ${many === 1 ? 'item' : 'items'} and comes to ${total}.`;
}

function nextFor(cart: Cart, { limits, note }: CartTelling): readonly string[] {
  const { items, status, order_id, kifly_purchasable, amount, currency } = cart;
  const { shipping_address, delivery_eligible } = cart;
  if (status === 'being_paid') {
    return [
      `A page where the user can pay is open, or a payment is under way: ask order_status with session_id "${order_id}". A change of the cart closes the page.`,
    ];
  }
  if (items.length === 0) return ['Next: add_to_cart.'];
  const most = limits.maxCartTotal[currency] ?? amount;
  if (amount > most) {
    return [
      `No cart may come to more than ${toDecimal({ amount: most, currency })} ${currency}: take something out with update_cart_item.`,
    ];
  }
  if (!shipping_address) return ['Next: set_shipping_address.'];
  if (delivery_eligible === false) {
    return [
      'The seller does not deliver to its address: delivery_coverage tells where it does. Ask the user for another one.',
    ];
  }
  if (!kifly_purchasable) return ['Next: checkout.'];
  return ['Show the user the total. Next: checkout.', ...(note === undefined ? [] : [note])];
}
