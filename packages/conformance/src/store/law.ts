import type { Key, Row, Store } from '@railyard/core/store';

/** What a store is opened with. It follows `now` if it can take a clock. */
export interface OpenOptions {
  readonly now: () => number;
}

/** Opens an empty store for one law. */
export type StoreFactory = (options: OpenOptions) => OpenStore | Promise<OpenStore>;

/** One handle of a store. */
export interface OpenStore {
  readonly store: Store;
  /** Closes the handle. What the store keeps is there for the next one. */
  close?(): Promise<void> | void;
  /**
   * Opens the same records again, as the next process does, or another one beside it: the other handles may be open,
   * closed, or left behind. Every store needs it that is not volatile.
   */
  reopen?(options: OpenOptions): OpenStore | Promise<OpenStore>;
  /**
   * Begins one update that writes these records, in a process of its own, and kills that after so many of them are
   * written and before it commits. Resolves when the process is gone. Every store needs it that is not volatile.
   */
  killWriting?(records: readonly Written[], after: number): Promise<void>;
  /** Removes what was kept, after the law. */
  discard?(): Promise<void> | void;
}

/** A row under its key. */
export interface Written {
  readonly key: Key;
  readonly row: Row;
}

/** What every store keeps, as a check that rejects when this one does not. */
export interface StoreLaw {
  readonly name: string;
  /** Of stores whose records outlive their handle only. */
  readonly outliving: boolean;
  check(factory: StoreFactory): Promise<void>;
}

/** What a law can do beside calling the store. */
export interface Bench {
  /** Moves the clock of every handle on. */
  advance(ms: number): void;
  /** Closes the first handle. */
  readonly close: () => Promise<void>;
  /** Another handle of the same records, with its clock so far ahead. */
  readonly reopen: (ahead?: number) => Promise<Store>;
  readonly killWriting: NonNullable<OpenStore['killWriting']>;
}

type Body = (store: Store, bench: Bench) => Promise<void>;

/** A law of every store. */
export function law(
  name: string,
  body: (store: Store, bench: Pick<Bench, 'advance'>) => Promise<void>,
): StoreLaw {
  return lawOf(name, false, body);
}

/** A law of the stores that are not volatile. */
export function outlivingLaw(name: string, body: Body): StoreLaw {
  return lawOf(name, true, body);
}

function lawOf(name: string, outliving: boolean, body: Body): StoreLaw {
  return {
    name,
    outliving,
    async check(factory) {
      let time = Date.UTC(2001, 1, 3);
      const first = await factory({ now: () => time });
      const handles = new Set([first]);
      const close = async (handle: OpenStore): Promise<void> => {
        handles.delete(handle);
        await handle.close?.();
      };
      const reopen = async (ahead = 0): Promise<Store> => {
        if (!first.reopen) throw lacks('reopen');
        const handle = await first.reopen({ now: () => time + ahead });
        handles.add(handle);
        return handle.store;
      };
      try {
        await body(first.store, {
          advance(ms) {
            time += ms;
          },
          close: () => close(first),
          reopen,
          async killWriting(records, after) {
            if (!first.killWriting) throw lacks('killWriting');
            await first.killWriting(records, after);
          },
        });
      } finally {
        for (const handle of handles) await close(handle);
        await first.discard?.();
      }
    },
  };
}

function lacks(member: 'killWriting' | 'reopen'): Error {
  return new Error(`A store that is not volatile needs "${member}", to show what outlives it.`);
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
