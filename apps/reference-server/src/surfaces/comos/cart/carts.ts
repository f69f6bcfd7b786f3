import { z } from '@hono/zod-openapi';
import { type Cart, RailError } from '@railyard/core';
import { createCart, editCart } from '@railyard/core/cart';
import { readStanding } from '@railyard/core/order';
import type { Variant } from '../../../catalogue.ts';
import type { Seller } from '../../../sellers.ts';
import { cartId, commonInput, OBJECT_ID, productId } from '../ids.ts';
import { type Calling, mutationOf, ownerOf, type Surface } from '../surface.ts';
import { cartNamed, nameCart } from './pointer.ts';
import { type CartView, emptyCart, shapeCart } from './shape.ts';

export const cartInput = z.strictObject({ ...commonInput, cartId });

export const addItemInput = cartInput.extend({
  productId,
  quantity: z.int().min(1).default(1).describe('How many more; one unless said otherwise'),
});

export const removeItemInput = cartInput.extend({ productId });

/** Reads a cart. A name that means none yet is an empty one. */
export async function readCart(surface: Surface, calling: Calling, name: string): Promise<CartView> {
  const found = await openCart(surface, calling, name);
  return found ? shown(surface, name, found) : emptyCart(name);
}

/** Puts a product into a cart, at today's price. */
export async function addItem(
  surface: Surface,
  calling: Calling,
  { cartId: name, productId: id, quantity }: z.output<typeof addItemInput>,
): Promise<CartView> {
  const { variant, seller } = await productOf(surface, calling, id);
  const cart = await cartAt(surface, calling, name, seller);
  const call = mutationOf(calling, 'cart_add_item', { cartId: name, productId: id, quantity });
  const { title, unitAmount } = variant;
  const item = `item_${surface.newId()}`;
  const outcome = await editCart(surface.checkout, call, cart, {
    type: 'add',
    line: { item, variant: id, title, quantity, unitAmount },
  });
  return shown(surface, name, { cart: outcome.cart, state: 'open' });
}

/** Takes a product out of a cart, at whatever price it was put in. Again: no change. */
export async function removeItem(
  surface: Surface,
  calling: Calling,
  { cartId: name, productId: id }: z.output<typeof removeItemInput>,
): Promise<CartView> {
  const found = await openCart(surface, calling, name);
  if (!found) return emptyCart(name);
  let { cart } = found;
  const call = mutationOf({ ...calling, key: null }, 'cart_remove_item', null);
  for (const { item, variant } of found.cart.lines) {
    if (variant !== id) continue;
    const outcome = await editCart(surface.checkout, call, cart.id, { type: 'quantity', item, quantity: 0 });
    ({ cart } = outcome);
  }
  return cart === found.cart ? shown(surface, name, found) : shown(surface, name, { cart, state: 'open' });
}

interface Found {
  readonly cart: Cart;
  readonly state: CartView['status'];
}

/** The cart that a name means, unless it is paid: then the name is as good as free. */
export async function openCart(surface: Surface, calling: Calling, name: string): Promise<Found | null> {
  const id = await cartNamed(surface, calling, name);
  if (id === null) return null;
  const { cart, state } = await readStanding(surface.checkout, ownerOf(calling), id);
  return state === 'paid' ? null : { cart, state };
}

/** The id of the cart that something of this seller goes into: the one of the name, or a new one in its place. */
async function cartAt(surface: Surface, calling: Calling, name: string, seller: Seller): Promise<string> {
  const found = await openCart(surface, calling, name);
  if (found?.cart.seller === seller.handle) return found.cart.id;
  if (found && found.cart.lines.length > 0) throw otherSeller();
  const before = await cartNamed(surface, calling, name);
  const call = mutationOf({ ...calling, key: null }, 'cart_create', null);
  const { handle, currency } = seller;
  const made = await createCart(surface.checkout, call, { seller: handle, currency });
  const id = await nameCart(surface, calling, { name, cart: made.cart.id, before });
  return id === made.cart.id ? id : cartAt(surface, calling, name, seller);
}

/** What is sold under this id to users of the caller's tenant. */
async function productOf(
  { catalogue, sellers }: Surface,
  { tenant }: Calling,
  id: string,
): Promise<{ readonly variant: Variant; readonly seller: Seller }> {
  const variant = OBJECT_ID.test(id) ? await catalogue.variant(id) : null;
  const seller = variant && (await sellers.find(variant.seller));
  if (variant && seller?.tenant === tenant && seller.onSale && seller.purchasable) return { variant, seller };
  throw new RailError('not_found', 'There is no such product.', {
    details: { missing: 'product' },
    nextAction: 'Take the productId of a product from catalog_search.',
  });
}

async function shown(
  { catalogue, sellers }: Surface,
  name: string,
  { cart, state }: Found,
): Promise<CartView> {
  const [seller, variants] = await Promise.all([
    sellers.find(cart.seller),
    catalogue.variantsOf(cart.seller),
  ]);
  const digital = new Set(variants.flatMap(({ id, digital: is }) => (is ? [id] : [])));
  return seller ? shapeCart(cart, { name, seller, state, digital }) : emptyCart(name);
}

function otherSeller(): RailError {
  return new RailError('seller_mismatch', 'The product belongs to another seller than what is in the cart.', {
    nextAction: 'Use another cartId for it, and check the carts out one by one.',
  });
}
