import type { Json } from '@railyard/core/rail';
import type { Row } from '@railyard/core/store';
import { expect, expectSame, rejection } from '../expect.ts';
import { cart, law, put, rowOf, rowsAt, type StoreLaw } from './law.ts';

/** What is written is read back, as it was, and nothing else is. */
export const recordLaws: readonly StoreLaw[] = [
  law('reads null where nothing was written', async (store) => {
    expectSame(await store.get('cart', 'absent'), null, 'The value of an absent record');
    const seen = await store.update([cart('absent')], (rows) => ({ rows: [undefined], result: [...rows] }));
    expectSame(seen, [null], 'The rows of absent records');
  }),

  law('reads back the value, tenant, state and due time that were written', async (store) => {
    const row: Row = { value: { total: 4999 }, tenant: 't1', state: 'open', due: 1_000 };
    await store.update([cart('one')], () => ({ rows: [row], result: null }));
    expectSame(await store.get('cart', 'one'), row.value, 'The value read');
    expectSame(await rowsAt(store, cart('one')), [row], 'The row a change is given');
  }),

  law('resolves with the result of the change', async (store) => {
    const result = await store.update([cart('one')], () => ({ rows: [undefined], result: { answer: 42 } }));
    expectSame(result, { answer: 42 }, 'The result');
  }),

  law('leaves a record as it is on undefined and deletes it on null', async (store) => {
    await put(store, cart('kept'), rowOf(1));
    await put(store, cart('gone'), rowOf(2));
    await store.update([cart('kept'), cart('gone')], () => ({ rows: [undefined, null], result: null }));
    expectSame(await store.get('cart', 'kept'), 1, 'The record left as it is');
    expectSame(await store.get('cart', 'gone'), null, 'The deleted record');
    expectSame(await rowsAt(store, cart('gone')), [null], 'The row of the deleted record');
  }),

  law('writes nothing when a change throws, passes the error on and spares its neighbours', async (store) => {
    await put(store, cart('one'), rowOf(1));
    const fault = new Error('planted');
    const writes = [1, 2, 3].map((index) => put(store, cart(`neighbour${index}`), rowOf(index)));
    const thrown = store.update([cart('one'), cart('two')], (rows) => {
      scribble(rows[0]);
      throw fault;
    });
    expect(
      (await rejection(thrown)) === fault,
      'The error of a change is not the one that update rejects with.',
    );
    await Promise.all(writes);
    expectSame(await store.get('cart', 'one'), 1, 'The record of the change that threw');
    expectSame(await store.get('cart', 'neighbour3'), 3, 'A record written at the same time');
  }),

  law('lets nobody change what others read', async (store) => {
    const written = { lines: [{ quantity: 1 }] };
    const kept = structuredClone(written);
    await put(store, cart('one'), rowOf(written));
    addLine(written);
    addLine(await store.get('cart', 'one'));
    addLine(await store.get('cart', 'one'));
    expectSame(await store.get('cart', 'one'), kept, 'A value that others tried to change');
    const row = await store.update([cart('one')], (rows) => ({ rows: [undefined], result: rows[0] }));
    addLine(row?.value);
    scribble(row);
    expectSame(await store.get('cart', 'one'), kept, 'A value that the change of an update got');
  }),

  law('keeps big and odd values exactly', async (store) => {
    for (const value of ODD_VALUES) {
      await put(store, cart('one'), rowOf(value));
      expectSame(await store.get('cart', 'one'), value, 'A value read back');
    }
  }),

  law('keeps any due time that a whole number names', async (store) => {
    for (const due of [0, -1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, null]) {
      await put(store, cart('one'), { ...rowOf(1), due });
      expectSame((await rowsAt(store, cart('one')))[0]?.due, due, 'A due time read back');
    }
  }),

  law('leaves the records as they are for which a change returns no row', async (store) => {
    const keys = ['one', 'two', 'three'].map(cart);
    await store.update(keys, () => ({ rows: keys.map(() => rowOf('old')), result: null }));
    await store.update(keys, () => ({ rows: [], result: null }));
    await store.update(keys, () => ({ rows: [rowOf('new')], result: null }));
    const values = (await rowsAt(store, ...keys)).map((row) => row?.value);
    expectSame(values, ['new', 'old', 'old'], 'The records after changes with too few rows');
  }),

  law('refuses a change that returns more rows than it has records, and writes none', async (store) => {
    for (const rows of [[rowOf(1), rowOf(2)], Array.from({ length: 50 }, () => rowOf(3))]) {
      await rejection(store.update([cart('one')], () => ({ rows, result: null })));
      expectSame(await store.get('cart', 'one'), null, 'The record of a change with rows too many');
    }
  }),

  law('leaves everything when a later row of a change throws as it is read', async (store) => {
    await put(store, cart('one'), rowOf('old'));
    const fault = new Error('planted');
    const trap = {
      toJSON() {
        throw fault;
      },
    };
    const torn = store.update([cart('one'), cart('two'), cart('three')], () => ({
      rows: [rowOf('new'), null, rowOf({ nested: trap })],
      result: null,
    }));
    const neighbour = put(store, cart('neighbour'), rowOf(1));
    expect((await rejection(torn)) === fault, 'The error of a row is not the one that update rejects with.');
    await neighbour;
    const values = (await rowsAt(store, cart('one'), cart('two'), cart('three'))).map(
      (row) => row?.value ?? null,
    );
    expectSame(values, ['old', null, null], 'The records of a change that was torn');
    expectSame(await store.get('cart', 'neighbour'), 1, 'A record written at the same time');
  }),

  law('refuses rows it could not read back, and writes none of their neighbours', async (store) => {
    const cycle: unknown[] = [];
    cycle.push(cycle);
    for (const bad of [rowOf(undefined), rowOf(1n), rowOf(cycle), { ...rowOf(1), due: 1.5 }]) {
      const refused = store.update([cart('one'), cart('two')], () => ({
        rows: [rowOf(1), bad],
        result: null,
      }));
      await Promise.all([rejection(refused), put(store, cart('three'), rowOf(3))]);
      expectSame(await store.get('cart', 'one'), null, 'The neighbour of a bad row');
    }
  }),
];

const ODD_VALUES: readonly Json[] = [
  0,
  '',
  false,
  Number.MAX_SAFE_INTEGER,
  Number.MIN_SAFE_INTEGER,
  [[], {}, [null], 'null', 0.1, -1e300],
  { '': { nested: [[[{ deep: [null, { x: '\0\ud800\u2028"\\' }] }]]] }, 'clé 🚃': '貨車' },
  JSON.parse('{"__proto__":{"polluted":true},"constructor":1}') as Json,
  [1e21, -0, 5e-324, Number.MAX_VALUE, 0.1 + 0.2, 1e-7],
  Array.from({ length: 500 }).reduce<Json>((inner) => [{ '': inner }], 'deep'),
  { 10: 'ten', 9: 'nine', a: '', '': null, toJSON: 1, hasOwnProperty: 2, length: 3 },
  ['e\u0301', '\u00e9', '\ufeff', '\u202e', '\u{10ffff}', '\udc00\ud800', '\r\n\t\b'],
  'x'.repeat(1_000_000),
  '\u{1f683}'.repeat(250_000),
  Array.from({ length: 5_000 }, (_, index) => ({ index })),
];

function scribble(found: Row | null | undefined): void {
  if (found) Object.assign(found, { value: 'scribbled', tenant: 'scribbled' });
}

/** Writes into a value of this law, as far as it is not frozen. */
function addLine(value: unknown): void {
  const { lines } = value as { readonly lines: object[] };
  for (const line of lines) Reflect.set(line, 'quantity', 9);
  Reflect.set(lines, lines.length, {});
  Reflect.set(value as object, 'lines', []);
}
