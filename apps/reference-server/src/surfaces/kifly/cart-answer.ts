import { z } from '@hono/zod-openapi';
import type { CartOutcome, MutationCall } from '@railyard/core';
import type { CartCall } from '@railyard/core/cart';
import { type cartOutput, shapeCart } from './cart-shape.ts';
import { type Calling, mutationOf, type Surface, sellerOf } from './surface.ts';

/** A cart after an operation on it. */
export interface CartAnswer {
  readonly cart: z.output<typeof cartOutput>;
  /** Whether the change was made before, under the same idempotency key. */
  readonly replayed: boolean;
}

/** Every change leaves a cart open. */
const OPEN = { state: 'open', order: null } as const;

const places = z.array(z.string());

/** A seller as it is kept beside a change, and where it delivers. */
const keptSeller = z.object({
  handle: z.string(),
  name: z.string(),
  purchasable: z.boolean(),
  storefront: z.object({ url: z.string(), hosts: z.array(z.string()) }).nullable(),
  coverage: z.object({ countries: places, states: places.nullable(), cities: places.nullable() }),
});

/** One change of a cart under one idempotency key. Its seller is kept as shown, for whoever repeats it. */
export function cartCall(
  surface: Surface,
  calling: Calling,
  operation: string,
  body: MutationCall['body'],
): CartCall {
  return {
    ...mutationOf(calling, operation, body),
    beside: async (seller) => keptSeller.parse(await sellerOf(surface, { seller })),
  };
}

/** The answer to a change. */
export async function cartAnswer(
  surface: Surface,
  { cart, beside, replayed }: CartOutcome,
): Promise<CartAnswer> {
  // What an older version has kept may have nothing beside it.
  const seller = keptSeller.safeParse(beside).data ?? (await sellerOf(surface, cart));
  return { cart: shapeCart(cart, seller, OPEN), replayed };
}
