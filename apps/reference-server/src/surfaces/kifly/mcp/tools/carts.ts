import type { ToolResult } from '@railyard/core/mcp';
import { hadPage } from '@railyard/core/order';
import { addressInput } from '../../../../address.ts';
import { IDEMPOTENCY_KEY } from '../../../../tools/meta.ts';
import { ADDS, READS, SETS, told } from '../../../../tools/result.ts';
import type { CartAnswer } from '../../cart-answer.ts';
import { createCart, createCartInput, readCart } from '../../carts.ts';
import { cartParams, itemParams } from '../../ids.ts';
import { addItem, addItemInput, changeItem, quantityInput } from '../../items.ts';
import { setShippingAddress } from '../../shipping.ts';
import { type Calling, ownerOf, type Surface } from '../../surface.ts';
import { cartWords } from '../cart-words.ts';
import { tool } from '../tool.ts';

const cart_id = cartParams.shape.cart_id.describe('Cart ID from create_cart');
const item_id = itemParams.shape.item_id.describe('Item ID from the cart');
const SAME_KEY = `Send the same _meta["${IDEMPOTENCY_KEY}"] on every retry, and the change is made once.`;

const CLOSED =
  'If the user has a payment link of this cart from before, it does not work any more: give them the one of the new checkout.';

export const createCartTool = tool({
  name: 'create_cart',
  title: 'Make a cart',
  description: `Makes an empty cart at one seller. kifly_purchasable in the answer tells whether a checkout is a purchase here, or hands the buyer over to the seller’s own site. Next: add_to_cart. ${SAME_KEY}`,
  input: createCartInput,
  annotations: ADDS,
  scope: 'checkout:write',
  run: async (surface, calling, input) => shown(surface, await createCart(surface, calling, input)),
});

export const addToCartTool = tool({
  name: 'add_to_cart',
  title: 'Put something into a cart',
  description: `Puts a variant into a cart, at today’s price. The answer is the whole cart, with an item_id for each item. A payment link from before the change works no longer. Next: set_shipping_address, then checkout. ${SAME_KEY}`,
  input: addItemInput.extend({
    cart_id,
    variant_id: addItemInput.shape.variant_id.describe('"kifly:variantId" of a product from search_products'),
    quantity: addItemInput.shape.quantity.describe('How many; one unless said otherwise'),
  }),
  annotations: ADDS,
  scope: 'checkout:write',
  run: async (surface, calling, input) => changed(surface, calling, await addItem(surface, calling, input)),
});

export const getCartTool = tool({
  name: 'get_cart',
  title: 'Read a cart',
  description:
    'Tells what is in a cart, where it goes, what the delivery costs and what it comes to (amount, in minor units of currency), and whether it is paid: status is open, being_paid or paid, and the latter two have an order_id. Show the user the total before checkout.',
  input: cartParams.extend({ cart_id }).strict(),
  annotations: READS,
  scope: 'checkout:read',
  run: async (surface, calling, input) => shown(surface, await readCart(surface, calling, input)),
});

export const updateCartItemTool = tool({
  name: 'update_cart_item',
  title: 'Change an item of a cart',
  description:
    'Sets how many of an item are in a cart; 0 takes it out. A payment link from before the change works no longer. While a payment is under way the cart cannot be changed: the answer is cart_locked.',
  input: quantityInput.extend({ cart_id, item_id }),
  annotations: { ...SETS, destructiveHint: true },
  scope: 'checkout:write',
  run: async (surface, calling, input) =>
    changed(surface, calling, await changeItem(surface, calling, input)),
});

export const setShippingAddressTool = tool({
  name: 'set_shipping_address',
  title: 'Say where a cart goes',
  description:
    'Keeps the address of a cart, which a checkout needs. delivery_eligible tells whether the seller delivers there; when it is false, delivery_coverage tells where it does: ask the user for another address. A payment link from before the change works no longer. Ask the user for the address in plain words. Next: checkout.',
  input: addressInput.safeExtend({ cart_id }),
  annotations: SETS,
  scope: 'checkout:write',
  run: async (surface, calling, input) =>
    changed(surface, calling, await setShippingAddress(surface, calling, input)),
});

/** A change has closed the page that there was. */
async function changed(surface: Surface, calling: Calling, answer: CartAnswer): Promise<ToolResult> {
  const isLinked = await hadPage(surface.checkout, ownerOf(calling), answer.cart.cart_id);
  return shown(surface, answer, isLinked ? CLOSED : undefined);
}

async function shown(surface: Surface, { cart }: CartAnswer, note?: string): Promise<ToolResult> {
  return told(cartWords(cart, { limits: await surface.limits(), note }), cart);
}
