import { createRoute, z } from '@hono/zod-openapi';
import { RailError } from '@railyard/core';
import { API_KEY_SCHEME } from '../../http/document.ts';
import { type App, addRoute } from '../../http/route.ts';
import type { ApiKey } from '../../keys.ts';
import type { Seller } from '../../sellers.ts';
import { cartOutput } from './cart-shape.ts';
import { cartParams } from './ids.ts';
import { idempotencyHeaders, jsonBody, responses } from './responses.ts';
import { answerCart, mutationOf, ownerOf, ownSeller, type Surface } from './surface.ts';
import { line } from './text.ts';

const createInput = z
  .strictObject({
    seller_handle: line(100).optional().openapi({
      description:
        'The seller to buy from. A key of the whole network has to name one; a key of one seller need not.',
      example: 'prairie-supply',
    }),
  })
  .openapi('CreateCart');

const createCartRoute = createRoute({
  method: 'post',
  path: '/api/agent/cart',
  tags: ['cart'],
  security: [{ [API_KEY_SCHEME]: [] }],
  summary: 'Make an empty cart at a seller',
  request: { headers: idempotencyHeaders, body: jsonBody(createInput) },
  responses: responses(201, 'The cart.', cartOutput),
});

const readCartRoute = createRoute({
  method: 'get',
  path: '/api/agent/cart/{cart_id}',
  tags: ['cart'],
  security: [{ [API_KEY_SCHEME]: [] }],
  summary: 'Read a cart',
  request: { params: cartParams },
  responses: responses(200, 'The cart.', cartOutput),
});

/** Making and reading carts. */
export function addCarts(app: App, surface: Surface): void {
  const { checkout, guards } = surface;

  addRoute(app, { ...createCartRoute, guards: guards.write }, async (c, { body }) => {
    const seller = await chosenSeller(surface, c.get('caller'), body.seller_handle);
    const { handle, currency } = seller;
    const call = mutationOf(c, 'cart.create', { seller_handle: handle });
    return answerCart(surface, c, await checkout.createCart(call, { seller: handle, currency }), 201);
  });

  addRoute(app, { ...readCartRoute, guards: guards.read }, async (c, { params }) => {
    const cart = await checkout.readCart(ownerOf(c), params.cart_id);
    return answerCart(surface, c, { cart, replayed: false });
  });
}

async function chosenSeller(
  { sellers }: Surface,
  caller: ApiKey,
  named: string | undefined,
): Promise<Seller> {
  const wanted = caller.seller ?? named;
  if (wanted === undefined) {
    throw new RailError('validation', 'Name the seller: this API key is for the whole network.', {
      details: { fields: { seller_handle: 'Required with a key of the whole network.' } },
    });
  }
  return ownSeller({ sellers }, caller, wanted);
}
