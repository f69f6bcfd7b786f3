import { z } from '@hono/zod-openapi';
import { toDecimal } from '@railyard/core';
import type { Surface } from './surface.ts';

export const limitsOutput = z
  .object({
    max_item_quantity: z.int().describe('The most of one item in a cart.'),
    max_cart_total_cents: z.int().describe('The largest total of a cart in US cents, itself allowed.'),
    max_cart_total_usd: z.string().openapi({ example: '2000.00' }).describe('The same in dollars.'),
    max_cart_total: z.record(z.string(), z.int()).describe('The same for every currency taken.'),
  })
  .openapi('Limits');

/** Reads the platform's caps, which the operator may change at any time. */
export async function readLimits(surface: Surface): Promise<z.output<typeof limitsOutput>> {
  const { maxItemQuantity, maxCartTotal } = await surface.limits();
  const usd = maxCartTotal.usd ?? 0;
  return {
    max_item_quantity: maxItemQuantity,
    max_cart_total_cents: usd,
    max_cart_total_usd: toDecimal({ amount: usd, currency: 'usd' }),
    max_cart_total: { ...maxCartTotal },
  };
}
