import type { Key, Row, Store } from '@railyard/core/store';

/** Opens an empty store for one law. The store follows `now` if it can take a clock. */
export type StoreFactory = (options: { readonly now: () => number }) => OpenStore | Promise<OpenStore>;

export interface OpenStore {
  readonly store: Store;
  close?(): Promise<void> | void;
}

/** What every store keeps, as a check that rejects when this one does not. */
export interface StoreLaw {
  readonly name: string;
  check(factory: StoreFactory): Promise<void>;
}

interface Clock {
  advance(ms: number): void;
}

export function law(name: string, body: (store: Store, clock: Clock) => Promise<void>): StoreLaw {
  return {
    name,
    async check(factory) {
      let time = Date.UTC(2001, 1, 3);
      const opened = await factory({ now: () => time });
      try {
        await body(opened.store, {
          advance(ms) {
            time += ms;
          },
        });
      } finally {
        await opened.close?.();
      }
    },
  };
}

export function cart(key: string): Key {
  return { space: 'cart', key };
}

export function rowOf(value: unknown, tenant = 't1'): Row {
  return { value, tenant, state: 'open', due: null };
}

export function put(store: Store, key: Key, written: Row | null): Promise<null> {
  return store.update([key], () => ({ rows: [written], result: null }));
}

export function rowsAt(store: Store, ...keys: readonly Key[]): Promise<readonly (Row | null)[]> {
  return store.update(keys, (rows) => ({ rows: [], result: rows }));
}
