import type { Store } from '@railyard/core';
import type { Variant } from '../../src/catalogue.ts';
import { saveProducts } from '../../src/products.ts';
import { storedSellers } from '../../src/sellers.ts';

/** Puts these on the shelves of their sellers. */
export async function stockShelf(store: Store, variants: readonly Variant[]): Promise<void> {
  for (const handle of new Set(variants.map(({ seller }) => seller))) {
    const seller = await storedSellers(store).find(handle);
    if (!seller) throw new Error(`There is no seller "${handle}".`);
    const own = variants.filter((one) => one.seller === handle);
    await saveProducts(
      store,
      seller,
      own.map((one) => ({ ...one, onSale: true })),
    );
  }
}
