import { createRoute } from '@hono/zod-openapi';
import { API_KEY_SCHEME } from '../../http/document.ts';
import { type App, addRoute } from '../../http/route.ts';
import { addressInput, readAddress, shapeAddress } from './address.ts';
import { cartOutput } from './cart-shape.ts';
import { deliveryFeeTo } from './coverage.ts';
import { cartParams } from './ids.ts';
import { idempotencyHeaders, jsonBody, responses } from './responses.ts';
import { answerCart, mutationOf, ownerOf, type Surface, sellerOf } from './surface.ts';

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
export function addShipping(app: App, surface: Surface): void {
  const { checkout, guards } = surface;

  addRoute(app, { ...setAddressRoute, guards: guards.write }, async (c, { params: { cart_id }, body }) => {
    const shipTo = readAddress(body);
    const call = mutationOf(c, 'cart.set_shipping_address', shapeAddress(shipTo));
    const outcome = await checkout.editCart(call, cart_id, async () => {
      const seller = await sellerOf(surface, await checkout.readCart(ownerOf(c), cart_id));
      return { type: 'ship', shipTo, deliveryFee: deliveryFeeTo(seller, shipTo) };
    });
    return answerCart(surface, c, outcome);
  });
}
