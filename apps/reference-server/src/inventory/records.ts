import type { Key, Row } from '@railyard/core/store';
import type { Goods, Hold, Line, Reservation } from '../inventory.ts';

/** The store's space for goods: of each seller what is set aside and sold, of each cart what of that is its own. */
export const INVENTORY_SPACE = 'inventory';

/** What is gone from a seller's stock, by variant. */
export type Shelf = Readonly<Record<string, Gone>>;

export interface Gone {
  readonly held: number;
  readonly sold: number;
}

/** What of a seller's stock is a cart's. */
export interface Held {
  readonly seller: string;
  readonly hold: Hold['id'];
  readonly state: Reservation;
  readonly lines: readonly Line[];
}

export type CartName = Pick<Goods, 'tenant' | 'cart'>;

export function shelfKey(seller: string): Key {
  return { space: INVENTORY_SPACE, key: `of:${seller}` };
}

export function heldKey({ tenant, cart }: CartName): Key {
  return { space: INVENTORY_SPACE, key: `cart:${tenant}:${cart}` };
}

/** The cart that a key is of. */
export function cartIn(key: string): CartName {
  const [, tenant = '', ...cart] = key.split(':');
  return { tenant, cart: cart.join(':') };
}

export function shelfRow(tenant: string, value: Shelf): Row {
  return { value, tenant, state: 'shelf', due: null };
}

export function heldRow(tenant: string, value: Held, until: number | null): Row {
  return { value, tenant, state: value.state, due: value.state === 'held' ? until : null };
}

/** The shelf with so many more of each line set aside and sold. */
export function moved(shelf: Shelf, lines: readonly Line[], { held, sold }: Gone): Shelf {
  return lines.reduce((before, { variant, quantity }) => {
    const gone = goneOf(before, variant);
    const after = { held: gone.held + held * quantity, sold: gone.sold + sold * quantity };
    return { ...before, [variant]: after };
  }, shelf);
}

export function goneOf(shelf: Shelf, variant: string): Gone {
  return Object.hasOwn(shelf, variant) ? (shelf[variant] as Gone) : { held: 0, sold: 0 };
}
