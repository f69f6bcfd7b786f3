import type { Awaitable } from '@railyard/core';

/** Something a seller sells, at the price that enters a cart. */
export interface Variant {
  readonly id: string;
  /** The seller's handle. */
  readonly seller: string;
  readonly title: string;
  /** What else it is found by: its options, what it is made of, what it is for. */
  readonly description?: string;
  /** Minor units of the seller's currency. */
  readonly unitAmount: number;
  /** Its page on the seller's own site. */
  readonly link?: string;
  /** Whether nothing is delivered: then it needs no address. */
  readonly digital?: boolean;
  /** How many there are to sell in all, those among them that are sold; left out: any number. */
  readonly stock?: number;
}

/** Where the goods come from. Put your own shop behind it. */
export interface Catalogue {
  variant(id: string): Awaitable<Variant | null>;
  /** The variants of a seller, the ones to show first in front. */
  variantsOf(seller: string): Awaitable<readonly Variant[]>;
}

/** A catalogue that stays as it is. */
export function fixedCatalogue(variants: readonly Variant[]): Catalogue {
  const byId = new Map(variants.map((variant) => [variant.id, variant]));
  return {
    variant: (id) => byId.get(id) ?? null,
    variantsOf: (seller) => variants.filter((variant) => variant.seller === seller),
  };
}
