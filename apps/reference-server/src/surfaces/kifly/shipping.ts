import type { z } from '@hono/zod-openapi';
import { editCart, readCart } from '@railyard/core/cart';
import { checkAddress } from '../../address/check.ts';
import { type addressInput, readAddress, shapeAddress } from '../../address.ts';
import { checkState, deliveryFeeTo } from '../../coverage.ts';
import { type CartAnswer, cartAnswer, cartCall } from './cart-answer.ts';
import { type Calling, ownerOf, type Surface, sellerOf } from './surface.ts';

/** Says where a cart goes, and what the delivery costs. An address outside the seller's coverage is kept, too. */
export async function setShippingAddress(
  surface: Surface,
  calling: Calling,
  { cart_id, ...address }: { readonly cart_id: string } & z.output<typeof addressInput>,
): Promise<CartAnswer> {
  const { checkout } = surface;
  const shipTo = readAddress(address);
  const call = cartCall(surface, calling, 'cart.set_shipping_address', shapeAddress(shipTo));
  const outcome = await editCart(checkout, call, cart_id, async () => {
    const seller = await sellerOf(surface, await readCart(checkout, ownerOf(calling), cart_id));
    checkState(seller, shipTo);
    checkAddress(shipTo);
    return { type: 'ship', shipTo, deliveryFee: deliveryFeeTo(seller, shipTo) };
  });
  return cartAnswer(surface, outcome);
}
