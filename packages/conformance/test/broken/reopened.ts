import type { Store } from '@railyard/core/store';
import type { StoreFactory } from '../../src/index.ts';
import { type Broken, onDisk } from './disk.ts';

/** Stores that lose what they have acknowledged, or keep what was never committed. */
export const brokenReopened: Broken = {
  'the last record is lost as the store is closed': {
    breaks: 'keeps everything for the next opener when it is closed',
    factory: forgetting('closed'),
  },
  'the last record waits for the store to be closed': {
    breaks: 'keeps everything for the next opener when its handle is left behind',
    factory: forgetting('open'),
  },
  'an opener reads a record once': {
    breaks: 'shows one opener at once what another has been told',
    factory: onDisk((store) => {
      const read = new Map<string, Promise<unknown>>();
      return {
        get<T>(space: string, key: string) {
          const value = read.get(key) ?? store.get(space, key);
          read.set(key, value);
          return value as Promise<T | null>;
        },
      };
    }),
  },
  'each opener has a lock of its own': {
    breaks: 'loses no update of two openers that race',
    factory: onDisk((store) => alone(store)),
  },
  'an opener finds due only what it has written': {
    breaks: 'shows what is due to two openers',
    factory: onDisk((store) => {
      const written = new Set<string>();
      return {
        update(keys, change) {
          for (const { key } of keys) written.add(key);
          return store.update(keys, change);
        },
        due: async (space, limit) => (await store.due(space, limit)).filter((key) => written.has(key)),
      };
    }),
  },
  'each record of an update is committed by itself': {
    breaks: 'writes nothing of an update whose process was killed',
    factory: async (options) => {
      const opened = await onDisk()(options);
      return {
        ...opened,
        async killWriting(records, after) {
          for (const { key, row } of records.slice(0, after)) {
            await opened.store.update([key], () => ({ rows: [row], result: null }));
          }
        },
      };
    },
  },
  'what is on disk cannot be opened again': {
    breaks: 'keeps everything for the next opener when it is closed',
    factory: lacking('reopen'),
  },
  'nobody can be killed while writing': {
    breaks: 'writes nothing of an update whose process was killed',
    factory: lacking('killWriting'),
  },
};

function lacking(member: 'killWriting' | 'reopen'): StoreFactory {
  return async (options) => {
    const { [member]: _, ...rest } = await onDisk()(options);
    return rest;
  };
}

/** Loses the record named `last` when it is opened again after this. */
function forgetting(when: 'open' | 'closed'): StoreFactory {
  return async (options) => {
    const opened = await onDisk()(options);
    let state: 'open' | 'closed' = 'open';
    return {
      ...opened,
      close() {
        state = 'closed';
      },
      async reopen(again) {
        const { store } = opened;
        if (state === when)
          await store.update([{ space: 'cart', key: 'last' }], () => ({ rows: [null], result: null }));
        return (await opened.reopen?.(again)) ?? opened;
      },
    };
  };
}

/** One update after the other, but each in two steps. */
function alone(store: Store): Partial<Store> {
  let before: Promise<unknown> = Promise.resolve();
  return {
    update(keys, change) {
      const mine = before.then(async () => {
        const seen = await store.update(keys, (rows, now) => ({ rows: [], result: { rows, now } }));
        const changed = change(seen.rows, seen.now);
        return store.update(keys, () => changed);
      });
      before = mine.catch(() => {});
      return mine;
    },
  };
}
