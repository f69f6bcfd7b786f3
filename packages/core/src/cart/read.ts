import type { Cart } from '../cart.ts';
import { type Checkout, yardOf } from '../checkout/create.ts';
import { cartKey } from '../checkout/keys.ts';
import type { Owner } from '../checkout/yard.ts';
import { RailError } from '../errors.ts';
import type { CartRecord } from '../record.ts';

/** The cart as it is. Throws `cart_not_found`, also for another's. */
export async function readCart(checkout: Checkout, { tenant, principal }: Owner, id: string): Promise<Cart> {
  const record = await yardOf(checkout).store.get<CartRecord>('cart', cartKey(tenant, id).key);
  if (record?.cart.principal !== principal) throw new RailError('cart_not_found', 'There is no such cart.');
  return record.cart;
}
