import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { RailError, type Space, type StoredRow } from '@railyard/core/store';
import type { Kept, KeptSpace } from './kept.ts';
import { transaction } from './transaction.ts';

const CORE_SPACES = ['request', 'cart', 'proof', 'reference', 'budget', 'approval', 'outbox', 'ruling'];

/** The records of one space. */
export interface Table {
  /** The value alone, frozen, or null. Asked within a snapshot only, because it may have been read in an earlier one. */
  value(key: string): unknown;
  read(key: string): StoredRow | null;
  insert(key: string, row: StoredRow, now: number): void;
  /** Writes over the row `before`. */
  replace(key: string, before: StoredRow, row: StoredRow, now: number): void;
  remove(key: string): void;
  due(now: number, limit: number): string[];
  list(query: TableQuery): string[];
}

/** Which keys of a tenant are listed; of rows in any state where it names none. */
export interface TableQuery {
  readonly tenant: string;
  readonly state: string | undefined;
  readonly after: string;
  readonly limit: number;
}

/** The spaces of an application; of some of them rows are only looked up by their key. */
export interface Spaces {
  readonly spaces: readonly string[];
  readonly unlisted: readonly string[];
}

type Columns = readonly [tenant: string, state: string, due: number | null, value: string];

export type Tables = ReadonlyMap<Space, Table>;

export function checkSpaces(spaces: readonly string[]): void {
  for (const space of spaces) {
    if (/^(?!meta$|sqlite_)[a-z_]+$/.test(space)) continue;
    throw new RailError(
      'configuration',
      `"${space}" cannot name a space: use lower-case letters and "_", and neither "meta" nor "sqlite_" in front.`,
    );
  }
}

/** A table for each space of the core and the application, created when absent. */
export function openTables(db: DatabaseSync, { spaces, unlisted }: Spaces, kept: Kept): Tables {
  const names = [...CORE_SPACES, ...spaces, ...unlisted];
  transaction(db, () => {
    for (const name of names) db.exec(schemaOf(name, ![...NOT_LISTED, ...unlisted].includes(name)));
  });
  return new Map(names.map((name) => [name, openTable(db, name, kept.space())]));
}

/** The table of a space; throws `configuration` for one that was not named when the store was opened. */
export function tableOf(tables: Tables, space: Space): Table {
  const table = tables.get(space);
  if (table) return table;
  throw new RailError(
    'configuration',
    `The store has no space "${space}". Name it in the spaces of sqliteStore().`,
  );
}

/** Their rows are looked up one by one: on random keys an index by tenant would cost a payment more than its fsyncs. */
const NOT_LISTED = ['request', 'proof', 'outbox'];

/** Carts that a person has to look at: few among very many. */
const OPEN_CASES = `CREATE INDEX IF NOT EXISTS "cart.case" ON cart (tenant, key) WHERE state = 'case';`;

// The names of indexes have a dot, which no space has.
function schemaOf(name: string, isListed: boolean): string {
  const byTenant = isListed ? `CREATE INDEX IF NOT EXISTS "${name}.tenant" ON "${name}" (tenant, key);` : '';
  return `
    CREATE TABLE IF NOT EXISTS "${name}" (
      key TEXT NOT NULL PRIMARY KEY,
      tenant TEXT NOT NULL,
      state TEXT NOT NULL,
      due INTEGER,
      updated_at INTEGER NOT NULL,
      value TEXT NOT NULL
    ) STRICT;
    ${byTenant}
    ${name === 'cart' ? OPEN_CASES : ''}
    DROP INDEX IF EXISTS "${name}.due"; -- of earlier releases
    CREATE INDEX IF NOT EXISTS "${name}.overdue" ON "${name}" (due) WHERE due IS NOT NULL;`;
}

function openTable(db: DatabaseSync, name: string, kept: KeptSpace): Table {
  const text = prepared(db, `SELECT value FROM "${name}" WHERE key = ?`);
  const select = prepared(db, `SELECT tenant, state, due, value FROM "${name}" WHERE key = ?`);
  const create = prepared(
    db,
    `INSERT INTO "${name}" (key, tenant, state, due, updated_at, value) VALUES (?, ?, ?, ?, ?, ?)`,
  );
  // A column that is named is written in its indexes too, even when its value stays.
  const change = prepared(
    db,
    `UPDATE "${name}" SET state = ?, due = ?, updated_at = ?, value = ? WHERE key = ?`,
  );
  const move = prepared(db, `UPDATE "${name}" SET tenant = ? WHERE key = ?`);
  const erase = prepared(db, `DELETE FROM "${name}" WHERE key = ?`);
  const overdue = prepared(db, `SELECT key FROM "${name}" WHERE due <= ? ORDER BY due, rowid LIMIT ?`);
  const pageOf = (among: string): string =>
    `SELECT key FROM "${name}" WHERE tenant = ? AND ${among} key > ? ORDER BY key LIMIT ?`;
  const page = prepared(db, pageOf(''));

  return {
    value(key) {
      const known = kept.get(key);
      if (known !== undefined) return known;
      const row = text().get(key) as [string] | undefined;
      return row ? kept.keep(key, row[0]) : null;
    },
    read(key) {
      const row = select().get(key) as Columns | undefined;
      return row ? { tenant: row[0], state: row[1], due: row[2], value: row[3] } : null;
    },
    insert(key, { tenant, state, due, value }, now) {
      create().run(key, tenant, state, due, now, value);
    },
    replace(key, before, { tenant, state, due, value }, now) {
      kept.forget(key);
      change().run(state, due, now, value, key);
      if (tenant !== before.tenant) move().run(tenant, key);
    },
    remove(key) {
      kept.forget(key);
      erase().run(key);
    },
    due: (now, limit) =>
      overdue()
        .all(now, limit)
        .map((row) => String(row[0])),
    list({ tenant, state, after, limit }) {
      // Written out: SQLite takes an index on some rows for no state that is bound later.
      const statement = state === undefined ? page() : arrays(db, pageOf(`state = ${quoted(state)} AND`));
      return statement.all(tenant, after, limit).map((row) => String(row[0]));
    },
  };
}

/** Prepares at the first use: an application rarely asks every space for everything. */
function prepared(db: DatabaseSync, sql: string): () => StatementSync {
  let statement: StatementSync | undefined;
  return () => {
    statement ??= arrays(db, sql);
    return statement;
  };
}

/** A statement whose rows are arrays: cheaper than objects with names. */
function arrays(db: DatabaseSync, sql: string): StatementSync {
  const statement = db.prepare(sql);
  statement.setReturnArrays(true);
  return statement;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
