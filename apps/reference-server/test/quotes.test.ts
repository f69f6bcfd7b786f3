import { purge } from '@railyard/core/operator';
import { memoryStore } from '@railyard/core/store';
import { expect, test } from 'vitest';
import { QUOTE_SPACE, storedQuotes } from '../src/quotes.ts';
import { createLatch } from './latch.ts';

const QUOTE = { tenant: 'demo', principal: 'key_1', version: 4, body: 'hash' };
const DAY = 24 * 60 * 60 * 1_000;

function openQuotes(store = memoryStore()) {
  const failures: unknown[] = [];
  const quotes = storedQuotes(store, { now: () => Date.now(), report: (error) => void failures.push(error) });
  return { quotes, store, failures };
}

test('a quote is found at once, and by every process once it is written', async () => {
  const { quotes, store } = openQuotes();
  quotes.keep('cart_1', 'key', QUOTE);
  expect(await quotes.find('cart_1', 'key')).toMatchObject(QUOTE);

  await quotes.idle();
  expect(await openQuotes(store).quotes.find('cart_1', 'key')).toMatchObject(QUOTE);
});

test('it belongs to one cart and one key', async () => {
  const { quotes } = openQuotes();
  quotes.keep('cart_1', 'key', QUOTE);
  await quotes.idle();
  expect(await quotes.find('cart_2', 'key')).toBeNull();
  expect(await quotes.find('cart_1', 'other')).toBeNull();
});

test('the last one under a key holds, also while an earlier one is being written', async () => {
  const { quotes } = openQuotes();
  quotes.keep('cart_1', 'key', QUOTE);
  quotes.keep('cart_1', 'key', { ...QUOTE, version: 5 });
  expect(await quotes.find('cart_1', 'key')).toMatchObject({ version: 5 });
  await quotes.idle();
  expect(await quotes.find('cart_1', 'key')).toMatchObject({ version: 5 });
});

test('the store never holds the idempotency key', async () => {
  const { quotes, store } = openQuotes();
  quotes.keep('cart_1', 'canary-key', QUOTE);
  await quotes.idle();
  const { keys } = await store.list(QUOTE_SPACE, { tenant: 'demo', limit: 10 });
  expect(keys).toHaveLength(1);
  const values = await Promise.all(keys.map((key) => store.get(QUOTE_SPACE, key)));
  expect(JSON.stringify([keys, values])).not.toContain('canary-key');
});

test('the quotes of a cart are one record, which holds those under its five newest keys', async () => {
  const { quotes, store } = openQuotes();
  const keys = Array.from({ length: 12 }, (_, number) => `key_${number}`);
  for (const key of keys.slice(0, 10)) quotes.keep('cart_1', key, QUOTE);
  await quotes.idle();
  for (const key of keys.slice(10)) quotes.keep('cart_1', key, QUOTE);
  await quotes.idle();

  expect((await store.list(QUOTE_SPACE, { tenant: 'demo', limit: 10 })).keys).toHaveLength(1);
  const found = await Promise.all(keys.map((key) => quotes.find('cart_1', key)));
  expect(found.map((quote) => quote !== null)).toEqual(keys.map((_, number) => number >= 7));
});

test('one that comes while others are written is found all the time, and written after them', async () => {
  const store = memoryStore();
  const [begun, latch] = [createLatch(), createLatch()];
  const slow = {
    ...store,
    update: (async (keys, change) => {
      begun.open();
      await latch.opened;
      return store.update(keys, change);
    }) as typeof store.update,
  };
  const { quotes } = openQuotes(slow);
  quotes.keep('cart_1', 'key', QUOTE);
  await begun.opened;
  quotes.keep('cart_1', 'other', QUOTE);
  expect(await quotes.find('cart_1', 'key')).toMatchObject(QUOTE);
  expect(await quotes.find('cart_1', 'other')).toMatchObject(QUOTE);
  latch.open();
  await quotes.idle();
  expect(await openQuotes(store).quotes.find('cart_1', 'key')).toMatchObject(QUOTE);
  expect(await openQuotes(store).quotes.find('cart_1', 'other')).toMatchObject(QUOTE);
});

test('it is dropped after three days, and not before', async () => {
  let now = Date.now();
  const store = memoryStore({ now: () => now });
  const quotes = storedQuotes(store, { now: () => now, report: () => {} });
  quotes.keep('cart_1', 'key', QUOTE);
  await quotes.idle();

  now += 3 * DAY - 1;
  await purge(store, QUOTE_SPACE);
  expect(await quotes.find('cart_1', 'key')).toMatchObject(QUOTE);
  quotes.keep('cart_1', 'later', QUOTE);
  await quotes.idle();
  expect(await quotes.find('cart_1', 'key')).toMatchObject(QUOTE);
  now += 1;
  await purge(store, QUOTE_SPACE);
  expect(await quotes.find('cart_1', 'key')).toBeNull();
  expect(await quotes.find('cart_1', 'later')).toMatchObject(QUOTE);
});

test('one that cannot be written is reported and lost, and the next one is kept', async () => {
  const store = memoryStore();
  let isDown = true;
  const failing = {
    ...store,
    update: ((keys, change) =>
      isDown
        ? Promise.reject(new Error('The disk is full.'))
        : store.update(keys, change)) as typeof store.update,
  };
  const { quotes, failures } = openQuotes(failing);
  quotes.keep('cart_1', 'key', QUOTE);
  await quotes.idle();
  expect(failures).toHaveLength(1);
  expect(await quotes.find('cart_1', 'key')).toBeNull();

  isDown = false;
  quotes.keep('cart_1', 'key', QUOTE);
  await quotes.idle();
  expect(await quotes.find('cart_1', 'key')).toMatchObject(QUOTE);
});
