import type { Catalogue } from '../catalogue.ts';
import { latestOf } from '../latest.ts';
import type { Hit, Product, Search, Wanted } from '../search.ts';
import type { Sellers } from '../sellers.ts';
import { createShelf, type Shelf, type Stock } from './shelf.ts';

/** What a search looks in. */
export interface Goods {
  readonly catalogue: Catalogue;
  readonly sellers: Sellers;
  readonly now: () => number;
}

const MOST_SHELVES = 1_000;

/**
 * A search that keeps, in this process, an index of all that a tenant sells, and of what each seller sells who is
 * looked at alone: what is not the caller's to see is not in the index. It reads the catalogue before it answers, at
 * most once a second.
 */
export function indexedSearch(goods: Goods): Search {
  const shelves = latestOf<Shelf>(MOST_SHELVES);

  function shelfOf(wanted: Wanted): Shelf {
    const name = JSON.stringify([wanted.tenant, wanted.seller]);
    const shelf = shelves.get(name) ?? createShelf(() => readProducts(goods, wanted), goods.now);
    shelves.set(name, shelf);
    return shelf;
  }

  return async (wanted) => {
    const { text, limit, only = () => true } = wanted;
    const { products, find } = await shelfOf(wanted).stock();
    const hits = (text === null ? browse(products) : find(text)).filter(({ variant }) => only(variant));
    return { hits: hits.slice(0, limit), size: products.size };
  };
}

function browse(products: Stock['products']): readonly Hit[] {
  return [...products.values()].map((product) => ({ ...product, relevance: null }));
}

async function readProducts(
  { catalogue, sellers }: Goods,
  { tenant, seller }: Pick<Wanted, 'tenant' | 'seller'>,
): Promise<readonly Product[]> {
  const all = seller === null ? await sellers.ofTenant(tenant) : [await sellers.find(seller)];
  const own = all.filter((one) => one !== null).filter((one) => one.tenant === tenant && one.onSale);
  const products = await Promise.all(
    own.map(async (one) =>
      (await catalogue.variantsOf(one.handle)).map((variant) => ({ variant, seller: one })),
    ),
  );
  return products.flat();
}
