import { fixedCatalogue, type Variant } from '../../src/catalogue.ts';
import { indexedSearch } from '../../src/search/indexed.ts';
import type { Found, Search } from '../../src/search.ts';
import type { Seller, Sellers } from '../../src/sellers.ts';

/** Sellers and what they sell, which may change, with a clock that is moved by hand. */
export interface Market {
  sellers: readonly Seller[];
  variants: readonly Variant[];
  /** How often the variants of a seller were read. */
  reads: number;
  readonly advance: (ms: number) => void;
  readonly search: Search;
}

export function sellerOf(handle: string, tenant = 'demo', name = handle): Seller {
  return {
    handle,
    name,
    tenant,
    currency: 'usd',
    coverage: { countries: ['US'], states: null, cities: null },
    deliveryFee: 0,
    purchasable: true,
    storefront: null,
    onSale: true,
    accounts: [],
  };
}

/** A variant by the name of its title. */
export function variantOf(seller: string, title: string, description?: string): Variant {
  return { id: `var ${title}`, seller, title, unitAmount: 100, ...(description && { description }) };
}

export function openMarket(sellers: readonly Seller[], variants: readonly Variant[]): Market {
  let time = 0;
  const market: Market = {
    sellers,
    variants,
    reads: 0,
    advance: (ms) => {
      time += ms;
    },
    search: indexedSearch({
      catalogue: {
        variant: (id) => fixedCatalogue(market.variants).variant(id),
        async variantsOf(seller) {
          market.reads += 1;
          return fixedCatalogue(market.variants).variantsOf(seller);
        },
      },
      sellers: sellersIn(() => market.sellers),
      now: () => time,
    }),
  };
  return market;
}

function sellersIn(all: () => readonly Seller[]): Sellers {
  return {
    find: async (handle) => all().find((one) => one.handle === handle) ?? null,
    ofTenant: async (tenant) => all().filter((one) => one.tenant === tenant),
    save: async () => {},
  };
}

/** What one seller’s goods are found by. */
export async function titlesOf(market: Market, text: string | null, more = {}): Promise<readonly string[]> {
  return titlesIn(await market.search({ tenant: 'demo', seller: null, text, limit: 50, ...more }));
}

export function titlesIn({ hits }: Found): readonly string[] {
  return hits.map(({ variant }) => variant.title);
}
