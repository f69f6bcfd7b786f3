import type { Store } from '@railyard/core';
import type { Row } from '@railyard/core/store';
import type { Catalogue, Variant } from '../catalogue.ts';
import type { Goods, Hold, Inventory, Line } from '../inventory.ts';
import { HELD_FOR } from '../inventory.ts';
import { madeOnce } from '../made-once.ts';
import {
  type CartName,
  cartIn,
  goneOf,
  type Held,
  heldKey,
  heldRow,
  INVENTORY_SPACE,
  moved,
  type Shelf,
  shelfKey,
  shelfRow,
} from './records.ts';

/** How many of a variant there are in all. */
type Stock = ReadonlyMap<string, number>;

const BATCH = 50;

/**
 * Counts in the store what is set aside and sold of every variant that has a `stock` in the catalogue. Both records, the
 * seller's and the cart's, change in one write: none is sold twice, wherever a process ends.
 */
export function storedInventory(store: Store, catalogue: Catalogue): Inventory {
  return {
    async reserve(goods, until) {
      const stock = await stockOf(catalogue, goods);
      if (stock.size === 0) return [];
      return store.update([shelfKey(goods.seller), heldKey(goods)], (rows) =>
        reserved(rows, goods, stock, until),
      );
    },
    async sell(goods) {
      const stock = await stockOf(catalogue, goods);
      if (stock.size === 0 && !(await heldBy(store, goods))) return true;
      return store.update([shelfKey(goods.seller), heldKey(goods)], (rows) => sold(rows, goods, stock));
    },
    release: (cart, hold) => giveBack(store, cart, (held) => held.hold === hold),
    async find(cart) {
      const held = await heldBy(store, cart);
      return held && { id: held.hold, state: held.state };
    },
    async lapse(isBeingPaid) {
      const keys = await store.due(INVENTORY_SPACE, BATCH);
      for (const key of keys) {
        const cart = cartIn(key);
        if (await isBeingPaid(cart)) await prolong(store, cart);
        else await giveBack(store, cart, (_, { due }, now) => due !== null && due <= now);
      }
    },
  };
}

function heldBy(store: Store, cart: CartName): Promise<Held | null> {
  return store.get<Held>(INVENTORY_SPACE, heldKey(cart).key);
}

async function stockOf(catalogue: Catalogue, { seller, lines }: Goods): Promise<Stock> {
  const stocked = stockAmong(await catalogue.variantsOf(seller));
  if (stocked.size === 0) return stocked;
  return new Map(
    lines.flatMap(({ variant }) => {
      const stock = stocked.get(variant);
      return stock === undefined ? [] : [[variant, stock] as const];
    }),
  );
}

const stockAmong = madeOnce(
  (variants: readonly Variant[]): Stock =>
    new Map(variants.flatMap(({ id, stock }) => (stock === undefined ? [] : [[id, stock] as const]))),
);

type Rows = readonly (Row | null)[];

function reserved([shelf, row]: Rows, goods: Goods, stock: Stock, until: number) {
  const held = (row?.value as Held | undefined) ?? null;
  // It is paid: what becomes of it is decided.
  if (held?.state === 'sold' || held?.state === 'refused') return { rows: [], result: [] };
  const free = withoutOwn((shelf?.value ?? {}) as Shelf, held);
  const wanted = counted(goods, stock);
  const short = lacking(free, wanted, stock);
  if (short.length > 0) return { rows: [], result: short };
  const { tenant, seller } = goods;
  const after: Held = { seller, hold: nextHold(held), state: 'held', lines: wanted };
  return {
    rows: [shelfRow(tenant, moved(free, wanted, { held: 1, sold: 0 })), heldRow(tenant, after, until)],
    result: [],
  };
}

function sold([shelf, row]: Rows, goods: Goods, stock: Stock) {
  const held = (row?.value as Held | undefined) ?? null;
  if (held?.state === 'sold' || held?.state === 'refused') return { rows: [], result: held.state === 'sold' };
  const free = withoutOwn((shelf?.value ?? {}) as Shelf, held);
  const wanted = counted(goods, stock);
  // What is set aside is sold, even if the seller has less by now.
  const beyond = wanted.filter(({ variant, quantity }) => quantity > ownOf(held, variant));
  const isLeft = lacking(free, beyond, stock).length === 0;
  const { tenant, seller } = goods;
  const lines = isLeft ? wanted : [];
  const after: Held = { seller, hold: nextHold(held), state: isLeft ? 'sold' : 'refused', lines };
  return {
    rows: [shelfRow(tenant, moved(free, lines, { held: 0, sold: 1 })), heldRow(tenant, after, null)],
    result: isLeft,
  };
}

/** What of the goods is counted, each variant once. */
function counted({ lines }: Goods, stock: Stock): readonly Line[] {
  return [...stock.keys()].map((variant) => ({
    variant,
    quantity: lines.reduce((sum, line) => (line.variant === variant ? sum + line.quantity : sum), 0),
  }));
}

function lacking(free: Shelf, wanted: readonly Line[], stock: Stock): readonly string[] {
  const short = wanted.filter(({ variant, quantity }) => {
    const gone = goneOf(free, variant);
    return gone.held + gone.sold + quantity > (stock.get(variant) ?? 0);
  });
  return short.map(({ variant }) => variant);
}

function withoutOwn(shelf: Shelf, held: Held | null): Shelf {
  return held?.state === 'held' ? moved(shelf, held.lines, { held: -1, sold: 0 }) : shelf;
}

function ownOf(held: Held | null, variant: string): number {
  if (held?.state !== 'held') return 0;
  return held.lines.find((line) => line.variant === variant)?.quantity ?? 0;
}

function nextHold(held: Held | null): Hold['id'] {
  return (held?.hold ?? 0) + 1;
}

/** Gives back what a cart holds, if it still is to be given back. */
async function giveBack(
  store: Store,
  cart: CartName,
  isOver: (held: Held, row: Row, now: number) => boolean,
): Promise<void> {
  const held = await heldBy(store, cart);
  if (held?.state !== 'held') return;
  await store.update([shelfKey(held.seller), heldKey(cart)], ([shelf, row], now) => {
    const own = row?.value as Held | undefined;
    if (!row || own?.state !== 'held' || !isOver(own, row, now)) return { rows: [], result: null };
    const { tenant } = cart;
    const left = withoutOwn((shelf?.value ?? {}) as Shelf, own);
    const after: Held = { ...own, state: 'released', lines: [] };
    return { rows: [shelfRow(tenant, left), heldRow(tenant, after, null)], result: null };
  });
}

async function prolong(store: Store, cart: CartName): Promise<void> {
  await store.update([heldKey(cart)], ([row], now) => {
    const held = row?.value as Held | undefined;
    if (held?.state !== 'held') return { rows: [], result: null };
    return { rows: [heldRow(cart.tenant, held, now + HELD_FOR)], result: null };
  });
}
