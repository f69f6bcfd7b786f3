import { frozen } from './json.ts';
import type { Key, Row, Space, Store } from './store.ts';
import {
  checkKey,
  checkKeys,
  checkLimit,
  checkText,
  decodeRow,
  encodeRows,
  type StoredRow,
} from './stored.ts';

export interface MemoryStoreOptions {
  /** The store's clock, in milliseconds since 1970. */
  readonly now?: () => number;
}

/** A store that ends with the process that made it: for tests and first steps. */
export function memoryStore({ now = Date.now }: MemoryStoreOptions = {}): Store {
  const spaces = new Map<Space, Map<string, StoredRow>>();

  function spaceOf(space: Space): Map<string, StoredRow> {
    const records = spaces.get(space) ?? new Map<string, StoredRow>();
    spaces.set(space, records);
    return records;
  }

  function read({ space, key }: Key): Row | null {
    const kept = spaceOf(space).get(key);
    return kept === undefined ? null : decodeRow(kept);
  }

  return {
    durability: 'volatile',

    async get<T>(space: Space, key: string) {
      checkKey(key);
      return frozen(read({ space, key })?.value ?? null) as T | null;
    },

    async update(keys, change) {
      checkKeys(keys);
      const { rows, result } = change(keys.map(read), now());
      // All are encoded before the first is written: a row that cannot be kept leaves every record as it was.
      const writes = encodeRows(rows, keys.length);
      for (const [index, { space, key }] of keys.entries()) {
        const kept = writes[index];
        if (kept === null) spaceOf(space).delete(key);
        else if (kept !== undefined) spaceOf(space).set(key, kept);
      }
      return result;
    },

    async due(space, limit) {
      checkLimit(limit);
      const at = now();
      return [...spaceOf(space)]
        .flatMap(([key, { due }]) => (due !== null && due <= at ? [{ key, due }] : []))
        .toSorted((one, other) => one.due - other.due || compareKeys(one.key, other.key))
        .slice(0, limit)
        .map(({ key }) => key);
    },

    async list(space, { tenant, state, after, limit }) {
      checkText(tenant, 'A tenant');
      if (state !== undefined) checkText(state, 'A state');
      if (after !== undefined) checkKey(after);
      checkLimit(limit);
      const keys = [...spaceOf(space)]
        .filter(([, kept]) => kept.tenant === tenant && (state === undefined || kept.state === state))
        .filter(([key]) => after === undefined || compareKeys(key, after) > 0)
        .map(([key]) => key)
        .toSorted(compareKeys);
      const page = keys.slice(0, limit);
      return { keys: page, next: keys.length > limit ? (page.at(-1) ?? null) : null };
    },
  };
}

/** The order of code points, which is that of UTF-8 bytes: what databases sort by. */
function compareKeys(one: string, other: string): number {
  const length = Math.min(one.length, other.length);
  for (let index = 0; index < length; index++) {
    const difference = rank(one.charCodeAt(index)) - rank(other.charCodeAt(index));
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
}

// Surrogates stand for code points past U+FFFF, though their own units lie below U+E000.
function rank(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
}
