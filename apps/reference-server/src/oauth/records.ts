import { hash } from 'node:crypto';
import type { Runtime, Store } from '@railyard/core';
import type { Key } from '@railyard/core/store';
import { checkPace, counted } from '../buyers/counting.ts';
import type { Rule } from '../buyers/pace.ts';

/** The store's space for all that OAuth keeps: each record ends when it is due. */
export const OAUTH_SPACE = 'oauth';

/** A record under the hash of its name. Names are tokens, codes and cookies, so that neither they nor what they stand for can be read. */
interface Stored {
  readonly sealed: string;
  /** When it ends, in milliseconds since 1970. */
  readonly until: number;
  readonly isUsed: boolean;
}

/** What a name stands for. */
export interface Found<T> {
  readonly value: T;
  readonly isUsed: boolean;
}

/** Records of OAuth, by kind and name, for all servers on one store. */
export interface Records {
  /** Keeps a value for so many seconds, in place of the one before. */
  put(kind: string, name: string, value: object, seconds: number): Promise<void>;
  find<T>(kind: string, name: string): Promise<Found<T> | null>;
  /** Uses a record up, which is kept; false when it was used before, or is not there. */
  use(kind: string, name: string): Promise<boolean>;
  /** Has a record last for so many seconds at least. */
  prolong(kind: string, name: string, seconds: number): Promise<void>;
  drop(kind: string, name: string): Promise<void>;
  /** Counts one more under a name. Throws `rate_limited` for one too many, which then does not count. */
  count(kind: string, name: string, rules: readonly Rule[]): Promise<void>;
}

/** Records in a space of the store, of one tenant. */
export function storedRecords(
  store: Store,
  {
    runtime,
    tenant,
  }: { readonly runtime: Pick<Runtime, 'now' | 'seal' | 'unseal'>; readonly tenant: string },
): Records {
  const rowOf = (kind: string, value: Stored) => ({ value, tenant, state: kind, due: value.until });

  /** One write to a record that is there. */
  function change(
    kind: string,
    name: string,
    next: (stored: Stored, now: number) => Stored,
  ): Promise<boolean> {
    return store.update([keyOf(kind, name)], ([row], now) => {
      const stored = row?.value as Stored | undefined;
      if (!stored || now >= stored.until) return { rows: [], result: false };
      const changed = next(stored, now);
      return changed === stored
        ? { rows: [], result: false }
        : { rows: [rowOf(kind, changed)], result: true };
    });
  }

  return {
    async put(kind, name, value, seconds) {
      const key = keyOf(kind, name);
      const sealed = await runtime.seal(JSON.stringify(value), key.key);
      await store.update([key], (_, now) => ({
        rows: [rowOf(kind, { sealed, until: now + seconds * 1_000, isUsed: false })],
        result: null,
      }));
    },
    async find<T>(kind: string, name: string): Promise<Found<T> | null> {
      const { space, key } = keyOf(kind, name);
      const stored = await store.get<Stored>(space, key);
      if (!stored || runtime.now() >= stored.until) return null;
      const text = await runtime.unseal(stored.sealed, key);
      return text === null ? null : { value: JSON.parse(text) as T, isUsed: stored.isUsed };
    },
    use: (kind, name) =>
      change(kind, name, (stored) => (stored.isUsed ? stored : { ...stored, isUsed: true })),
    async prolong(kind, name, seconds) {
      await change(kind, name, (stored, now) => ({
        ...stored,
        until: Math.max(stored.until, now + seconds * 1_000),
      }));
    },
    async drop(kind, name) {
      await store.update([keyOf(kind, name)], () => ({ rows: [null], result: null }));
    },
    async count(kind, name, rules) {
      await store.update([keyOf(kind, name)], ([row], now) => {
        checkPace(row, rules, now);
        return { rows: [counted(tenant, row, rules, now)], result: null };
      });
    },
  };
}

function keyOf(kind: string, name: string): Key {
  return { space: OAUTH_SPACE, key: `${kind}:${hash('sha256', name, 'base64url')}` };
}
