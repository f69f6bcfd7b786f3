import { createRoute } from '@hono/zod-openapi';
import { API_KEY_SCHEME } from '../../../http/document.ts';
import { respondJson } from '../../../http/respond.ts';
import { responses } from '../../../http/responses.ts';
import { type App, addRoute } from '../../../http/route.ts';
import { orderParams } from '../ids.ts';
import { findOrder, orderOutput } from '../orders.ts';
import { callingOf, type HttpSurface } from './surface.ts';

const readOrderRoute = createRoute({
  method: 'get',
  path: '/api/agent/orders/{order_id}',
  tags: ['checkout'],
  security: [{ [API_KEY_SCHEME]: [] }],
  summary: 'Read an order, or where its payment stands',
  description:
    'The id exists from the first attempt to pay. While the payment is uncertain its provider is asked. Once the ' +
    'seller has said so, the status of a paid order is `shipped` or `delivered`, with the parcel beside it.',
  request: { params: orderParams },
  responses: responses(200, 'The order.', orderOutput),
});

/** Reading orders. */
export function addOrders(app: App, surface: HttpSurface): void {
  addRoute(app, { ...readOrderRoute, guards: surface.guards.read }, async (c, { params }) =>
    respondJson(c, await findOrder(surface, callingOf(c), params.order_id), {
      headers: { 'cache-control': 'private, no-store' },
    }),
  );
}
