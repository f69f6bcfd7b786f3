import type { Key, Row, Space, Store } from '@railyard/core/store';
import { describe, expect, it } from 'vitest';
import { type StoreFactory, storeLaws, testStore } from '../src/index.ts';
import { onDisk } from './broken/disk.ts';
import { BROKEN } from './broken/index.ts';

/** What a fault gets wrong, laid over a store that is right. */
type Fault = (store: Store) => Partial<Store>;

const FAULTS: Readonly<Record<string, { readonly breaks: string; readonly fault: Fault }>> = {
  'an update is lost when another runs meanwhile': {
    breaks: 'loses none of 200 updates',
    fault: (store) => ({
      async update(keys, change) {
        const { rows, result } = await store.update(keys, (seen, now) => ({
          rows: [],
          result: change(seen, now),
        }));
        return store.update(keys, () => ({ rows, result }));
      },
    }),
  },
  'two claimants are told that they won': {
    breaks: 'lets exactly one of 200',
    fault: (store) => ({
      async update(keys, change) {
        await Promise.resolve();
        const outcome = await store.update(keys, (rows, now) => ({ rows: [], result: { rows, now } }));
        const changed = change(outcome.rows, outcome.now);
        return store.update(keys, () => changed);
      },
    }),
  },
  'the records of one update are written one after the other': {
    breaks: 'writes up to seven records at once',
    fault: (store) => ({
      async update(keys, change) {
        const changed = await store.update(keys, (rows, now) => ({ rows: [], result: change(rows, now) }));
        for (const [index, key] of keys.entries()) {
          await store.update([key], () => ({ rows: [changed.rows[index]], result: null }));
        }
        return changed.result;
      },
    }),
  },
  'an object is handed out twice': {
    breaks: 'lets nobody change what others read',
    fault: (store) => ({ get: handedOut(store, (value) => value) }),
  },
  'a value is frozen at its surface only': {
    breaks: 'lets nobody change what others read',
    fault: (store) => ({ get: handedOut(store, Object.freeze) }),
  },
  'an object is handed out until it is written': {
    breaks: 'lets nobody change what others read',
    fault(store) {
      const get = handedOut(store, (value) => value);
      let current = get;
      return {
        get: (space, key) => current(space, key),
        update(keys, change) {
          current = handedOut(store, (value) => value);
          return store.update(keys, change);
        },
      };
    },
  },
  'a change that throws has written before': {
    breaks: 'writes nothing when a change throws',
    fault: (store) => ({
      async update(keys, change) {
        let error: unknown = null;
        const result = await store.update(keys, (rows, now) => {
          try {
            return change(rows, now);
          } catch (thrown) {
            error = thrown;
            return { rows, result: undefined as never };
          }
        });
        if (error) throw error;
        return result;
      },
    }),
  },
  'a deleted record stays': {
    breaks: 'leaves a record as it is on undefined and deletes it on null',
    fault: (store) => editRows(store, (row) => row ?? undefined),
  },
  'a due time is not stored': {
    breaks: 'lists what is due',
    fault: (store) => editRows(store, (row) => row && { ...row, due: null }),
  },
  'integers lose their last digits': {
    breaks: 'keeps big and odd values',
    fault: (store) => editRows(store, (row) => row && { ...row, value: rounded(row.value) }),
  },
  'spaces share their keys': {
    breaks: 'keeps equal keys of two spaces apart',
    fault: (store) => renameKeys(store, ({ key }) => ({ space: 'cart', key })),
  },
  'keys are compared without their case': {
    breaks: 'keeps odd, long and alike keys apart',
    fault: (store) => renameKeys(store, ({ space, key }) => ({ space, key: key.toLowerCase() })),
  },
  'long keys are cut': {
    breaks: 'keeps odd, long and alike keys apart',
    fault: (store) => renameKeys(store, ({ space, key }) => ({ space, key: key.slice(0, 255) })),
  },
  'broken text is mended instead of refused': {
    breaks: 'refuses a key or tenant that is not well-formed',
    fault: (store) => renameKeys(store, ({ space, key }) => ({ space, key: mended(key) })),
  },
  'a list leaks another tenant': {
    breaks: 'lists one tenant',
    fault: (store) => ({
      async list(space, query) {
        const pages = await Promise.all(
          ['t1', 't2'].map((tenant) => store.list(space, { ...query, tenant })),
        );
        return { keys: pages.flatMap(({ keys }) => keys).toSorted(), next: null };
      },
    }),
  },
  'a list is in the order of UTF-16': {
    breaks: 'lists one tenant in the order of code points',
    fault: (store) => ({
      async list(space, query) {
        const page = await store.list(space, query);
        return { ...page, keys: page.keys.toSorted() };
      },
    }),
  },
  'a page ends one key early': {
    breaks: 'lists one tenant',
    fault: (store) => ({
      async list(space, query) {
        const { keys, next } = await store.list(space, query);
        return { keys: keys.length > 2 ? keys.slice(0, -1) : keys, next };
      },
    }),
  },
  'what is due is not sorted': {
    breaks: 'lists what is due',
    fault: (store) => ({
      async due(space, limit) {
        return (await store.due(space, limit)).toReversed();
      },
    }),
  },
  'what is due knows no limit': {
    breaks: 'lists what is due',
    fault: (store) => ({ due: (space) => store.due(space, 1_000) }),
  },
  'what is due is held against another clock': {
    breaks: 'follows one clock',
    fault: (store) => ({
      update: (keys, change) => store.update(keys, (rows, now) => change(rows, now + 7_200_000)),
    }),
  },
  'a seventh key is ignored': {
    breaks: 'refuses more than six keys',
    fault: (store) => ({
      update: (keys, change) =>
        store.update(keys.slice(0, 6), (rows, now) => {
          const changed = change(rows, now);
          return { ...changed, rows: changed.rows.slice(0, 6) };
        }),
    }),
  },
};

describe('the laws of a store', () => {
  for (const [name, { breaks, fault }] of Object.entries(FAULTS)) {
    it(`are broken when ${name}`, async () => {
      expect(await brokenBy(onDisk(fault))).toContainEqual(expect.stringContaining(breaks));
    });
  }

  it.each(Object.entries(BROKEN))('are broken when %s', async (_, { breaks, factory }) => {
    expect(await brokenBy(factory)).toContainEqual(expect.stringContaining(breaks));
  });

  it('are kept by the store that these faults are laid over', async () => {
    expect(await brokenBy(onDisk())).toEqual([]);
  });

  it('can each be broken', () => {
    const broken = [...Object.values(FAULTS), ...Object.values(BROKEN)];
    const unbroken = storeLaws.filter(({ name }) => !broken.some(({ breaks }) => name.startsWith(breaks)));
    expect(unbroken.map(({ name }) => name)).toEqual([]);
  });

  it('fail for a store that says that it is more durable than it was announced', async () => {
    const tests = new Map<string, () => Promise<void>>();
    const runner = { describe: (_: string, body: () => void) => body(), it: tests.set.bind(tests) };
    testStore(runner, 'volatile', onDisk());
    expect(tests.size).toBe(1 + storeLaws.filter(({ outliving }) => !outliving).length);
    await expect(tests.get('calls itself volatile')?.()).rejects.toThrow('not "disk"');
  });

  it('each have a name of their own', () => {
    expect(new Set(storeLaws.map(({ name }) => name)).size).toBe(storeLaws.length);
  });
});

async function brokenBy(factory: StoreFactory): Promise<string[]> {
  const verdicts = storeLaws.map((law) =>
    law.check(factory).then(
      () => [],
      () => [law.name],
    ),
  );
  return (await Promise.all(verdicts)).flat();
}

type Written = Row | null | undefined;

function editRows(store: Store, edit: (row: Written) => Written): Partial<Store> {
  return {
    update: (keys, change) =>
      store.update(keys, (rows, now) => {
        const changed = change(rows, now);
        return { ...changed, rows: changed.rows.map(edit) };
      }),
  };
}

/** Reads a record once for all, and lets them share what they got. */
function handedOut(store: Store, made: (value: object) => object): Store['get'] {
  const handed = new Map<string, unknown>();
  return async <T>(space: Space, key: string) => {
    const read = await store.get<T>(space, key);
    if (typeof read !== 'object' || read === null) return read;
    const kept = handed.get(key) ?? made(structuredClone(read));
    handed.set(key, kept);
    return kept as T;
  };
}

function renameKeys(store: Store, rename: (key: Key) => Key): Partial<Store> {
  return {
    get(space, key) {
      const renamed = rename({ space, key });
      return store.get(renamed.space, renamed.key);
    },
    update: (keys, change) => store.update(keys.map(rename), change),
  };
}

function rounded(value: unknown): unknown {
  return typeof value === 'number' ? Math.fround(value) : value;
}

// What a database driver does when it encodes a string as UTF-8.
function mended(key: string): string {
  return new TextDecoder().decode(new TextEncoder().encode(key)).replaceAll('\0', '') || '\ufffd';
}
