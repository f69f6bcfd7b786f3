import { createRoute, z } from '@hono/zod-openapi';
import { type Cart, type CartLine, RailError } from '@railyard/core';
import { API_KEY_SCHEME } from '../../http/document.ts';
import { type App, addRoute } from '../../http/route.ts';
import { cartOutput } from './cart-shape.ts';
import { cartParams, itemParams } from './ids.ts';
import { idempotencyHeaders, jsonBody, responses } from './responses.ts';
import { answerCart, mutationOf, ownerOf, type Surface } from './surface.ts';

const addInput = z
  .strictObject({
    variant_id: z.string().min(1).max(100).openapi({ example: 'var_camp_stove' }),
    quantity: z.int().min(1).default(1),
  })
  .openapi('AddItem');

const quantityInput = z
  .strictObject({ quantity: z.int().min(0).openapi({ description: '0 removes the item.' }) })
  .openapi('ItemQuantity');

const addItemRoute = createRoute({
  method: 'post',
  path: '/api/agent/cart/{cart_id}/items',
  tags: ['cart'],
  security: [{ [API_KEY_SCHEME]: [] }],
  summary: 'Put something into a cart',
  request: { params: cartParams, headers: idempotencyHeaders, body: jsonBody(addInput) },
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
export function addItems(app: App, surface: Surface): void {
  const { checkout, guards } = surface;

  addRoute(app, { ...addItemRoute, guards: guards.write }, async (c, { params: { cart_id }, body }) => {
    const outcome = await checkout.editCart(mutationOf(c, 'cart.add_item', body), cart_id, async () => ({
      type: 'add',
      line: await lineFor(surface, await checkout.readCart(ownerOf(c), cart_id), body),
    }));
    return answerCart(surface, c, outcome);
  });

  addRoute(app, { ...changeItemRoute, guards: guards.write }, async (c, { params, body: { quantity } }) => {
    const { cart_id, item_id: item } = params;
    const call = mutationOf(c, 'cart.change_item', { item_id: item, quantity });
    return answerCart(
      surface,
      c,
      await checkout.editCart(call, cart_id, { type: 'quantity', item, quantity }),
    );
  });

  addRoute(app, { ...removeItemRoute, guards: guards.write }, async (c, { params }) => {
    const { cart_id, item_id: item } = params;
    const call = mutationOf(c, 'cart.remove_item', { item_id: item });
    return answerCart(
      surface,
      c,
      await checkout.editCart(call, cart_id, { type: 'quantity', item, quantity: 0 }),
    );
  });
}

/** A new line at today's price. */
async function lineFor(
  { catalogue, newId }: Surface,
  { seller }: Cart,
  { variant_id, quantity }: z.output<typeof addInput>,
): Promise<CartLine> {
  const variant = await catalogue.variant(variant_id);
  if (!variant) throw new RailError('not_found', 'There is no such variant.');
  if (variant.seller !== seller) {
    throw new RailError('seller_mismatch', 'The variant belongs to another seller than the cart.', {
      nextAction: 'Make a cart at the seller of the variant.',
    });
  }
  const { id, title, unitAmount } = variant;
  return { item: `item_${newId()}`, variant: id, title, quantity, unitAmount };
}
