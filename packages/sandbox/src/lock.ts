import { DatabaseSync } from 'node:sqlite';

/** Held by the one sandbox of a folder. */
export interface Lock {
  release(): void;
}

const SQLITE_BUSY = 5;

/**
 * Takes the lock of a folder; null when a living process has it. SQLite is used for its file lock alone, which the
 * operating system frees with the process however it ends, so a lock is never stale.
 */
export function takeLock(file: string): Lock | null {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec('pragma journal_mode = memory; begin exclusive');
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return null;
    throw error;
  }
  return { release: () => database.close() };
}
