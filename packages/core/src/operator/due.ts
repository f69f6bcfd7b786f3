import { isRailError, RailError } from '../errors.ts';
import type { Key, Space, Store } from '../store.ts';

const BATCH = 50;

/**
 * Does the work on every record of a space that is due, except on those that were met before. One that stays due is
 * left to the next time, and stands in no other's way.
 */
export async function eachDue(
  store: Pick<Store, 'due'>,
  space: Space,
  work: (key: Key) => Promise<void>,
  met = new Set<string>(),
): Promise<void> {
  let [stuck, more] = [0, true];
  while (more) {
    const limit = 2 * stuck + BATCH; // what stays due comes first
    const keys = await store.due(space, limit);
    const fresh = keys.filter((key) => !met.has(key));
    for (const key of fresh) met.add(key);
    for (let at = 0; at < fresh.length; at += BATCH)
      await Promise.all(fresh.slice(at, at + BATCH).map((key) => work({ space, key })));
    stuck = keys.length - fresh.length;
    more = keys.length === limit;
  }
}

/** What is told of a record when the work on it has thrown: which one it is, for it may be none that can be read. */
export function stopped({ space, key }: Key, cause: unknown): RailError {
  const code = isRailError(cause) ? cause.code : 'internal';
  return new RailError(code, `The work on "${key}" of the space "${space}" has stopped. It stays due.`, {
    details: { space, key },
    cause,
  });
}
