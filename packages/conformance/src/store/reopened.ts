import type { Store } from '@railyard/core/store';
import { expectSame } from '../expect.ts';
import { cart, outlivingLaw, put, rowOf, rowsAt, type StoreLaw, type Written } from './law.ts';

const HOUR = 3_600_000;

/** What was acknowledged outlives the handle, and what was not committed never was. */
export const reopenLaws: readonly StoreLaw[] = [
  outlivingLaw('keeps everything for the next opener when it is closed', async (store, { close, reopen }) => {
    await fill(store);
    await close();
    await expectFilled(await reopen());
  }),

  outlivingLaw(
    'keeps everything for the next opener when its handle is left behind',
    async (store, { reopen }) => {
      await fill(store);
      await expectFilled(await reopen());
    },
  ),

  outlivingLaw(
    'shows one opener at once what another has been told is written',
    async (store, { reopen }) => {
      const other = await reopen();
      for (let turn = 0; turn < 20; turn += 1) {
        const [writer, reader] = turn % 2 === 0 ? [store, other] : [other, store];
        await put(writer, cart('turns'), rowOf(turn));
        expectSame(await reader.get('cart', 'turns'), turn, 'The value that another opener reads');
      }
    },
  ),

  outlivingLaw('loses no update of two openers that race', async (store, { reopen }) => {
    const other = await reopen();
    const racers = Array.from({ length: 200 }, (_, index) =>
      (index % 2 === 0 ? store : other).update([cart('counter')], ([row]) => ({
        rows: [rowOf(Number(row?.value ?? 0) + 1)],
        result: null,
      })),
    );
    await Promise.all(racers);
    expectSame(await store.get('cart', 'counter'), 200, 'The counter after 200 increments by two openers');
  }),

  outlivingLaw(
    'writes nothing of an update whose process was killed between its records',
    async (store, { killWriting }) => {
      const records = ['one', 'two', 'three'].map((key): Written => ({ key: cart(key), row: rowOf('new') }));
      const keys = records.map(({ key }) => key);
      await store.update(keys, () => ({ rows: [rowOf('old'), rowOf('old'), null], result: null }));
      for (let after = 1; after <= records.length; after += 1) {
        await killWriting(records, after);
        const values = (await rowsAt(store, ...keys)).map((row) => row?.value ?? null);
        expectSame(values, ['old', 'old', null], `The records after a kill at record ${after}`);
      }
      await put(store, cart('three'), rowOf('later'));
      expectSame(await store.get('cart', 'three'), 'later', 'A record written after the kills');
    },
  ),
];

async function fill(store: Store): Promise<void> {
  await Promise.all(KEYS.map((key, index) => put(store, cart(key), { ...rowOf({ index }), due: index })));
  await put(store, cart('gone'), rowOf(1));
  await put(store, cart('gone'), null);
  await put(store, cart('last'), {
    value: 'last',
    tenant: 't2',
    state: 'done',
    due: Date.UTC(2001, 1, 3) - HOUR,
  });
}

async function expectFilled(store: Store): Promise<void> {
  for (const [index, key] of KEYS.entries()) {
    expectSame(await store.get('cart', key), { index }, `The record ${key}`);
  }
  expectSame(await store.get('cart', 'gone'), null, 'The record that was deleted');
  const [last] = await rowsAt(store, cart('last'));
  expectSame(last?.state, 'done', 'The state of the record written last');
  expectSame((await store.list('cart', { tenant: 't1', limit: 50 })).keys, KEYS, 'The keys of one tenant');
  expectSame(await store.due('cart', 50), [...KEYS, 'last'], 'What is due');
}

const KEYS = Array.from({ length: 20 }, (_, index) => `key${String(index).padStart(2, '0')}`);
