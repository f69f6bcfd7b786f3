import { z } from '@hono/zod-openapi';
import type { Seller } from '../../sellers.ts';

const FULFILMENTS = ['platform', 'external'] as const;

/** A seller as the API shows it beside a cart. */
export const sellerOutput = z
  .object({
    handle: z.string(),
    name: z.string(),
    kifly_purchasable: z
      .boolean()
      .describe('Whether its goods can be bought here. If not, a checkout sends the buyer to its own site.'),
    fulfillment: z.enum(FULFILMENTS),
    storefront_url: z.url().nullable(),
  })
  .openapi('Seller');

/** What is shown of a seller beside a cart, and where it delivers. */
export type ShownSeller = Pick<Seller, 'handle' | 'name' | 'purchasable' | 'storefront' | 'coverage'>;

/** A seller as carts show it. */
export function shapeSeller({
  handle,
  name,
  purchasable,
  storefront,
}: ShownSeller): z.output<typeof sellerOutput> {
  return {
    handle,
    name,
    kifly_purchasable: purchasable,
    fulfillment: purchasable ? 'platform' : 'external',
    storefront_url: storefront?.url ?? null,
  };
}
