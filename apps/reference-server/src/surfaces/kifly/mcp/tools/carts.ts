import { toDecimal } from '@railyard/core';
import type { ToolResult } from '@railyard/core/mcp';
import { addressInput } from '../../address.ts';
import { type CartAnswer } from '../../cart-answer.ts';
import { createCart, createCartInput, readCart } from '../../carts.ts';
import { cartParams, itemParams } from '../../ids.ts';
import { addItem, addItemInput, changeItem, quantityInput } from '../../items.ts';
import { setShippingAddress } from '../../shipping.ts';
import { IDEMPOTENCY_KEY } from '../meta.ts';
import { ADDS, READS, SETS, told, tool } from '../tool.ts';

const cart_id = cartParams.shape.cart_id.describe('Cart ID from create_cart');
const item_id = itemParams.shape.item_id.describe('Item ID from the cart');
const SAME_KEY = `Send the same _meta["${IDEMPOTENCY_KEY}"] on every retry, and the change is made once.`;

export const createCartTool = tool({
  name: 'create_cart',
  title: 'Make a cart',
  description: `Makes an empty cart at one seller. kifly_purchasable in the answer tells whether a checkout is a purchase here, or hands the buyer over to the seller’s own site. Next: add_to_cart. ${SAME_KEY}`,
  input: createCartInput,
  annotations: ADDS,
  scope: 'checkout:write',
  run: async (surface, calling, input) => shown(await createCart(surface, calling, input)),
});

export const addToCartTool = tool({
  name: 'add_to_cart',
  title: 'Put something into a cart',
  description: `Puts a variant into a cart, at today’s price. The answer is the whole cart, with an item_id for each item. Next: set_shipping_address, then checkout. ${SAME_KEY}`,
  input: addItemInput.extend({
    cart_id,
    variant_id: addItemInput.shape.variant_id.describe('"kifly:variantId" of a product from search_products'),
    quantity: addItemInput.shape.quantity.describe('How many; one unless said otherwise'),
  }),
  annotations: ADDS,
  scope: 'checkout:write',
  run: async (surface, calling, input) => shown(await addItem(surface, calling, input)),
});

export const getCartTool = tool({
  name: 'get_cart',
  title: 'Read a cart',
  description:
    'Tells what is in a cart, where it goes, what the delivery costs and what it comes to (amount, in minor units of currency). Show the user the total before checkout.',
  input: cartParams.extend({ cart_id }).strict(),
  annotations: READS,
  scope: 'checkout:read',
  run: async (surface, calling, input) => shown(await readCart(surface, calling, input)),
});

export const updateCartItemTool = tool({
  name: 'update_cart_item',
  title: 'Change an item of a cart',
  description:
    'Sets how many of an item are in a cart; 0 takes it out. A cart that is being paid cannot be changed: the answer is cart_locked.',
  input: quantityInput.extend({ cart_id, item_id }),
  annotations: { ...SETS, destructiveHint: true },
  scope: 'checkout:write',
  run: async (surface, calling, input) => shown(await changeItem(surface, calling, input)),
});

export const setShippingAddressTool = tool({
  name: 'set_shipping_address',
  title: 'Say where a cart goes',
  description:
    'Keeps the address of a cart, which a checkout needs. delivery_eligible tells whether the seller delivers there; when it is false, delivery_coverage tells where it does: ask the user for another address. Ask the user for the address in plain words. Next: checkout.',
  input: addressInput.safeExtend({ cart_id }),
  annotations: SETS,
  scope: 'checkout:write',
  run: async (surface, calling, input) => shown(await setShippingAddress(surface, calling, input)),
});

function shown({ cart }: CartAnswer): ToolResult {
  return told(`${totalOf(cart)} ${nextFor(cart)}`, cart);
}

function totalOf({ items, amount, currency, cart_id: id }: CartAnswer['cart']): string {
  const many = items.reduce((sum, { quantity }) => sum + quantity, 0);
  return `The cart ${id} has ${many} ${many === 1 ? 'item' : 'items'} and comes to ${toDecimal({ amount, currency })} ${currency}.`;
}

function nextFor({
  items,
  shipping_address,
  delivery_eligible,
  kifly_purchasable,
}: CartAnswer['cart']): string {
  if (items.length === 0) return 'Next: add_to_cart.';
  if (!shipping_address) return 'Next: set_shipping_address.';
  if (delivery_eligible === false) {
    return 'The seller does not deliver to its address: delivery_coverage tells where it does. Ask the user for another one.';
  }
  return kifly_purchasable
    ? 'Show the user the total. Next: checkout.'
    : 'Next: checkout, which hands the user over to the seller’s own site.';
}
