import type { Store } from '@railyard/core';
import { type Key, type MemoryStoreOptions, memoryStore, type Row } from '@railyard/core/store';

/** One record and its name. */
export interface Held extends Key {
  readonly row: Row;
}

/** A memory store whose content can be seen as a whole, and put back as it was. */
export interface OpenStore extends Store {
  /** All that it holds. */
  held(): readonly Held[];
  /** Has it hold these and nothing else. */
  restore(held: readonly Held[]): Promise<void>;
}

export function openStore(options: MemoryStoreOptions): OpenStore {
  let memory = memoryStore(options);
  let records = new Map<string, Held>();

  function note(keys: readonly Key[], rows: readonly (Row | null | undefined)[]): void {
    for (const [at, { space, key }] of keys.entries()) {
      const row = rows[at];
      if (row === null) records.delete(`${space} ${key}`);
      else if (row) records.set(`${space} ${key}`, { space, key, row: structuredClone(row) });
    }
  }

  return {
    durability: 'volatile',
    get: (space, key) => memory.get(space, key),
    due: (space, limit) => memory.due(space, limit),
    list: (space, query) => memory.list(space, query),
    async update(keys, change) {
      let written: readonly (Row | null | undefined)[] = [];
      const result = await memory.update(keys, (rows, now) => {
        const made = change(rows, now);
        written = made.rows;
        return made;
      });
      note(keys, written);
      return result;
    },
    held: () => [...records.values()],
    async restore(held) {
      memory = memoryStore(options);
      records = new Map(held.map((one) => [`${one.space} ${one.key}`, one]));
      for (const { space, key, row } of held)
        await memory.update([{ space, key }], () => ({ rows: [row], result: null }));
    },
  };
}
