import { RailError } from './errors.ts';
import { type Key, MAX_KEYS, type Row, type Space, type Store } from './store.ts';

export interface MemoryStoreOptions {
  /** The store's clock, in milliseconds since 1970. */
  readonly now?: () => number;
}

/** A store that ends with the process that made it: for tests and first steps. */
export function memoryStore({ now = Date.now }: MemoryStoreOptions = {}): Store {
  const spaces = new Map<Space, Map<string, Kept>>();

  function spaceOf(space: Space): Map<string, Kept> {
    const records = spaces.get(space) ?? new Map<string, Kept>();
    spaces.set(space, records);
    return records;
  }

  function read({ space, key }: Key): Row | null {
    const kept = spaceOf(space).get(key);
    if (kept === undefined) return null;
    const { text, ...columns } = kept;
    return { value: JSON.parse(text), ...columns };
  }

  return {
    durability: 'volatile',

    async get<T>(space: Space, key: string) {
      checkKey(key);
      return (read({ space, key })?.value ?? null) as T | null;
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

    async list(space, { tenant, after, limit }) {
      checkText(tenant, 'A tenant');
      if (after !== undefined) checkKey(after);
      checkLimit(limit);
      const keys = [...spaceOf(space)]
        .filter(
          ([key, kept]) => kept.tenant === tenant && (after === undefined || compareKeys(key, after) > 0),
        )
        .map(([key]) => key)
        .toSorted(compareKeys);
      const page = keys.slice(0, limit);
      return { keys: page, next: keys.length > limit ? (page.at(-1) ?? null) : null };
    },
  };
}

/** A row whose value is text, so that nobody else holds a part of it. */
interface Kept extends Omit<Row, 'value'> {
  readonly text: string;
}

function encodeRows(
  rows: readonly (Row | null | undefined)[],
  count: number,
): readonly (Kept | null | undefined)[] {
  if (rows.length > count) {
    throw new RailError('internal', `A change returned ${rows.length} rows for ${count} records.`);
  }
  return rows.map((row) => row && encode(row));
}

function encode({ value, tenant, state, due }: Row): Kept {
  checkText(tenant, 'A tenant');
  checkText(state, 'A state');
  if (due !== null && !Number.isSafeInteger(due)) {
    throw new RailError('internal', `A row is due at a whole number of milliseconds or null, not ${due}.`);
  }
  const text: string | undefined = JSON.stringify(value);
  if (text === undefined) throw new RailError('internal', 'A value has no JSON form.');
  return { text, tenant, state, due };
}

function checkKeys(keys: readonly Key[]): void {
  if (keys.length > MAX_KEYS) {
    throw new RailError('internal', `One update names at most ${MAX_KEYS} records, not ${keys.length}.`);
  }
  for (const [index, { space, key }] of keys.entries()) {
    checkKey(key);
    if (keys.some((other, place) => place < index && other.space === space && other.key === key)) {
      throw new RailError('internal', `One update names a record of "${space}" twice.`);
    }
  }
}

function checkKey(key: string): void {
  if (key === '') throw new RailError('validation', 'A key has at least one character.');
  checkText(key, 'A key');
}

// Databases compare UTF-8: lone surrogates would all become U+FFFD there, and one record would answer for another.
function checkText(text: string, what: string): void {
  if (/[\0\p{Surrogate}]/u.test(text)) {
    throw new RailError(
      'validation',
      `${what} holds U+0000 or half a surrogate pair, which no database keeps.`,
    );
  }
}

function checkLimit(limit: number): void {
  if (!Number.isSafeInteger(limit) || limit < 1) {
    throw new RailError('validation', `A limit is a whole number from 1, not ${limit}.`);
  }
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
