import type { z } from '@hono/zod-openapi';
import type { CartOutcome, Json, MutationCall } from '@railyard/core';
import type { CartCall } from '@railyard/core/cart';
import { type cartOutput, shapeCart } from './cart-shape.ts';
import type { ShownSeller } from './seller-shape.ts';
import { type Calling, mutationOf, type Surface, sellerOf } from './surface.ts';

/** A cart after an operation on it. */
export interface CartAnswer {
  readonly cart: z.output<typeof cartOutput>;
  /** Whether the change was made before, under the same idempotency key. */
  readonly replayed: boolean;
}

/** Every change leaves a cart open. */
const OPEN = { state: 'open', order: null } as const;

/** One change of a cart under one idempotency key. Its seller is kept as shown, for whoever repeats it. */
export function cartCall(
  surface: Surface,
  calling: Calling,
  operation: string,
  body: MutationCall['body'],
): CartCall {
  return {
    ...mutationOf(calling, operation, body),
    beside: async (seller) => shownAs(await sellerOf(surface, { seller })),
  };
}

/** The answer to a change. */
export async function cartAnswer(
  surface: Surface,
  { cart, beside, replayed }: CartOutcome,
): Promise<CartAnswer> {
  // What an older version has kept has nothing beside it.
  const seller = beside === undefined ? await sellerOf(surface, cart) : (beside as unknown as ShownSeller);
  return { cart: shapeCart(cart, seller, OPEN), replayed };
}

function shownAs({ handle, name, purchasable, storefront, coverage }: ShownSeller): Json {
  return {
    handle,
    name,
    purchasable,
    storefront: storefront && { ...storefront },
    coverage: { ...coverage },
  };
}
