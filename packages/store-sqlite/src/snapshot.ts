import type { DatabaseSync } from 'node:sqlite';

export interface Snapshot {
  /** Runs a query on what the first query of this turn of JavaScript found. */
  read<T>(query: () => T): T;
  /** Ends it at once: whoever writes does that first. */
  end(): void;
}

/**
 * Lets the queries of one request share a read transaction, because the locks around a query cost more than the query.
 * It ends as soon as JavaScript has nothing more to do, before anything new can come in: so nobody reads what was
 * true before they asked.
 */
export function createSnapshot(db: DatabaseSync): Snapshot {
  const begin = db.prepare('BEGIN');
  const commit = db.prepare('COMMIT');
  let open = false;

  function end(): void {
    if (!open) return;
    open = false;
    try {
      commit.run();
    } catch {
      // SQLite has ended it by itself, as after an error of the disk.
    }
  }

  return {
    end,
    read(query) {
      if (!open) {
        begin.run();
        open = true;
        process.nextTick(end); // called in a microtask it runs after them all, else before them
      }
      return query();
    },
  };
}
