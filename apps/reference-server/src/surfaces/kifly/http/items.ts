import { createRoute } from '@hono/zod-openapi';
import { API_KEY_SCHEME } from '../../../http/document.ts';
import { idempotencyHeaders, jsonBody, responses } from '../../../http/responses.ts';
import { type App, addRoute } from '../../../http/route.ts';
import { cartOutput } from '../cart-shape.ts';
import { cartParams, itemParams } from '../ids.ts';
import { addItem, addItemInput, changeItem, quantityInput, removeItem } from '../items.ts';
import { answerCart, callingOf, type HttpSurface } from './surface.ts';

const addItemRoute = createRoute({
  method: 'post',
  path: '/api/agent/cart/{cart_id}/items',
  tags: ['cart'],
  security: [{ [API_KEY_SCHEME]: [] }],
  summary: 'Put something into a cart',
  request: { params: cartParams, headers: idempotencyHeaders, body: jsonBody(addItemInput) },
  responses: responses(200, 'The cart after it.', cartOutput),
});

const changeItemRoute = createRoute({
  method: 'patch',
  path: '/api/agent/cart/{cart_id}/items/{item_id}',
  tags: ['cart'],
  security: [{ [API_KEY_SCHEME]: [] }],
  summary: 'Set how many of an item are in a cart',
  request: { params: itemParams, headers: idempotencyHeaders, body: jsonBody(quantityInput) },
  responses: responses(200, 'The cart after it.', cartOutput),
});

const removeItemRoute = createRoute({
  method: 'delete',
  path: '/api/agent/cart/{cart_id}/items/{item_id}',
  tags: ['cart'],
  security: [{ [API_KEY_SCHEME]: [] }],
  summary: 'Take an item out of a cart',
  request: { params: itemParams, headers: idempotencyHeaders },
  responses: responses(200, 'The cart after it.', cartOutput),
});

/** What is in a cart, and how many of it. */
export function addItems(app: App, surface: HttpSurface): void {
  const { guards } = surface;

  addRoute(app, { ...addItemRoute, guards: guards.write }, async (c, { params, body }) =>
    answerCart(c, await addItem(surface, callingOf(c), { ...params, ...body })),
  );

  addRoute(app, { ...changeItemRoute, guards: guards.write }, async (c, { params, body }) =>
    answerCart(c, await changeItem(surface, callingOf(c), { ...params, ...body })),
  );

  addRoute(app, { ...removeItemRoute, guards: guards.write }, async (c, { params }) =>
    answerCart(c, await removeItem(surface, callingOf(c), params)),
  );
}
