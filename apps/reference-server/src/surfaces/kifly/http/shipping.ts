import { createRoute } from '@hono/zod-openapi';
import { addressInput } from '../../../address.ts';
import { API_KEY_SCHEME } from '../../../http/document.ts';
import { idempotencyHeaders, jsonBody, responses } from '../../../http/responses.ts';
import { type App, addRoute } from '../../../http/route.ts';
import { cartOutput } from '../cart-shape.ts';
import { cartParams } from '../ids.ts';
import { setShippingAddress } from '../shipping.ts';
import { answerCart, callingOf, type HttpSurface } from './surface.ts';

const setAddressRoute = createRoute({
  method: 'put',
  path: '/api/agent/cart/{cart_id}/shipping-address',
  tags: ['cart'],
  security: [{ [API_KEY_SCHEME]: [] }],
  summary: 'Say where a cart goes',
  description: 'An address outside the seller’s coverage is kept, and answered with delivery_eligible false.',
  request: { params: cartParams, headers: idempotencyHeaders, body: jsonBody(addressInput) },
  responses: responses(200, 'The cart after it.', cartOutput),
});

/** Where a cart goes, and what the delivery costs. */
export function addShipping(app: App, surface: HttpSurface): void {
  addRoute(app, { ...setAddressRoute, guards: surface.guards.write }, async (c, { params, body }) =>
    answerCart(c, await setShippingAddress(surface, callingOf(c), { ...params, ...body })),
  );
}
