import { z } from '@hono/zod-openapi';
import { type Cart, type CartLine, RailError } from '@railyard/core';
import { type CartAnswer, cartAnswer } from './cart-answer.ts';
import { type Calling, mutationOf, ownerOf, type Surface } from './surface.ts';

export const addItemInput = z
  .strictObject({
    variant_id: z.string().min(1).max(100).openapi({ example: 'var_camp_stove' }),
    quantity: z.int().min(1).default(1),
  })
  .openapi('AddItem');

export const quantityInput = z
  .strictObject({ quantity: z.int().min(0).describe('0 removes the item.') })
  .openapi('ItemQuantity');

interface ItemPlace {
  readonly cart_id: string;
  readonly item_id: string;
}

/** Puts something into a cart, at today's price. */
export async function addItem(
  surface: Surface,
  calling: Calling,
  { cart_id, ...added }: { readonly cart_id: string } & z.output<typeof addItemInput>,
): Promise<CartAnswer> {
  const { checkout } = surface;
  const call = mutationOf(calling, 'cart.add_item', added);
  const outcome = await checkout.editCart(call, cart_id, async () => ({
    type: 'add',
    line: await lineFor(surface, await checkout.readCart(ownerOf(calling), cart_id), added),
  }));
  return cartAnswer(surface, outcome);
}

/** Sets how many of an item are in a cart; none takes it out. */
export async function changeItem(
  surface: Surface,
  calling: Calling,
  { cart_id, item_id: item, quantity }: ItemPlace & z.output<typeof quantityInput>,
): Promise<CartAnswer> {
  const call = mutationOf(calling, 'cart.change_item', { item_id: item, quantity });
  const outcome = await surface.checkout.editCart(call, cart_id, { type: 'quantity', item, quantity });
  return cartAnswer(surface, outcome);
}

/** Takes an item out of a cart. */
export async function removeItem(
  surface: Surface,
  calling: Calling,
  { cart_id, item_id: item }: ItemPlace,
): Promise<CartAnswer> {
  const call = mutationOf(calling, 'cart.remove_item', { item_id: item });
  const outcome = await surface.checkout.editCart(call, cart_id, { type: 'quantity', item, quantity: 0 });
  return cartAnswer(surface, outcome);
}

async function lineFor(
  { catalogue, newId }: Surface,
  { seller }: Cart,
  { variant_id, quantity }: z.output<typeof addItemInput>,
): Promise<CartLine> {
  const variant = await catalogue.variant(variant_id);
  if (!variant) {
    throw new RailError('not_found', 'There is no such variant.', { details: { missing: 'variant' } });
  }
  if (variant.seller !== seller) {
    throw new RailError('seller_mismatch', 'The variant belongs to another seller than the cart.', {
      details: { seller_handle: variant.seller },
    });
  }
  const { id, title, unitAmount } = variant;
  return { item: `item_${newId()}`, variant: id, title, quantity, unitAmount };
}
