import { conflict, ShopError } from './errors.ts';
import type { ShopTrick } from './kinds.ts';
import type { ShopCart } from './objects.ts';
import { productOf, setPrice } from './products.ts';
import type { State } from './state.ts';

/** Has happen to the shop, before it takes an order, what it was told. Throws for what it then refuses at once. */
export function misfortune(state: State, { items }: ShopCart, trick: ShopTrick | null): void {
  switch (trick?.trick) {
    case 'out_of_stock':
      throw conflict('out_of_stock', 'The shop has too little of something.', {
        product_ids: items.slice(0, 1).map(({ product_id }) => product_id),
      });
    case 'price_change':
      for (const { product_id } of items)
        setPrice(state, product_id, productOf(state, product_id).object.price + trick.by);
      return;
    case 'decline':
      throw declined();
    case 'confirming':
    case 'overcharge':
    case 'double_charge':
    case 'try_card':
    case undefined:
  }
}

/** What a buyer is told whose card was declined: a shop knows no more. */
export function declined(): ShopError {
  return new ShopError(402, 'card_declined', 'The card was declined.', { decline_code: 'do_not_honor' });
}
