import type { DatabaseSync } from 'node:sqlite';

export interface Snapshot {
  /**
   * Answers a query once this turn of the event loop has brought all that it brings; at once while others are answered.
   */
  read<T>(query: () => T): T | Promise<T>;
  /** Answers the queries that are waiting. */
  flush(): void;
  /** Ends it at once: whoever writes does that first. */
  end(): void;
}

/**
 * Lets the queries of one turn of the event loop share a read transaction, because the locks around a query cost more
 * than the query. It begins after they were asked. It ends as soon as JavaScript has nothing more to do about their
 * answers, before anything new can come in: so nobody reads what was true before they asked. `changed` is called when
 * other connections have written since the last one, as far as anybody can tell.
 */
export function createSnapshot(db: DatabaseSync, changed: () => void): Snapshot {
  const begin = db.prepare('BEGIN');
  const version = db.prepare('PRAGMA data_version'); // of commits by others, which it shows as of this transaction
  const commit = db.prepare('COMMIT');
  let waiting: (() => void)[] = [];
  let open = false;
  let seen: unknown;

  function flush(): void {
    const queries = waiting;
    waiting = [];
    if (queries.length === 0) return;
    start();
    for (const query of queries) query();
    queueMicrotask(() => process.nextTick(end)); // called in a microtask it runs after them all, else before them
  }

  function start(): void {
    try {
      begin.run();
      open = true;
      const latest = version.get()?.data_version;
      if (latest !== seen) changed();
      seen = latest;
    } catch {
      changed(); // nobody can tell; what is wrong, such as a closed database, each query finds out by itself
    }
  }

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
    flush,
    end,
    read(query) {
      if (open) return query();
      if (waiting.length === 0) setImmediate(flush);
      return new Promise((resolve, reject) => {
        waiting.push(() => {
          try {
            resolve(query());
          } catch (error) {
            reject(error);
          }
        });
      });
    },
  };
}
