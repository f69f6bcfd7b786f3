import { type Cart, RailError } from '@railyard/core';
import { editCart, readCart } from '@railyard/core/cart';
import type { Merchant } from '../../merchants/merchant.ts';
import { currentCart, dropCart, openCart } from './current.ts';
import { askAt, mutationOf, type Shopper, type Surface } from './surface.ts';

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
  if (!cart) throw new RailError('item_not_found', `The cart has nothing of "${product}".`);
  const call = mutationOf(shopper, 'set', null, { product, quantity });
  await editCart(surface.checkout, call, cart.id, { type: 'variant', variant: product, quantity });
  return readCart(surface.checkout, shopper, cart.id);
}

/**
 * Takes everything out of the shopper's cart, and has the next product begin another one: this one may have been tried as
 * often as a cart may be. Throws `cart_locked` while it is being bought.
 */
export async function clearCart(surface: Surface, shopper: Shopper, { slug }: Merchant): Promise<void> {
  const cart = await currentCart(surface, shopper, slug);
  const call = mutationOf(shopper, 'clear', null, null);
  if (cart) await editCart(surface.checkout, call, cart.id, { type: 'lines', lines: [] });
  await dropCart(surface, shopper, slug);
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
