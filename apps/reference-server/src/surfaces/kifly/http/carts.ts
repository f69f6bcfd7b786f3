import { createRoute } from '@hono/zod-openapi';
import { API_KEY_SCHEME } from '../../../http/document.ts';
import { idempotencyHeaders, jsonBody, responses } from '../../../http/responses.ts';
import { type App, addRoute } from '../../../http/route.ts';
import { cartOutput } from '../cart-shape.ts';
import { createCart, createCartInput, readCart } from '../carts.ts';
import { cartParams } from '../ids.ts';
import { answerCart, callingOf, type HttpSurface } from './surface.ts';

const createCartRoute = createRoute({
  method: 'post',
  path: '/api/agent/cart',
  tags: ['cart'],
  security: [{ [API_KEY_SCHEME]: [] }],
  summary: 'Make an empty cart at a seller',
  request: { headers: idempotencyHeaders, body: jsonBody(createCartInput) },
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
export function addCarts(app: App, surface: HttpSurface): void {
  const { guards } = surface;

  addRoute(app, { ...createCartRoute, guards: guards.write }, async (c, { body }) =>
    answerCart(c, await createCart(surface, callingOf(c), body), 201),
  );

  addRoute(app, { ...readCartRoute, guards: guards.read }, async (c, { params }) =>
    answerCart(c, await readCart(surface, callingOf(c), params)),
  );
}
