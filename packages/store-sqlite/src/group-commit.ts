import type { DatabaseSync } from 'node:sqlite';
import { RailError } from '@railyard/core/store';
import type { Snapshot } from './snapshot.ts';
import { transaction } from './transaction.ts';

/** What became of one member of a group: its result, or the error that is its own. */
export type Outcome<R> = { readonly result: R } | { readonly error: unknown };

export interface GroupCommit {
  /** Runs `step` in the next transaction, after the steps before it, and answers once that is committed. */
  run<R>(step: () => Outcome<R>): Promise<R>;
  /** Commits the steps that are waiting. */
  flush(): void;
}

interface Member {
  step(): Answer;
  reject(error: unknown): void;
}

type Answer = () => void;

/** How many turns of the event loop the first of a group waits for others at most. */
const MOST_TURNS = 4;

/**
 * Lets the steps of one turn of the event loop share a transaction, because a commit waits for the disk. Several also
 * wait for those of the next turns, as long as each brings more: what a commit costs is less for each of many.
 */
export function createGroupCommit(db: DatabaseSync, snapshot: Snapshot): GroupCommit {
  let waiting: Member[] = [];

  function gather(turns: number, known: number): void {
    // Not a microtask: those run between the requests that one turn of the event loop brings.
    setImmediate(() => {
      if (waiting.length > known && turns < MOST_TURNS) gather(turns + 1, waiting.length);
      else flush();
    });
  }

  function flush(): void {
    const group = waiting;
    waiting = [];
    if (group.length === 0) return;
    snapshot.end();
    commit(db, group);
  }

  return {
    flush,
    run(step) {
      if (waiting.length === 0) gather(1, 1);
      return new Promise((resolve, reject) => {
        waiting.push({
          step() {
            const outcome = step();
            return () => ('error' in outcome ? reject(outcome.error) : resolve(outcome.result));
          },
          reject,
        });
      });
    },
  };
}

function commit(db: DatabaseSync, group: readonly Member[]): void {
  try {
    const answers = transaction(db, () => group.map((member) => member.step()));
    for (const answer of answers) answer();
  } catch (cause) {
    const error = new RailError('upstream_unavailable', 'The database could not commit.', {
      retryAfter: 1,
      cause,
    });
    for (const member of group) member.reject(error);
  }
}
