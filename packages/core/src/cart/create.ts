import type { Cart } from '../cart.ts';
import { type Checkout, yardOf } from '../checkout/create.ts';
import { cartKey, newId } from '../checkout/keys.ts';
import { type MutationCall, requestOf } from '../checkout/request.ts';
import { exponentOf } from '../money.ts';
import type { CartOutcome } from '../outcome.ts';
import { newRecord } from '../record.ts';
import { write } from './write.ts';

/** Makes an empty cart at a seller. The same idempotency key again gives the same cart. */
export async function createCart(
  checkout: Checkout,
  call: MutationCall,
  { seller, currency }: Pick<Cart, 'seller' | 'currency'>,
): Promise<CartOutcome> {
  const yard = yardOf(checkout);
  exponentOf(currency); // refuses an unknown currency
  const { tenant, principal } = call;
  const id = newId(yard.runtime, 'cart');
  const request = await requestOf(yard, call, null);
  return write(yard, call, { key: cartKey(tenant, id), request, fenced: null }, (_, now) => {
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
