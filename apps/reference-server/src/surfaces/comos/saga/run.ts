import { type Address, type Cart, RailError } from '@railyard/core';
import { readCart } from '@railyard/core/cart';
import { checkAddress } from '../../../address/check.ts';
import { admitDelivery } from '../../../coverage.ts';
import { outOfStock } from '../../../inventory/sales.ts';
import type { Seller } from '../../../sellers.ts';
import { ownerOf, type Surface, sellerOf } from '../surface.ts';
import { deliver, usualDelivery, type Wanted } from './delivery.ts';
import { step } from './fail.ts';
import type { Saga } from './record.ts';

/** Milliseconds. So long goods are set aside for a checkout whose page nobody has opened. */
const UNOPENED_FOR = 30 * 60_000;

/** A cart that can be bought, and whose it is. */
export interface Valid {
  readonly cart: Cart;
  readonly seller: Seller;
}

/** Throws what stands against buying a cart that goes to this address: `cart_empty`, `invalid_shipping`, and the like. */
export async function validate(surface: Surface, cart: Cart, shipTo: Address | null): Promise<Valid> {
  const { sellers, catalogue } = surface;
  if (cart.lines.length === 0)
    throw new RailError('cart_empty', 'There is nothing to pay. Add an item first.');
  if (shipTo) checkAddress(shipTo);
  await admitDelivery(sellers, catalogue)({ ...cart, shipTo });
  return { cart, seller: await sellerOf(surface, cart.seller) };
}

/**
 * The steps before the payment: the cart is looked at, its goods are set aside, and it gets the delivery that it is
 * ordered with. Each may be done again, and leaves what was done before as it is.
 */
export async function runTo(surface: Surface, saga: Saga): Promise<Cart> {
  const valid = await step(surface, saga, 'validate_cart', async () => {
    const cart = await readCart(surface.checkout, ownerOf(saga), saga.cart);
    return validate(surface, cart, saga.shipTo ?? cart.shipTo);
  });
  await step(surface, saga, 'reserve_inventory', () => reserve(surface, valid.cart));
  return step(surface, saga, 'create_order', async () =>
    deliver(surface, saga, { cart: valid.cart, wanted: await wantedOf(surface, saga, valid) }),
  );
}

function wantedOf(surface: Surface, saga: Saga, { cart, seller }: Valid): Promise<Wanted> {
  return usualDelivery(surface, saga, { cart, seller, shipTo: saga.shipTo ?? cart.shipTo });
}

async function reserve({ inventory, now }: Surface, { tenant, seller, id, lines }: Cart): Promise<void> {
  const short = await inventory.reserve({ tenant, seller, cart: id, lines }, now() + UNOPENED_FOR);
  if (short.length > 0) throw outOfStock(short);
}
