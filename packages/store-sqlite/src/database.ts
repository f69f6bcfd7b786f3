import { DatabaseSync } from 'node:sqlite';
import { isRailError, RailError } from '@railyard/core/store';
import type { Kept } from './kept.ts';
import { migrate } from './migrations.ts';
import { openTables, type Spaces, type Tables } from './table.ts';

const BUSY_TIMEOUT_MS = 5_000;
const CHECKPOINT_PAGES = 4_000;
const FULL = '2';
const SQLITE_BUSY = 5;
const PAUSE_MS = 10;

interface Database {
  readonly db: DatabaseSync;
  readonly tables: Tables;
}

/** A connection whose commits are on the disk when they return, and the tables of an up-to-date schema. */
export function openDatabase(file: string, spaces: Spaces, kept: Kept): Database {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file);
    db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
    enterWal(db);
    // After WAL: a build of SQLite may have another default there. fullfsync is for macOS, whose fsync stops at the drive.
    db.exec('PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON');
    checkDurable(db, file);
    // Pages that many commits write, such as those of an index, are copied into the database once for all of them.
    db.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    migrate(db, file);
    return { db, tables: openTables(db, spaces, kept) };
  } catch (error) {
    db?.close();
    if (isRailError(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new RailError('configuration', `Cannot open the database "${file}": ${reason}.`, { cause: error });
  }
}

/** SQLite itself does not wait for another process that is opening the same new file. */
function enterWal(db: DatabaseSync): void {
  const deadline = performance.now() + BUSY_TIMEOUT_MS;
  for (;;) {
    try {
      db.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
  }
}

function isBusy(error: unknown): boolean {
  // The lowest byte of SQLite's result; the others say which kind of busy.
  return error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === SQLITE_BUSY;
}

/** Asks the connection itself, because SQLite does not complain about a pragma that it does not follow. */
function checkDurable(db: DatabaseSync, file: string): void {
  const journal = String(db.prepare('PRAGMA journal_mode').get()?.journal_mode);
  const synchronous = String(db.prepare('PRAGMA synchronous').get()?.synchronous);
  if (journal === 'wal' && synchronous === FULL) return;
  throw new RailError(
    'configuration',
    `The database "${file}" could lose commits: it runs with journal_mode=${journal} and ` +
      `synchronous=${synchronous}, not wal and ${FULL}. Keep it in a file on a local disk.`,
  );
}
