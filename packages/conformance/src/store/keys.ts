import { MAX_KEYS } from '@railyard/core/store';
import { expectRefusal, expectSame } from '../expect.ts';
import { cart, law, put, rowOf, type StoreLaw } from './law.ts';

/** Each key names a record of its own, and what cannot be a key is refused. */
export const keyLaws: readonly StoreLaw[] = [
  law('keeps equal keys of two spaces apart', async (store) => {
    await store.update([cart('same'), { space: 'request', key: 'same' }], () => ({
      rows: [rowOf('a cart'), rowOf('a request')],
      result: null,
    }));
    await put(store, { space: 'proof', key: 'same' }, null);
    expectSame(await store.get('cart', 'same'), 'a cart', 'The record of one space');
    expectSame(await store.get('request', 'same'), 'a request', 'The record of the other');
  }),

  law('keeps odd, long and alike keys apart', async (store) => {
    await Promise.all(ODD_KEYS.map((key, index) => put(store, cart(key), rowOf(index))));
    for (const [index, key] of ODD_KEYS.entries()) {
      expectSame(await store.get('cart', key), index, `The record under ${JSON.stringify(key.slice(0, 20))}`);
    }
    const { keys } = await store.list('cart', { tenant: 't1', limit: ODD_KEYS.length });
    expectSame(new Set(keys), new Set(ODD_KEYS), 'The keys listed');
  }),

  law('refuses a key or tenant that is not well-formed text', async (store) => {
    for (const key of ['', '\ud800', 'a\udc00b', 'nul\0']) {
      await expectRefusal(store.get('cart', key), 'validation');
      await expectRefusal(put(store, cart(key), rowOf(1)), 'validation');
    }
    await expectRefusal(put(store, cart('one'), { ...rowOf(1), tenant: '\ud800' }), 'validation');
    expectSame(await store.get('cart', 'one'), null, 'The record of a refused tenant');
    await expectRefusal(store.list('cart', { tenant: '\ud800', limit: 1 }), 'validation');
  }),

  law('refuses more than six keys, and one key named twice', async (store) => {
    const tooMany = Array.from({ length: MAX_KEYS + 1 }, (_, index) => cart(`key${index}`));
    for (const keys of [tooMany, [cart('key0'), cart('key1'), cart('key0')]]) {
      await expectRefusal(store.update(keys, () => ({ rows: keys.map(() => rowOf(1)), result: null })));
      expectSame(await store.get('cart', 'key0'), null, 'A record of the refused update');
    }
  }),
];

const ODD_KEYS = [
  ['key', 'KEY', 'key ', ' key', 'key\n', 'k%y', 'k_y', "k'y; --", 'k"y', 'k\\y', '{}', '../key', '0', '00'],
  [
    'caf\u00e9',
    'cafe\u0301',
    '\ufffd',
    '\uffff',
    '\u{1f600}',
    '\u202ekey',
    'null',
    '__proto__',
    'constructor',
  ],
  ['x'.repeat(1_000), `${'x'.repeat(999)}y`],
].flat();
