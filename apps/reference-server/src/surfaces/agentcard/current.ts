import { type Cart, type JsonObject, RailError } from '@railyard/core';
import { createCart, editCart } from '@railyard/core/cart';
import { readStanding } from '@railyard/core/order';
import type { Merchant } from '../../merchants/merchant.ts';
import { purchaseOf, purchasesOf } from './earlier.ts';
import { type CartsAt, cartsAt, takeCarts } from './records.ts';
import { mutationOf, type Shopper, type Surface } from './surface.ts';

/** How many purchases at a merchant may be in doubt before no further one begins there. */
const MOST_IN_DOUBT = 5;

/** The cart to put things into; null when there is none, when it was bought, and while somebody decides about it. */
export async function currentCart(
  surface: Surface,
  shopper: Shopper,
  merchant: string,
): Promise<Cart | null> {
  const { current } = await cartsAt(surface, shopper, merchant);
  return current === null ? null : usableCart(surface, shopper, current);
}

/** The id of a cart to put something into: a new one when there is none that can be used. */
export async function openCart(surface: Surface, shopper: Shopper, merchant: Merchant): Promise<string> {
  const carts = await cartsAt(surface, shopper, merchant.slug);
  const usable = carts.current === null ? null : await usableCart(surface, shopper, carts.current);
  if (usable) return usable.id;
  const fresh = await newCart(surface, shopper, merchant);
  const { current } = await leave(surface, shopper, merchant.slug, { stale: carts, next: fresh });
  return current ?? openCart(surface, shopper, merchant);
}

/** Has the shopper's next product at a merchant begin another cart. */
export async function dropCart(surface: Surface, shopper: Shopper, merchant: string): Promise<void> {
  const carts = await cartsAt(surface, shopper, merchant);
  if (carts.current !== null) await leave(surface, shopper, merchant, { stale: carts, next: null });
}

/** Puts the same things into another cart, which takes the place of this one: it was tried as often as it may be. */
export async function renewCart(
  surface: Surface,
  shopper: Shopper,
  merchant: Merchant,
  { id, lines }: Cart,
): Promise<void> {
  const carts = await cartsAt(surface, shopper, merchant.slug);
  if (carts.current !== id) return;
  const fresh = await newCart(surface, shopper, merchant);
  const call = mutationOf(shopper, 'renew', null, null);
  await editCart(surface.checkout, call, fresh, { type: 'lines', lines });
  await leave(surface, shopper, merchant.slug, { stale: carts, next: fresh });
}

async function usableCart({ checkout, store }: Surface, shopper: Shopper, id: string): Promise<Cart | null> {
  const { cart, state } = await readStanding(checkout, shopper, id);
  if (state === 'open') return cart;
  if (state === 'paid') return null;
  const purchase = await purchaseOf({ checkout, store }, shopper, id);
  return purchase?.status === 'in_doubt' ? null : cart;
}

async function newCart(
  { checkout }: Surface,
  shopper: Shopper,
  { slug, currency }: Merchant,
): Promise<string> {
  const call = mutationOf(shopper, 'cart', null, { merchant: slug });
  return (await createCart(checkout, call, { seller: slug, currency })).cart.id;
}

/**
 * Has other carts be the shopper's. What those that are left may have become stays known until the shopper was told how
 * it ended, so that the same things are not bought again unawares.
 */
async function leave(
  surface: Surface,
  shopper: Shopper,
  merchant: string,
  { stale, next }: { readonly stale: CartsAt; readonly next: string | null },
): Promise<CartsAt> {
  const { current, left } = stale;
  const before = await purchasesOf(surface, shopper, current === null ? left : [...left, current]);
  // What was bought from the current cart, its own call was told.
  const known = before.filter(({ cart, status }) => status !== 'bought' || cart !== current);
  const inDoubt = known.filter(({ status }) => status !== 'bought');
  if (inDoubt.length > MOST_IN_DOUBT) throw tooManyInDoubt(inDoubt.map(({ told }) => told));
  return takeCarts(surface, shopper, merchant, {
    stale,
    fresh: { current: next, left: known.map(({ cart }) => cart) },
  });
}

function tooManyInDoubt(purchases: readonly JsonObject[]): RailError {
  return new RailError('cart_locked', 'Too many purchases at this merchant may have been made.', {
    details: { reason: 'purchases_in_doubt', earlier_purchases: purchases },
    nextAction:
      'Tell the user. The operator has to find out what came of these before anything else is bought.',
  });
}
