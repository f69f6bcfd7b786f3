import { isRailError, RailError } from '../errors.ts';
import type { Store } from '../store.ts';

/** A store whose failures tell the client to come again: `upstream_unavailable`. The checkout wraps its own in it. */
export function answering(store: Store): Store {
  return {
    durability: store.durability,
    get: (space, key) => store.get<never>(space, key).catch(unavailable),
    async update(keys, change) {
      const thrown = new Set<unknown>();
      try {
        return await store.update(keys, (rows, now) => {
          try {
            return change(rows, now);
          } catch (error) {
            thrown.add(error);
            throw error;
          }
        });
      } catch (error) {
        if (thrown.has(error)) throw error; // the change's own, not the store's
        return unavailable(error);
      }
    },
    due: (space, limit) => store.due(space, limit).catch(unavailable),
    list: (space, query) => store.list(space, query).catch(unavailable),
  };
}

function unavailable(cause: unknown): never {
  if (isRailError(cause)) throw cause;
  throw new RailError('upstream_unavailable', 'The store did not answer.', { retryAfter: 2, cause });
}
