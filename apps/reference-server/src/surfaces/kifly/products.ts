import { z } from '@hono/zod-openapi';
import { toDecimal } from '@railyard/core';
import type { Hit } from '../../search.ts';
import { line } from '../../text.ts';
import { type Calling, ownSeller, type Surface } from './surface.ts';

export const searchInput = z
  .strictObject({
    q: line(200)
      .optional()
      .describe('What to look for, in a few words of any language; eight count. Leave it out to browse.'),
    seller_handle: line(100).optional().describe('Look at one seller alone.'),
    limit: z.int().min(1).max(50).default(20).describe('The most products to list.'),
  })
  .openapi('SearchProducts');

const productOutput = z.object({
  '@type': z.literal('Product'),
  name: z.string(),
  description: z.string().optional(),
  'kifly:variantId': z.string().describe('The variant_id that a cart takes.'),
  'kifly:seller': z.string().describe('The seller’s handle.'),
  'kifly:purchasable': z.boolean(),
  'kifly:relevanceScore': z.number().min(0).max(1).optional(),
  url: z.string().optional(),
  offers: z.object({ '@type': z.literal('Offer'), price: z.string(), priceCurrency: z.string() }),
});

/** What was found, as a JSON-LD list. */
export const searchOutput = z
  .object({
    '@context': z.literal('https://schema.org'),
    '@type': z.literal('ItemList'),
    numberOfItems: z.int(),
    'kifly:totalCatalogSize': z.int(),
    'kifly:emptyReason': z.enum(['empty_catalog', 'no_matches_for_query']).optional(),
    itemListElement: z.array(
      z.object({ '@type': z.literal('ListItem'), position: z.int(), item: productOutput }),
    ),
  })
  .openapi('ProductList');

/** Finds what the caller can buy. */
export async function searchProducts(
  surface: Surface,
  { caller }: Calling,
  { q, seller_handle, limit }: z.output<typeof searchInput>,
): Promise<z.output<typeof searchOutput>> {
  const named = seller_handle ?? caller.seller;
  const seller = named === null ? null : await ownSeller(surface, caller, named);
  const wanted = { tenant: caller.tenant, seller: seller?.handle ?? null, text: q ?? null, limit };
  const { hits, size } = await surface.search(wanted);
  return {
    '@context': 'https://schema.org',
    '@type': 'ItemList',
    numberOfItems: hits.length,
    'kifly:totalCatalogSize': size,
    ...(hits.length === 0 && { 'kifly:emptyReason': size === 0 ? 'empty_catalog' : 'no_matches_for_query' }),
    itemListElement: hits.map((hit, at) => ({ '@type': 'ListItem', position: at + 1, item: shapeHit(hit) })),
  };
}

function shapeHit({ variant, seller, relevance }: Hit): z.output<typeof productOutput> {
  const { id, title, description, unitAmount: amount, link } = variant;
  const { handle, currency, purchasable } = seller;
  return {
    '@type': 'Product',
    name: title,
    ...(description !== undefined && { description }),
    'kifly:variantId': id,
    'kifly:seller': handle,
    'kifly:purchasable': purchasable,
    ...(relevance !== null && { 'kifly:relevanceScore': relevance }),
    ...(link !== undefined && { url: link }),
    offers: {
      '@type': 'Offer',
      price: toDecimal({ amount, currency }),
      priceCurrency: currency.toUpperCase(),
    },
  };
}
