import type { ListQuery, Page, Store } from '@railyard/core/store';
import { expect, expectRefusal, expectSame } from '../expect.ts';
import { cart, law, put, rowOf, type StoreLaw } from './law.ts';

const HOUR = 3_600_000;
const ASTRAL = ['\u{10000}', '\u{1f600}', '\u{10ffff}'];
const NUMBERED = ['n1', 'n2', 'n3', 'n4', 'n5'];

/** Lists are whole, in order, and one tenant's own. */
export const listLaws: readonly StoreLaw[] = [
  law('lists one tenant in the order of code points, in pages without gaps or repeats', async (store) => {
    const mine = ['a', 'B', 'é', 'aa', '\ue000', '\u{1f600}', ...NUMBERED];
    await Promise.all(mine.map((key) => put(store, cart(key), rowOf(1, 't1'))));
    await Promise.all(mine.map((key) => put(store, cart(`${key}!`), rowOf(1, 't2'))));
    await Promise.all(mine.map((key) => put(store, { space: 'request', key: `${key}?` }, rowOf(1, 't1'))));
    await put(store, cart('moved'), rowOf(1, 't1'));
    await put(store, cart('moved'), rowOf(1, 't2'));
    await put(store, cart('gone'), rowOf(1, 't1'));
    await put(store, cart('gone'), null);
    const sorted = [...NUMBERED, 'é', '\ue000', '\u{1f600}'];
    const expected = ['B', 'a', 'aa', ...sorted];
    for (const limit of [1, 4, expected.length, 100]) {
      expectSame(
        await pages(store, { tenant: 't1', limit }),
        expected,
        `The keys of a tenant, ${limit} a page`,
      );
    }
    expectSame(await store.list('cart', { tenant: 't3', limit: 5 }), { keys: [], next: null }, 'No keys');
  }),

  law('lists those in one state alone, as they are now, in pages of their own', async (store) => {
    const states = { a: 'case', b: 'paid', c: 'case', d: 'CASE', e: "case' OR 'a'='a", f: 'case', g: 'case' };
    for (const [key, state] of Object.entries(states)) await put(store, cart(key), { ...rowOf(1), state });
    await put(store, cart('other'), { ...rowOf(1, 't2'), state: 'case' });
    await put(store, cart('b'), { ...rowOf(1), state: 'case' });
    await put(store, cart('c'), { ...rowOf(1), state: 'paid' });
    await put(store, cart('g'), null);
    for (const limit of [1, 2, 3, 100]) {
      const found = await pages(store, { tenant: 't1', state: 'case', limit });
      expectSame(found, ['a', 'b', 'f'], `The keys in a state, ${limit} a page`);
    }
    expectSame(
      await pages(store, { tenant: 't1', state: states.e, limit: 5 }),
      ['e'],
      'The keys in an odd state',
    );
    expectSame(await pages(store, { tenant: 't1', state: 'none', limit: 5 }), [], 'The keys in no state');
  }),

  law("lists of tenants whose names are alike what is each one's own", async (store) => {
    const names = [
      'acme',
      'ACME',
      'acme ',
      ' acme',
      'a_me',
      'a%',
      '%',
      'caf\u00e9',
      'cafe\u0301',
      'acme\u200b',
    ];
    await Promise.all(names.map((tenant, index) => put(store, cart(`key${index}`), rowOf(1, tenant))));
    for (const [index, tenant] of names.entries()) {
      const { keys } = await store.list('cart', { tenant, limit: 20 });
      expectSame(keys, [`key${index}`], `The keys of the tenant ${JSON.stringify(tenant)}`);
    }
  }),

  law('goes on after any key, whether or not there is a record under it', async (store) => {
    const sorted = ['a', 'a\u0301', 'a\uff5e', 'a\u{1f600}', 'b', '\ud7ff', '\ue000', '\uffff', ...ASTRAL];
    await Promise.all(sorted.toReversed().map((key) => put(store, cart(key), rowOf(1))));
    for (const [index, after] of sorted.entries()) {
      const { keys } = await store.list('cart', { tenant: 't1', after, limit: 50 });
      expectSame(keys, sorted.slice(index + 1), `The keys after ${JSON.stringify(after)}`);
    }
    for (const [after, next] of [
      ['a\u{1f5ff}', 'a\u{1f600}'],
      ['\uf000', '\uffff'],
      ['\uffff!', ASTRAL[0]],
    ] as const) {
      const { keys } = await store.list('cart', { tenant: 't1', after, limit: 1 });
      expectSame(keys, [next], `The key after ${JSON.stringify(after)}, which is none`);
    }
  }),

  law('lists once each record that stays, while others come and go between the pages', async (store) => {
    const staying = Array.from({ length: 30 }, (_, index) => `k${String(index).padStart(2, '0')}`);
    const passing = staying.map((key) => `${key}!`);
    await Promise.all([...staying, ...passing].map((key) => put(store, cart(key), rowOf(1))));
    const found: string[] = [];
    for (let after: string | null = 'a'; after !== null; ) {
      const page: Page = await store.list('cart', { tenant: 't1', after, limit: 4 });
      found.push(...page.keys);
      expect(found.length <= 200, 'The pages of a list never end.');
      after = page.next;
      // The last of the page goes, one before it comes, and one after it goes.
      await Promise.all([
        ...passing.slice(0, 2).map((key) => put(store, cart(key), null)),
        put(store, cart(`a${found.length}`), rowOf(1)),
        put(store, cart(passing[found.length % passing.length] as string), null),
      ]);
    }
    expectSame(
      found.filter((key) => staying.includes(key)),
      staying,
      'The keys that stayed, in order',
    );
    expectSame(new Set(found).size, found.length, 'The number of different keys among those listed');
  }),

  law('comes to every record that is due, also when many are due at once', async (store) => {
    const now = await clockOf(store);
    const tied = Array.from({ length: 12 }, (_, index) => `tied${index}`);
    await Promise.all(tied.map((key) => put(store, cart(key), { ...rowOf(1), due: now - HOUR })));
    await put(store, cart('first'), { ...rowOf(1), due: now - HOUR - 1 });
    await put(store, cart('last'), { ...rowOf(1), due: now - HOUR + 1 });
    const seen: string[] = [];
    for (let round = 0; round < 7; round += 1) {
      const due = await store.due('cart', 2);
      expectSame(new Set(due).size, 2, 'The number of different keys that are due');
      seen.push(...due);
      await Promise.all(due.map((key) => put(store, cart(key), rowOf(1))));
    }
    expectSame([seen[0], seen.at(-1)], ['first', 'last'], 'The first and the last key');
    expectSame(new Set(seen), new Set(['first', ...tied, 'last']), 'The keys that were due');
    expectSame(await store.due('cart', 2), [], 'What is due in the end');
  }),

  law('lists what is due, the longest overdue first', async (store) => {
    const now = await clockOf(store);
    const dues = { b: now - 1, a: now, c: now - HOUR, later: now + HOUR, never: null };
    for (const [key, due] of Object.entries(dues)) await put(store, cart(key), { ...rowOf(1), due });
    expectSame(await store.due('cart', 10), ['c', 'b', 'a'], 'The keys that are due');
    expectSame(await store.due('cart', 2), ['c', 'b'], 'The first two that are due');
    expectSame(await store.due('request', 10), [], 'The keys that are due in another space');
  }),

  law('drops from what is due a record that was deleted or put off', async (store) => {
    const overdue = { ...rowOf(1), due: (await clockOf(store)) - HOUR };
    for (const key of ['deleted', 'done', 'left', 'later']) await put(store, cart(key), overdue);
    await store.update([cart('deleted'), cart('done'), cart('left'), cart('later')], (_, now) => ({
      rows: [null, { ...overdue, due: null }, undefined, { ...overdue, due: now + HOUR }],
      result: null,
    }));
    expectSame(await store.due('cart', 10), ['left'], 'The keys that are due');
  }),

  law('follows one clock, which a change is given and due times are held against', async (store, clock) => {
    const before = await clockOf(store);
    await put(store, cart('soon'), { ...rowOf(1), due: before + HOUR });
    clock.advance(2 * HOUR);
    // A database's own clock stands still here, and then nothing is due.
    const due = (await clockOf(store)) >= before + HOUR ? ['soon'] : [];
    expectSame(await store.due('cart', 10), due, 'The keys that are due by the clock of the store');
  }),

  law('refuses a limit that is not a whole number from 1', async (store) => {
    for (const limit of [0, -1, 1.5, Number.NaN]) {
      await expectRefusal(store.due('cart', limit), 'validation');
      await expectRefusal(store.list('cart', { tenant: 't1', limit }), 'validation');
    }
  }),
];

function clockOf(store: Store): Promise<number> {
  return store.update([cart('clock')], (_, now) => ({ rows: [], result: now }));
}

async function pages(store: Store, query: Omit<ListQuery, 'after'>): Promise<string[]> {
  const found: string[] = [];
  for (let after: string | null | undefined; after !== null; ) {
    const page = await store.list('cart', { ...query, ...(after !== undefined && { after }) });
    expect(page.keys.length <= query.limit, 'A page holds more keys than its limit.');
    found.push(...page.keys);
    expect(found.length <= 1_000, 'The pages of a list never end.');
    after = page.next;
  }
  return found;
}
