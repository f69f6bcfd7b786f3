import type { Awaitable } from '@railyard/core';
import type { Catalogue, Variant } from './catalogue.ts';
import type { Seller, Sellers } from './sellers.ts';

/** What somebody looks for. */
export interface Wanted {
  readonly tenant: string;
  /** The handle of the only seller to look at; null for all of the tenant. */
  readonly seller: string | null;
  /** Null to browse. */
  readonly text: string | null;
  readonly limit: number;
}

export interface Found {
  /** The best first. */
  readonly hits: readonly Hit[];
  /** How much there is to search in. */
  readonly size: number;
}

export interface Hit {
  readonly variant: Variant;
  readonly seller: Seller;
  /** From 0 to 1; null where nothing was looked for. */
  readonly relevance: number | null;
}

/** Finds what is sold. Put your own search behind it. */
export type Search = (wanted: Wanted) => Awaitable<Found>;

/** A search for words in titles, by reading the whole catalogue. */
export function titleSearch(catalogue: Catalogue, sellers: Sellers): Search {
  return async ({ tenant, seller, text, limit }) => {
    const all = await sellers.ofTenant(tenant);
    const goods = await Promise.all(
      all
        .filter(({ handle }) => seller === null || handle === seller)
        .map(async (one) =>
          (await catalogue.variantsOf(one.handle)).map((variant) => ({ variant, seller: one })),
        ),
    );
    const sold = goods.flat();
    const hits = sold
      .map((one) => ({ ...one, relevance: text === null ? null : relevanceOf(one.variant.title, text) }))
      .filter(({ relevance }) => relevance !== 0)
      .toSorted((one, other) => (other.relevance ?? 0) - (one.relevance ?? 0));
    return { hits: hits.slice(0, limit), size: sold.length };
  };
}

/** The share of the words looked for that the title has. */
function relevanceOf(title: string, text: string): number {
  const words = wordsOf(text);
  const known = wordsOf(title);
  const found = words.filter((word) => known.some((one) => one.startsWith(word)));
  return words.length === 0 ? 0 : found.length / words.length;
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
