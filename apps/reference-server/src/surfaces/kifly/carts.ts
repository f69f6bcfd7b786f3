import { z } from '@hono/zod-openapi';
import { RailError } from '@railyard/core';
import { createCart as makeCart } from '@railyard/core/cart';
import { readStanding } from '@railyard/core/order';
import { line } from '../../text.ts';
import { type CartAnswer, cartAnswer, cartCall } from './cart-answer.ts';
import { shapeCart } from './cart-shape.ts';
import { type Calling, ownerOf, ownSeller, type Surface, sellerOf } from './surface.ts';

export const createCartInput = z
  .strictObject({
    seller_handle: line(100)
      .optional()
      .openapi({ example: 'prairie-supply' })
      .describe(
        'The seller to buy from. A key of the whole network has to name one; a key of one seller buys there, whatever is named.',
      ),
  })
  .openapi('CreateCart');

/** Makes an empty cart at a seller. */
export async function createCart(
  surface: Surface,
  calling: Calling,
  { seller_handle }: z.output<typeof createCartInput>,
): Promise<CartAnswer> {
  const handle = chosenHandle(calling, seller_handle);
  const call = cartCall(surface, calling, 'cart.create', { seller_handle: handle });
  const outcome = await makeCart(surface.checkout, call, async () => {
    const { currency } = await ownSeller(surface, calling.caller, handle);
    return { seller: handle, currency };
  });
  return cartAnswer(surface, outcome);
}

/** Reads a cart, and whether it is paid. */
export async function readCart(
  surface: Surface,
  calling: Calling,
  { cart_id }: { readonly cart_id: string },
): Promise<CartAnswer> {
  const { cart, ...standing } = await readStanding(surface.checkout, ownerOf(calling), cart_id);
  return { cart: shapeCart(cart, await sellerOf(surface, cart), standing), replayed: false };
}

function chosenHandle({ caller }: Calling, named: string | undefined): string {
  const wanted = caller.seller ?? named;
  if (wanted === undefined) {
    throw new RailError('validation', 'Name the seller: this API key is for the whole network.', {
      details: {
        missing: 'seller',
        fields: {
          seller_handle: 'Required with a key of the whole network: the "kifly:seller" of a product.',
        },
      },
    });
  }
  return wanted;
}
