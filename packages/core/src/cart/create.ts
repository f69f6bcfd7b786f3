import type { Cart } from '../cart.ts';
import { type Checkout, yardOf } from '../checkout/create.ts';
import { cartKey, newId } from '../checkout/keys.ts';
import { knownOf, requestOf } from '../checkout/request.ts';
import { exponentOf } from '../money.ts';
import type { CartOutcome } from '../outcome.ts';
import type { Awaitable } from '../ports.ts';
import { newRecord } from '../record.ts';
import { type CartCall, replayed, write } from './write.ts';

/** Whose a cart is to be, and what it counts in. */
export type CartStart = Pick<Cart, 'seller' | 'currency'>;

/**
 * Makes an empty cart at a seller; one given as a function is asked for only when it is no replay. The same idempotency
 * key again gives the same cart.
 */
export async function createCart(
  checkout: Checkout,
  call: CartCall,
  start: CartStart | (() => Awaitable<CartStart>),
): Promise<CartOutcome> {
  const yard = yardOf(checkout);
  const { tenant, principal } = call;
  const id = newId(yard.runtime, 'cart');
  const request = await requestOf(yard, call, null);
  const replay = replayed(await knownOf(yard, request));
  if (replay) return replay;
  const { seller, currency } = typeof start === 'function' ? await start() : start;
  exponentOf(currency); // refuses an unknown currency
  const beside = await call.beside?.(seller);
  return write(yard, call, { key: cartKey(tenant, id), request, fenced: null, beside }, (_, now) => {
    const cart: Cart = {
      id,
      tenant,
      seller,
      principal,
      currency,
      version: 1,
      lines: [],
      shipTo: null,
      deliveryFee: 0,
      tip: 0,
      changedAt: now,
    };
    return newRecord(cart, null);
  });
}
