import { randomUUID } from 'node:crypto';
import type { Checkout, MutationCall } from '@railyard/core';
import { createCart, editCart } from '@railyard/core/cart';

type Owner = Pick<MutationCall, 'tenant' | 'principal'>;

const SHIP_TO = {
  name: 'Ada Lovelace',
  line1: '12 Analytical Way',
  line2: null,
  city: 'Lincoln',
  region: 'NE',
  postalCode: '68508',
  country: 'US',
  phone: null,
};
const AT_ONCE = 64;

/** Makes carts of $49.99 that are ready to be paid, without the HTTP in between. */
export function cartMaker(checkout: Checkout, owner: Owner): (count: number) => Promise<string[]> {
  return async (count) => {
    const made: string[] = [];
    while (made.length < count) {
      const group = Array.from({ length: Math.min(AT_ONCE, count - made.length) }, () =>
        readyCart(checkout, owner),
      );
      made.push(...(await Promise.all(group)));
    }
    return made;
  };
}

async function readyCart(checkout: Checkout, owner: Owner): Promise<string> {
  const call = (operation: string): MutationCall => ({ ...owner, operation, key: randomUUID(), body: {} });
  const { cart } = await createCart(checkout, call('cart.create'), {
    seller: 'prairie-supply',
    currency: 'usd',
  });
  const line = {
    item: 'item_1',
    variant: 'var_camp_stove',
    title: 'Camp stove',
    quantity: 1,
    unitAmount: 4499,
  };
  await editCart(checkout, call('cart.add_item'), cart.id, { type: 'add', line });
  await editCart(checkout, call('cart.ship'), cart.id, { type: 'ship', shipTo: SHIP_TO, deliveryFee: 500 });
  return cart.id;
}
