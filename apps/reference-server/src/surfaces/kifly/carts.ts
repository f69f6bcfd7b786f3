import { z } from '@hono/zod-openapi';
import { RailError } from '@railyard/core';
import { createCart as makeCart } from '@railyard/core/cart';
import { readStanding } from '@railyard/core/order';
import type { Seller } from '../../sellers.ts';
import { type CartAnswer, cartAnswer } from './cart-answer.ts';
import { shapeCart } from './cart-shape.ts';
import { type Calling, mutationOf, ownerOf, ownSeller, type Surface, sellerOf } from './surface.ts';
import { line } from './text.ts';

export const createCartInput = z
  .strictObject({
    seller_handle: line(100)
      .optional()
      .openapi({ example: 'prairie-supply' })
      .describe(
        'The seller to buy from. A key of the whole network has to name one; a key of one seller need not.',
      ),
  })
  .openapi('CreateCart');

/** Makes an empty cart at a seller. */
export async function createCart(
  surface: Surface,
  calling: Calling,
  { seller_handle }: z.output<typeof createCartInput>,
): Promise<CartAnswer> {
  const seller = await chosenSeller(surface, calling, seller_handle);
  const { handle, currency } = seller;
  const call = mutationOf(calling, 'cart.create', { seller_handle: handle });
  return cartAnswer(surface, await makeCart(surface.checkout, call, { seller: handle, currency }));
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

async function chosenSeller(
  surface: Surface,
  { caller }: Calling,
  named: string | undefined,
): Promise<Seller> {
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
  return ownSeller(surface, caller, wanted);
}
