import type { Awaitable } from '@railyard/core';
import type { Variant } from './catalogue.ts';
import type { Seller } from './sellers.ts';

/** What somebody looks for. */
export interface Wanted {
  readonly tenant: string;
  /** The handle of the only seller to look at; null for all of the tenant. */
  readonly seller: string | null;
  /** Null to browse. */
  readonly text: string | null;
  /** Leaves out what a caller cannot buy. */
  readonly only?: (variant: Variant) => boolean;
  readonly limit: number;
}

export interface Found {
  /** The best first. */
  readonly hits: readonly Hit[];
  /** How much there is to search in. */
  readonly size: number;
}

/** Something that a seller sells. */
export interface Product {
  readonly variant: Variant;
  readonly seller: Seller;
}

export interface Hit extends Product {
  /** From 0 to 1; null where nothing was looked for. */
  readonly relevance: number | null;
}

/** Finds what is sold. Put your own search behind it. */
export type Search = (wanted: Wanted) => Awaitable<Found>;
