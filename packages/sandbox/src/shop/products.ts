import { parsePage } from './body.ts';
import { invalid, missing } from './errors.ts';
import type { ShopProduct } from './objects.ts';
import type { HeldProduct, State } from './state.ts';
import type { Work } from './work.ts';

/** The products that have every word of the query in their name, description or category. */
export function listProducts({ state, query }: Work): object {
  const page = parsePage(query, ['query', 'category']);
  const words = (query.get('query') ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const category = query.get('category');
  const found = Array.from(state.products.values(), shownProduct).filter((product) => {
    const text = `${product.name} ${product.description} ${product.category}`.toLowerCase();
    return words.every((word) => text.includes(word)) && (category === null || product.category === category);
  });
  return { products: found.slice(page.from, page.from + page.limit), next_cursor: cursorOf(found, page) };
}

export function retrieveProduct({ state, id }: Work): ShopProduct {
  return shownProduct(productOf(state, id));
}

/** A product; throws when there is none. */
export function productOf(state: State, id: string): HeldProduct {
  const held = state.products.get(id);
  if (!held) throw missing('product');
  return held;
}

/** Sets what a product costs from now on. */
export function setPrice(state: State, id: string, price: number): void {
  if (price < 1) throw invalid('A price is 1 at least.');
  const held = productOf(state, id);
  held.object = { ...held.object, price };
}

/** Where the next page begins; null when this was the last. */
export function cursorOf(
  all: readonly unknown[],
  { limit, from }: { readonly limit: number; readonly from: number },
): string | null {
  return from + limit < all.length ? String(from + limit) : null;
}

function shownProduct({ object, stock }: HeldProduct): ShopProduct {
  return { ...object, available: stock > 0 };
}
