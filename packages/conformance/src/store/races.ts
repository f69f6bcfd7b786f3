import { type Key, MAX_KEYS, type Row, type Store } from '@railyard/core/store';
import { expectSame, rejection } from '../expect.ts';
import { cart, law, rowOf, rowsAt, type StoreLaw } from './law.ts';

const RACERS = Array.from({ length: 200 }, (_, index) => index);

/** Updates run as if one after the other, each whole. */
export const raceLaws: readonly StoreLaw[] = [
  law('loses none of 200 updates that race on one record', async (store) => {
    const seen = await Promise.all(RACERS.map(() => increment(store, cart('counter'))));
    expectSame(await store.get('cart', 'counter'), 200, 'The counter after 200 increments');
    expectSame(new Set(seen).size, 200, 'The number of different counts that the increments saw');
  }),

  law('lets exactly one of 200 concurrent claims win', async (store) => {
    const wins = await Promise.all(
      RACERS.map((claimant) =>
        store.update([{ space: 'proof', key: 'nonce' }], ([taken]) =>
          taken ? { rows: [undefined], result: false } : { rows: [rowOf(claimant)], result: true },
        ),
      ),
    );
    expectSame(wins.filter(Boolean).length, 1, 'The number of winners');
    expectSame(await store.get('proof', 'nonce'), wins.indexOf(true), 'The claimant that the record names');
  }),

  law('loses none of 200 updates of several records each, over many', async (store) => {
    const counters = Array.from({ length: 20 }, (_, index) => cart(`counter${index}`));
    const updates = RACERS.map((racer) => {
      const keys = [0, 7, 11, 16].map((step) => counters[(racer * 3 + step) % counters.length] as Key);
      return store.update(keys, (rows) => ({
        rows: rows.map((row) => rowOf(numberIn(row) + 1)),
        result: null,
      }));
    });
    await Promise.all(updates);
    const counts = await Promise.all(counters.map(({ key }) => store.get('cart', key)));
    expectSame(
      counts,
      counters.map(() => 40),
      'The counters after 800 increments, 40 of each',
    );
  }),

  law('writes up to seven records at once or none of them', async (store) => {
    const accounts = Array.from({ length: MAX_KEYS }, (_, index) => cart(`account${index}`));
    await store.update(accounts, () => ({ rows: accounts.map(() => rowOf(100)), result: null }));
    const workers = RACERS.slice(0, 20).map(async (worker) => {
      const seen: number[] = [];
      for (let turn = worker; turn < worker + 12; turn++) {
        if (turn % 4 === 0) seen.push(sum(await rowsAt(store, ...accounts)));
        else if (turn % 7 === 0) await rejection(transfer(store, accounts, turn, new Error('planted')));
        else await transfer(store, accounts, turn);
      }
      return seen;
    });
    expectSame(
      new Set((await Promise.all(workers)).flat()),
      new Set([100 * MAX_KEYS]),
      'The sums seen while money moved',
    );
    expectSame(sum(await rowsAt(store, ...accounts)), 100 * MAX_KEYS, 'The sum after it moved');
  }),
];

function increment(store: Store, key: Key): Promise<number> {
  return store.update([key], ([before]) => {
    const count = numberIn(before) + 1;
    return { rows: [rowOf(count)], result: count };
  });
}

function transfer(store: Store, accounts: readonly Key[], index: number, fault?: Error): Promise<null> {
  const [from, to] = [index % accounts.length, (index * 5 + 1) % accounts.length];
  return store.update(accounts, (rows) => {
    const balances = rows.map(numberIn);
    balances[from] = (balances[from] ?? 0) - index;
    balances[to] = (balances[to] ?? 0) + index;
    if (fault) throw fault;
    return { rows: balances.map((balance) => rowOf(balance)), result: null };
  });
}

function numberIn(found: Row | null | undefined): number {
  return typeof found?.value === 'number' ? found.value : 0;
}

function sum(rows: readonly (Row | null)[]): number {
  return rows.reduce((total, found) => total + numberIn(found), 0);
}
