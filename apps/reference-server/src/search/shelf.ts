import type { Hit, Product } from '../search.ts';
import { createTextIndex } from './text-index.ts';

/** What there is, by the id of its variant, and the way to find it. */
export interface Stock {
  readonly products: ReadonlyMap<string, Product>;
  readonly find: (text: string) => readonly Hit[];
}

/** Products that are read again when what is known of them is a second old. */
export interface Shelf {
  /** What there is by now, for use at once: the next reading changes it. */
  stock(): Promise<Stock>;
}

/** Milliseconds. */
const LIFETIME = 1_000;

/** A shelf that holds what is read, and reads nothing before it is asked. */
export function createShelf(read: () => Promise<readonly Product[]>, now: () => number): Shelf {
  const index = createTextIndex();
  let products: ReadonlyMap<string, Product> = new Map();
  let until = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | null = null;

  async function restock(): Promise<void> {
    const found = new Map((await read()).map((product) => [product.variant.id, product]));
    await index.hold(new Map([...found].map(([id, product]) => [id, textOf(product)])));
    products = found;
    until = now() + LIFETIME;
  }

  function find(text: string): readonly Hit[] {
    return index.find(text).flatMap(({ id, relevance }) => {
      const product = products.get(id);
      return product ? [{ ...product, relevance }] : [];
    });
  }

  return {
    async stock() {
      if (!reading && now() >= until) {
        reading = restock().finally(() => {
          reading = null;
        });
      }
      await reading;
      return { products, find };
    },
  };
}

function textOf({ variant: { id, title, description = '' }, seller }: Product) {
  return { id, title, description, seller: seller.name };
}
