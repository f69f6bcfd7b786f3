import type { DatabaseSync } from 'node:sqlite';

/** Runs `work` as one transaction that no other process writes into; undoes it when `work` or the commit throws. */
export function transaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    rollback(db);
    throw error;
  }
}

function rollback(db: DatabaseSync): void {
  try {
    db.exec('ROLLBACK');
  } catch {
    // SQLite has undone the transaction by itself, as on a full disk.
  }
}
