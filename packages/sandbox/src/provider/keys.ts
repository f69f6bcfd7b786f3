import type { Table } from './table.ts';

const KEPT_MS = 24 * 60 * 60 * 1000;

/** Who asks again with the same key gets the same answer, for a day. */
export interface Keys<Use, Reply> {
  /** The answer that was given; null when the key is new, and then it is taken. Throws what the provider refuses. */
  take(use: Use): Reply | null;
  /** Keeps an answer for the next who asks. */
  keep(use: Use, reply: Omit<Reply, 'at'>): void;
  /** Nobody waits for this answer any more. */
  release(use: Use): void;
}

/** What a provider makes of its keys. */
export interface Keeping<Use, Reply> {
  readonly nameOf: (use: Use) => string;
  /** Throws for a key that cannot be. */
  readonly checkKey: (use: Use) => void;
  /** Throws when the answer is one to another request. */
  readonly checkUse: (use: Use, reply: Reply) => void;
  /** What is said while the first call with a key is under way. */
  readonly inUse: () => Error;
}

export function createKeys<Use, Reply extends { readonly at: number }>(
  replies: Table<Reply>,
  now: () => number,
  { nameOf, checkKey, checkUse, inUse }: Keeping<Use, Reply>,
): Keys<Use, Reply> {
  const taken = new Set<string>();

  function forget(): void {
    for (const [name, { at }] of replies) {
      if (now() - at < KEPT_MS) return;
      replies.delete(name);
    }
  }

  return {
    take(use) {
      forget();
      checkKey(use);
      const name = nameOf(use);
      const reply = replies.get(name);
      if (reply) {
        checkUse(use, reply);
        return reply;
      }
      if (taken.has(name)) throw inUse();
      taken.add(name);
      return null;
    },
    keep(use, reply) {
      replies.set(nameOf(use), { ...reply, at: now() } as Reply);
    },
    release(use) {
      taken.delete(nameOf(use));
    },
  };
}
