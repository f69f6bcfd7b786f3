import type { DatabaseSync } from 'node:sqlite';
import { RailError } from '@railyard/core/store';
import { transaction } from './transaction.ts';

/** Each raises the schema by one version. A published one never changes. */
const MIGRATIONS: readonly string[] = [
  'CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT',
];

/** Brings the schema up to the newest version; refuses a database that a later release has written. */
export function migrate(db: DatabaseSync, file: string, migrations = MIGRATIONS): void {
  const found = versionOf(db);
  if (found > migrations.length) {
    throw new RailError(
      'configuration',
      `The database "${file}" has schema version ${found}, and this release knows ${migrations.length}. ` +
        'Upgrade @railyard/store-sqlite, or open another file.',
    );
  }
  for (const [index, sql] of migrations.entries()) raise(db, index + 1, sql);
}

function raise(db: DatabaseSync, version: number, sql: string): void {
  transaction(db, () => {
    // Read inside the transaction: another process may have raised it meanwhile.
    if (versionOf(db) < version) db.exec(`${sql}; PRAGMA user_version = ${version}`);
  });
}

function versionOf(db: DatabaseSync): number {
  return Number(db.prepare('PRAGMA user_version').get()?.user_version);
}
