import type { z } from '@hono/zod-openapi';
import type { CartOutcome } from '@railyard/core';
import { type cartOutput, shapeCart } from './cart-shape.ts';
import { type Surface, sellerOf } from './surface.ts';

/** A cart after an operation on it. */
export interface CartAnswer {
  readonly cart: z.output<typeof cartOutput>;
  /** Whether the change was made before, under the same idempotency key. */
  readonly replayed: boolean;
}

/** Every change leaves a cart open. */
const OPEN = { state: 'open', order: null } as const;

/** The answer to a change. */
export async function cartAnswer(
  surface: Surface,
  { cart, replayed }: Pick<CartOutcome, 'cart' | 'replayed'>,
): Promise<CartAnswer> {
  return { cart: shapeCart(cart, await sellerOf(surface, cart), OPEN), replayed };
}
