import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mortal } from '@railyard/conformance';
import type { Store } from '@railyard/core';
import { memoryStore } from '@railyard/core/store';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { fixedCatalogue, type Variant } from '../src/catalogue.ts';
import { openDatabase } from '../src/database.ts';
import { storedInventory } from '../src/inventory/stored.ts';
import type { Goods, Inventory, Reservation } from '../src/inventory.ts';
import { createClock } from './hosted/clock.ts';

const VARIANTS: readonly Variant[] = [
  { id: 'lamp', seller: 'acme', title: 'Lamp', unitAmount: 100, stock: 5 },
  { id: 'chair', seller: 'acme', title: 'Chair', unitAmount: 100, stock: 2 },
  { id: 'poem', seller: 'acme', title: 'Poem', unitAmount: 100 },
];
const catalogue = fixedCatalogue(VARIANTS);
const SOON = 60_000;

function goods(cart: string, ...lines: readonly (readonly [string, number])[]): Goods {
  return {
    tenant: 'demo',
    seller: 'acme',
    cart,
    lines: lines.map(([variant, quantity]) => ({ variant, quantity })),
  };
}

/** What is gone of a variant. */
async function gone(store: Store, variant: string): Promise<unknown> {
  const shelf = await store.get<Record<string, unknown>>('inventory', 'of:acme');
  return shelf?.[variant];
}

/** Gives back what is set aside for a cart now. */
async function release(shop: Inventory, cart: string): Promise<void> {
  const hold = await shop.find(goods(cart));
  if (hold) await shop.release(goods(cart), hold.id);
}

async function stateOf(cart: string): Promise<Reservation | undefined> {
  return (await inventory.find(goods(cart)))?.state;
}

let clock: ReturnType<typeof createClock>;
let store: Store;
let inventory: Inventory;
beforeEach(() => {
  clock = createClock(1_000_000);
  store = memoryStore(clock);
  inventory = storedInventory(store, catalogue);
});

test('all of a cart is set aside or nothing, and the answer names what is short', async () => {
  expect(await inventory.reserve(goods('a', ['lamp', 3], ['chair', 3]), 0)).toEqual(['chair']);
  expect(await inventory.find(goods('a'))).toBeNull();
  expect(await inventory.reserve(goods('a', ['lamp', 3], ['chair', 2]), 0)).toEqual([]);
  expect(await inventory.reserve(goods('b', ['lamp', 3]), 0)).toEqual(['lamp']);
});

test('what is set aside again takes the place of what was', async () => {
  await inventory.reserve(goods('a', ['lamp', 5]), 0);
  expect(await inventory.reserve(goods('a', ['lamp', 2]), 0)).toEqual([]);
  expect(await inventory.reserve(goods('b', ['lamp', 3]), 0)).toEqual([]);
  expect(await gone(store, 'lamp')).toEqual({ held: 5, sold: 0 });
});

test('a variant in two lines counts with both', async () => {
  expect(await inventory.reserve(goods('a', ['lamp', 3], ['lamp', 3]), 0)).toEqual(['lamp']);
});

test('what nobody counts is never short, and leaves no record', async () => {
  expect(await inventory.reserve(goods('a', ['poem', 1_000]), 0)).toEqual([]);
  expect(await inventory.sell(goods('a', ['poem', 1_000]))).toBe(true);
  expect(await inventory.find(goods('a'))).toBeNull();
});

test('what is given back is there for others, and given back once', async () => {
  await inventory.reserve(goods('a', ['lamp', 5]), 0);
  await release(inventory, 'a');
  await release(inventory, 'a');
  expect(await gone(store, 'lamp')).toEqual({ held: 0, sold: 0 });
  expect(await inventory.reserve(goods('b', ['lamp', 5]), 0)).toEqual([]);
});

test('what is set aside anew is not given back with what was before', async () => {
  await inventory.reserve(goods('a', ['lamp', 5]), 0);
  const before = await inventory.find(goods('a'));
  await inventory.reserve(goods('a', ['lamp', 5]), 0);
  await inventory.release(goods('a'), before?.id ?? 0);
  expect(await gone(store, 'lamp')).toEqual({ held: 5, sold: 0 });
  await release(inventory, 'a');
  await inventory.reserve(goods('a', ['lamp', 5]), 0);
  await inventory.release(goods('a'), before?.id ?? 0);
  expect(await gone(store, 'lamp')).toEqual({ held: 5, sold: 0 });
});

test('what is sold is sold once, for good, and neither given back nor set aside again', async () => {
  await inventory.reserve(goods('a', ['lamp', 4]), 0);
  expect([
    await inventory.sell(goods('a', ['lamp', 4])),
    await inventory.sell(goods('a', ['lamp', 4])),
  ]).toEqual([true, true]);
  await release(inventory, 'a');
  await inventory.reserve(goods('a', ['lamp', 1]), 0);
  expect(await gone(store, 'lamp')).toEqual({ held: 0, sold: 4 });
});

test('what was not set aside is sold while there is some, and refused for good when there is not', async () => {
  await inventory.reserve(goods('a', ['chair', 1]), 0);
  expect(await inventory.sell(goods('late', ['chair', 1]))).toBe(true);
  expect(await inventory.sell(goods('later', ['chair', 1]))).toBe(false);
  await release(inventory, 'a');
  expect(await inventory.sell(goods('later', ['chair', 1]))).toBe(false);
  expect(await stateOf('later')).toBe('refused');
});

test('what is set aside is sold although the seller has less by now', async () => {
  await inventory.reserve(goods('a', ['lamp', 5]), 0);
  const fewer = storedInventory(store, fixedCatalogue([{ ...VARIANTS[0], stock: 1 } as Variant]));
  expect(await fewer.sell(goods('a', ['lamp', 5]))).toBe(true);
  expect(await fewer.reserve(goods('b', ['lamp', 1]), 0)).toEqual(['lamp']);
});

test('what has been set aside for too long is given back, unless somebody pays for it', async () => {
  await inventory.reserve(goods('a', ['lamp', 1]), clock.now() + SOON);
  await inventory.reserve(goods('b', ['lamp', 2]), clock.now() + SOON);
  await inventory.lapse(() => false);
  expect(await gone(store, 'lamp')).toEqual({ held: 3, sold: 0 });
  clock.advance(SOON + 1);
  await inventory.lapse(({ cart }) => cart === 'b');
  expect(await gone(store, 'lamp')).toEqual({ held: 2, sold: 0 });
  expect([await stateOf('a'), await stateOf('b')]).toEqual(['released', 'held']);
});

test('what is set aside anew while it lapses stays', async () => {
  await inventory.reserve(goods('a', ['lamp', 1]), clock.now() + SOON);
  clock.advance(SOON + 1);
  await inventory.lapse(async () => {
    await inventory.reserve(goods('a', ['lamp', 1]), clock.now() + SOON);
    return false;
  });
  expect(await stateOf('a')).toBe('held');
});

test('two tenants’ carts of one name are two', async () => {
  await inventory.reserve(goods('a', ['lamp', 1]), 0);
  expect(await inventory.find({ tenant: 'other', cart: 'a' })).toBeNull();
});

/** Buys one lamp, if there is one. */
async function buy(shop: Inventory, cart: string): Promise<boolean> {
  if ((await shop.reserve(goods(cart, ['lamp', 1]), Date.now() + SOON)).length > 0) return false;
  return shop.sell(goods(cart, ['lamp', 1]));
}

describe('on a database', () => {
  const folder = mkdtempSync(join(tmpdir(), 'inventory-'));
  const databases = [openDatabase(folder), openDatabase(folder)];
  afterAll(async () => {
    for (const database of databases) await database.close();
    rmSync(folder, { recursive: true });
  });

  test('of any number who buy the last ones at once, as many get them as there are', async () => {
    const shops = databases.map((database) => storedInventory(database, catalogue));
    const all = await Promise.all(
      Array.from({ length: 100 }, (_, at) => buy(shops[at % 2] as Inventory, `cart_${at}`)),
    );
    expect(all.filter(Boolean)).toHaveLength(5);
    expect(await gone(databases[0] as Store, 'lamp')).toEqual({ held: 0, sold: 5 });
  });
});

/** Three carts: one buys, one gives back, one buys what it has not set aside. */
async function work(shop: Inventory): Promise<void> {
  await shop.reserve(goods('a', ['lamp', 2]), clock.now() + SOON);
  await shop.reserve(goods('b', ['lamp', 2]), clock.now() + SOON);
  await shop.sell(goods('a', ['lamp', 2]));
  await release(shop, 'b');
  await shop.sell(goods('c', ['lamp', 1]));
}

test('wherever a process ends, the seller’s count is that of its carts', async () => {
  let at = 0;
  for (let died = true; died; ) {
    at += 1;
    const records = memoryStore(clock);
    const doom = mortal({ store: records, fetch }, at, 'after');
    const life = work(storedInventory(doom.store, catalogue)).then(() => false);
    died = await Promise.race([life, doom.death.then(() => true)]);
    await work(storedInventory(records, catalogue));
    expect(await gone(records, 'lamp')).toEqual({ held: 0, sold: 3 });
  }
  expect(at).toBeGreaterThan(6);
});
