import { z } from '@hono/zod-openapi';
import { toDecimal } from '@railyard/core';
import type { Hit } from '../../search.ts';
import { line } from '../../text.ts';
import { commonInput, OBJECT_ID } from './ids.ts';
import type { Calling, Surface } from './surface.ts';

export const searchInput = z.strictObject({
  ...commonInput,
  query: line(200).optional().describe('What to look for, in a few words. Leave it out to browse.'),
  limit: z.int().min(1).max(50).default(20).describe('The most products to list.'),
});

/** A product as this surface shows it. */
export interface ProductView {
  readonly productId: string;
  readonly title: string;
  readonly description?: string;
  /** Minor units of `currency`. */
  readonly price: number;
  readonly priceDecimal: string;
  readonly currency: string;
  readonly productType: 'physical' | 'digital';
  readonly sellerName: string;
}

/** Finds what users of the tenant can buy: the products whose ids are ObjectIds, at sellers who sell here. */
export async function searchCatalog(
  { search }: Surface,
  { tenant }: Calling,
  { query, limit }: z.output<typeof searchInput>,
): Promise<{ readonly products: readonly ProductView[] }> {
  const { hits } = await search({
    tenant,
    seller: null,
    text: query ?? null,
    limit,
    only: ({ id }) => OBJECT_ID.test(id),
  });
  return { products: hits.filter(({ seller }) => seller.purchasable).map(shapeProduct) };
}

function shapeProduct({ variant, seller }: Hit): ProductView {
  const { id, title, description, unitAmount, digital } = variant;
  const { currency, name } = seller;
  return {
    productId: id,
    title,
    ...(description !== undefined && { description }),
    price: unitAmount,
    priceDecimal: toDecimal({ amount: unitAmount, currency }),
    currency,
    productType: digital ? 'digital' : 'physical',
    sellerName: name,
  };
}
