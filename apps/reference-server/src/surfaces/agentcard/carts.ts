import { type Cart, RailError } from '@railyard/core';
import { createCart, editCart, readCart } from '@railyard/core/cart';
import { readStanding } from '@railyard/core/order';
import type { Merchant } from '../../merchants/merchant.ts';
import { cartAt, takeCart } from './records.ts';
import { askAt, mutationOf, type Shopper, type Surface } from './surface.ts';

/** The cart that a shopper has at a merchant, which is empty once it was bought; null when there is none. */
export async function currentCart(
  surface: Surface,
  shopper: Shopper,
  merchant: string,
): Promise<Cart | null> {
  const id = await cartAt(surface, shopper, merchant);
  const standing = id === null ? null : await readStanding(surface.checkout, shopper, id);
  return standing && standing.state !== 'paid' ? standing.cart : null;
}

/** Puts a product into the shopper's cart, at today's price. */
export async function addProduct(
  surface: Surface,
  shopper: Shopper,
  merchant: Merchant,
  { product: id, quantity }: { readonly product: string; readonly quantity: number },
): Promise<Cart> {
  const product = await askAt(surface, shopper, merchant, (counter, call) => counter.product(id, call));
  if (!product) throw noProduct();
  if (!product.isAvailable) throw soldOut();
  const cart = await openCart(surface, shopper, merchant);
  const line = {
    item: `item_${surface.newId()}`,
    variant: product.id,
    title: product.name,
    quantity,
    unitAmount: product.price.amount,
  };
  const call = mutationOf(shopper, 'add', shopper.key, { product: id, quantity });
  await editCart(surface.checkout, call, cart, { type: 'add', line });
  return readCart(surface.checkout, shopper, cart);
}

/** Sets how many of a product are in the shopper's cart; none takes it out. */
export async function setQuantity(
  surface: Surface,
  shopper: Shopper,
  merchant: Merchant,
  { product, quantity }: { readonly product: string; readonly quantity: number },
): Promise<Cart> {
  const cart = await currentCart(surface, shopper, merchant.slug);
  const [first, ...others] = cart?.lines.filter(({ variant }) => variant === product) ?? [];
  if (!cart || !first) throw new RailError('item_not_found', 'The cart holds nothing of this product.');
  await setItem(surface, shopper, cart.id, { item: first.item, quantity });
  for (const { item } of others) await setItem(surface, shopper, cart.id, { item, quantity: 0 });
  return readCart(surface.checkout, shopper, cart.id);
}

/** Takes everything out of the shopper's cart. */
export async function clearCart(
  surface: Surface,
  shopper: Shopper,
  merchant: Merchant,
): Promise<Cart | null> {
  const cart = await currentCart(surface, shopper, merchant.slug);
  if (!cart) return null;
  for (const { item } of cart.lines) await setItem(surface, shopper, cart.id, { item, quantity: 0 });
  return readCart(surface.checkout, shopper, cart.id);
}

async function setItem(
  { checkout }: Surface,
  shopper: Shopper,
  cart: string,
  { item, quantity }: { readonly item: string; readonly quantity: number },
): Promise<void> {
  const call = mutationOf(shopper, 'set', null, { item, quantity });
  await editCart(checkout, call, cart, { type: 'quantity', item, quantity });
}

/** The id of a cart to put something into: a new one when there is none, or it was bought. */
async function openCart(surface: Surface, shopper: Shopper, { slug, currency }: Merchant): Promise<string> {
  const current = await currentCart(surface, shopper, slug);
  if (current) return current.id;
  const stale = await cartAt(surface, shopper, slug);
  const call = mutationOf(shopper, 'cart', null, { merchant: slug });
  const { cart } = await createCart(surface.checkout, call, { seller: slug, currency });
  return takeCart(surface, shopper, slug, { stale, fresh: cart.id });
}

function noProduct(): RailError {
  return new RailError('not_found', 'The merchant has no such product.', {
    details: { missing: 'product' },
    nextAction: 'Find one with buy_search_products.',
  });
}

function soldOut(): RailError {
  return new RailError('purchase_not_accepted', 'The merchant has none of it left.', {
    details: { reason: 'out_of_stock' },
    nextAction: 'Find something else with buy_search_products.',
  });
}
