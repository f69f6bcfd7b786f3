import { isRailError, RailError, type Store } from '@railyard/core';

/** A store whose failures tell the client to come again. Core does this for its own calls; the server reads keys and sellers. */
export function answeringStore(store: Store): Store {
  return {
    durability: store.durability,
    get: (space, key) => store.get<never>(space, key).catch(unavailable),
    update: (keys, change) => store.update(keys, change).catch(unavailable),
    due: (space, limit) => store.due(space, limit).catch(unavailable),
    list: (space, query) => store.list(space, query).catch(unavailable),
  };
}

function unavailable(cause: unknown): never {
  if (isRailError(cause)) throw cause;
  throw new RailError('upstream_unavailable', 'The store did not answer.', { retryAfter: 2, cause });
}
