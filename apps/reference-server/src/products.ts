import { isDeepStrictEqual } from 'node:util';
import type { Store } from '@railyard/core';
import type { Key, Row } from '@railyard/core/store';
import type { Catalogue, Variant } from './catalogue.ts';
import { mistake } from './config/fields.ts';
import { madeOnce } from './made-once.ts';
import type { Seller } from './sellers.ts';

/** A variant as a seller keeps it. One that is not on sale is shown to nobody, and enters no cart. */
export interface KeptVariant extends Variant {
  readonly onSale: boolean;
}

/** The store's space for products: one record for all of a seller's, and one for each that says whose it is. */
export const PRODUCT_SPACE = 'product';

/** What ids are made of: another text is no key of a record. */
const ID = /^[A-Za-z0-9][\w.-]{0,99}$/;

const onSaleAmong = madeOnce((products: readonly KeptVariant[]): readonly Variant[] =>
  products.flatMap(({ onSale, ...variant }) => (onSale ? [variant] : [])),
);

/** The products in a store. */
export function storedCatalogue(store: Pick<Store, 'get'>): Catalogue {
  const onSaleAt = async (seller: string): Promise<readonly Variant[]> => {
    const { space, key } = shelfKey(seller);
    const products = await store.get<readonly KeptVariant[]>(space, key);
    return products ? onSaleAmong(products) : [];
  };
  return {
    async variant(id) {
      const seller = await sellerOfProduct(store, id);
      if (seller === null) return null;
      return (await onSaleAt(seller)).find((variant) => variant.id === id) ?? null;
    },
    variantsOf: onSaleAt,
  };
}

/** The handle of the seller whose product has this id; null when nobody's has. */
export async function sellerOfProduct(store: Pick<Store, 'get'>, id: string): Promise<string | null> {
  if (!ID.test(id)) return null;
  const { space, key } = ownerKey(id);
  return store.get<string>(space, key);
}

/** Keeps these products of a seller, in front and in this order; the others that it has stay behind them. */
export async function saveProducts(
  store: Store,
  { handle, tenant }: Pick<Seller, 'handle' | 'tenant'>,
  products: readonly KeptVariant[],
): Promise<void> {
  const row = (value: unknown): Row => ({ value, tenant, state: 'kept', due: null });
  await Promise.all(
    products.map(({ id }) =>
      store.update([ownerKey(id)], ([known]) => {
        if (known && known.value !== handle) throw takenProduct(id);
        return { rows: known ? [] : [row(handle)], result: null };
      }),
    ),
  );
  await store.update([shelfKey(handle)], ([shelf]) => {
    const before = (shelf?.value ?? []) as readonly KeptVariant[];
    const others = before.filter(({ id }) => products.every((product) => product.id !== id));
    const after = [...products, ...others];
    return { rows: isDeepStrictEqual(after, before) ? [] : [row(after)], result: null };
  });
}

export function takenProduct(id: string): Error {
  return mistake(`The id "${id}" is a product of another seller. Give this one another id.`);
}

function ownerKey(id: string): Key {
  return { space: PRODUCT_SPACE, key: `id:${id}` };
}

function shelfKey(seller: string): Key {
  return { space: PRODUCT_SPACE, key: `of:${seller}` };
}
