import type { Store } from '@railyard/core/store';
import { type Broken, onDisk } from './disk.ts';

/** Stores that let callers see each other half done, too late or out of turn. */
export const brokenRaces: Broken = {
  'only the first record of an update is locked': {
    breaks: 'loses none of 200 updates of several records each',
    factory: onDisk((store) => ({
      async update(keys, change) {
        const before = await store.update(keys, (rows) => ({ rows: [], result: rows }));
        await Promise.resolve();
        return store.update(keys, ([first = null], now) => change([first, ...before.slice(1)], now));
      },
    })),
  },
  'a read may be as old as the last one': {
    breaks: 'explains what 200 racing callers saw',
    factory: onDisk((store, { first }) => (first ? lagging(store) : {})),
  },
  'an update is acknowledged before it is written': {
    breaks: 'explains what 200 racing callers saw',
    factory: onDisk((store) => ({
      async update(keys, change) {
        const outcome = await store.update(keys, (rows, now) => ({ rows: [], result: { rows, now } }));
        const changed = change(outcome.rows, outcome.now);
        setImmediate(() => void store.update(keys, () => changed).catch(() => {}));
        return changed.result;
      },
    })),
  },
  'a second opener reads what it has read before': {
    breaks: 'explains what racing callers of two handles saw',
    factory: onDisk((store, { first }) => (first ? {} : lagging(store))),
  },
  'the clock is read by whoever calls, and the last caller is served first': {
    breaks: 'gives racing changes a time that never runs backwards',
    factory: onDisk((store, { now }) => {
      let waiting: (() => void)[] = [];
      const serve = (): void => {
        const group = waiting.toReversed();
        waiting = [];
        for (const one of group) one();
      };
      return {
        update(keys, change) {
          const called = now();
          if (waiting.length === 0) setImmediate(serve);
          return new Promise((resolve, reject) => {
            waiting.push(() => void store.update(keys, (rows) => change(rows, called)).then(resolve, reject));
          });
        },
      };
    }),
  },
  'the clock is read when the store is opened': {
    breaks: 'gives a change the time at which it is made',
    factory: onDisk((store, { now }) => {
      const opened = now();
      return { update: (keys, change) => store.update(keys, (rows) => change(rows, opened)) };
    }),
  },
};

/** Reads every record anew only now and then. */
function lagging(store: Store): Partial<Store> {
  const read = new Map<string, unknown>();
  let reads = 0;
  return {
    async get<T>(space: string, key: string) {
      reads += 1;
      if (reads % 3 === 0 || !read.has(key)) read.set(key, await store.get<T>(space, key));
      return structuredClone(read.get(key)) as T | null;
    },
  };
}
