import {
  type Change,
  checkKey,
  checkKeys,
  checkLimit,
  checkText,
  decodeRow,
  encodeRows,
  type Row,
  type Space,
  type Store,
} from '@railyard/core/store';
import { openDatabase } from './database.ts';
import { createGroupCommit, type Outcome } from './group-commit.ts';
import { createKept } from './kept.ts';
import { createSnapshot } from './snapshot.ts';
import { checkSpaces, type Table, tableOf } from './table.ts';

export interface SqliteStoreOptions {
  /** Path of the database, on a local disk. The file is created when absent; its folder is not. */
  readonly file: string;
  /** Spaces of the application beside those of the core, in lower-case letters and `_`. */
  readonly spaces?: readonly string[];
  /** More of them, whose rows are looked up by key alone: they have no index by tenant, so `list` is slow. */
  readonly unlisted?: readonly string[];
  /** The store's clock, in milliseconds since 1970. */
  readonly now?: () => number;
}

/** A store in one file of one machine, which several processes may open at once. */
export interface SqliteStore extends Store {
  /**
   * Keeps a fact about the database as a whole, unless one of this name is kept already; resolves with the one kept.
   * Whoever gets another value than their own has opened a database that belongs to something else.
   */
  stamp(name: string, value: string): Promise<string>;
  /** Commits what is waiting, checkpoints and closes. Every later call rejects. */
  close(): Promise<void>;
}

/** Opens the database and brings its schema up to date. Throws `configuration` when it cannot, or cannot be durable. */
export function sqliteStore(options: SqliteStoreOptions): SqliteStore {
  const { file, spaces = [], unlisted = [], now = Date.now } = options;
  checkSpaces([...spaces, ...unlisted]);
  const kept = createKept();
  const { db, tables } = openDatabase(file, { spaces, unlisted }, kept);
  const snapshot = createSnapshot(db, () => kept.forgetAll());
  const commits = createGroupCommit(db, snapshot);

  return {
    durability: 'disk',

    async get<T>(space: Space, key: string) {
      checkKey(key);
      const table = tableOf(tables, space);
      return (await snapshot.read(() => table.value(key))) as T | null;
    },

    async update(keys, change) {
      checkKeys(keys);
      const records = keys.map(({ space, key }) => ({ table: tableOf(tables, space), key }));
      return commits.run(() => apply(records, change, now()));
    },

    async due(space, limit) {
      checkLimit(limit);
      return tableOf(tables, space).due(now(), limit);
    },

    async list(space, { tenant, state, after, limit }) {
      checkText(tenant, 'A tenant');
      if (state !== undefined) checkText(state, 'A state');
      if (after !== undefined) checkKey(after);
      checkLimit(limit);
      // One more than asked for tells whether another page follows.
      const found = tableOf(tables, space).list({ tenant, state, after: after ?? '', limit: limit + 1 });
      const keys = found.slice(0, limit);
      return { keys, next: found.length > limit ? (keys.at(-1) ?? null) : null };
    },

    async stamp(name, value) {
      snapshot.end();
      db.prepare('INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING').run(name, value);
      return String(db.prepare('SELECT value FROM meta WHERE name = ?').get(name)?.value);
    },

    async close() {
      commits.flush();
      snapshot.flush();
      snapshot.end();
      db.close();
    },
  };
}

interface StoredRecord {
  readonly table: Table;
  readonly key: string;
}

/**
 * One update inside the transaction of its group: an error of the change is its outcome, one of the database is thrown.
 */
function apply<R>(
  records: readonly StoredRecord[],
  change: (rows: readonly (Row | null)[], now: number) => Change<R>,
  now: number,
): Outcome<R> {
  const before = records.map(({ table, key }) => table.read(key));
  const decided = decide(() => {
    // Decoded here, because a damaged record is the trouble of its own update and not of its neighbours.
    const { rows, result } = change(
      before.map((row) => row && decodeRow(row)),
      now,
    );
    // All are encoded before the first is written: a row that cannot be kept leaves every record as it was.
    return { writes: encodeRows(rows, records.length), result };
  });
  if ('error' in decided) return decided;

  const { writes, result } = decided.result;
  for (const [index, { table, key }] of records.entries()) {
    const row = writes[index];
    const old = before[index];
    if (row === null) table.remove(key);
    else if (row && old) table.replace(key, old, row, now);
    else if (row) table.insert(key, row, now);
  }
  return { result };
}

function decide<D>(decision: () => D): Outcome<D> {
  try {
    return { result: decision() };
  } catch (error) {
    return { error };
  }
}
