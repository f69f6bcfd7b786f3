import { z } from '@hono/zod-openapi';
import { type Cart, type CartLine, RailError } from '@railyard/core';
import { editCart, readCart } from '@railyard/core/cart';
import type { Variant } from '../../catalogue.ts';
import { text } from '../../text.ts';
import { type CartAnswer, cartAnswer, cartCall } from './cart-answer.ts';
import { type Calling, ownerOf, type Surface } from './surface.ts';

export const addItemInput = z
  .strictObject({
    variant_id: text(100).openapi({ example: 'var_camp_stove' }),
    quantity: z.int().min(1).max(Number.MAX_SAFE_INTEGER).default(1),
  })
  .openapi('AddItem');

export const quantityInput = z
  .strictObject({ quantity: z.int().min(0).max(Number.MAX_SAFE_INTEGER).describe('0 removes the item.') })
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
  const call = cartCall(surface, calling, 'cart.add_item', added);
  const outcome = await editCart(checkout, call, cart_id, async () => ({
    type: 'add',
    line: await lineFor(surface, calling, await readCart(checkout, ownerOf(calling), cart_id), added),
  }));
  return cartAnswer(surface, outcome);
}

/** Sets how many of an item are in a cart; none takes it out. */
export async function changeItem(
  surface: Surface,
  calling: Calling,
  { cart_id, item_id: item, quantity }: ItemPlace & z.output<typeof quantityInput>,
): Promise<CartAnswer> {
  const call = cartCall(surface, calling, 'cart.change_item', { item_id: item, quantity });
  const outcome = await editCart(surface.checkout, call, cart_id, { type: 'quantity', item, quantity });
  return cartAnswer(surface, outcome);
}

/** Takes an item out of a cart. */
export async function removeItem(
  surface: Surface,
  calling: Calling,
  { cart_id, item_id: item }: ItemPlace,
): Promise<CartAnswer> {
  const call = cartCall(surface, calling, 'cart.remove_item', { item_id: item });
  const outcome = await editCart(surface.checkout, call, cart_id, { type: 'quantity', item, quantity: 0 });
  return cartAnswer(surface, outcome);
}

async function lineFor(
  surface: Surface,
  { caller }: Calling,
  cart: Cart,
  { variant_id, quantity }: z.output<typeof addItemInput>,
): Promise<CartLine> {
  const variant = await surface.catalogue.variant(variant_id);
  if (!variant) throw noVariant();
  if (variant.seller !== cart.seller) throw await elsewhere(surface, caller, variant);
  const { id, title, unitAmount } = variant;
  return { item: `item_${surface.newId()}`, variant: id, title, quantity, unitAmount };
}

/** What is said of a variant at another seller: of one who is not the caller's tenant's, that there is none. */
async function elsewhere(
  { sellers }: Surface,
  { tenant, seller: only }: Calling['caller'],
  { seller }: Variant,
): Promise<RailError> {
  const other = await sellers.find(seller);
  if (other?.tenant !== tenant) return noVariant();
  return new RailError('seller_mismatch', 'The variant belongs to another seller than the cart.', {
    details: { seller_handle: seller },
    ...(only !== null && {
      nextAction: `Nothing but what "${only}" sells can be bought with this key or token.`,
    }),
  });
}

function noVariant(): RailError {
  return new RailError('not_found', 'There is no such variant.', { details: { missing: 'variant' } });
}
