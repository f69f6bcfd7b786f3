import type { Store } from '@railyard/core';
import type { Space } from '@railyard/core/store';

/** Milliseconds. So long a change that another process makes can stay unseen here. */
const LIFETIME = 1_000;
/** Records of a space. */
const MOST = 10_000;

interface Remembered {
  readonly value: unknown;
  readonly until: number;
}

/**
 * A store that remembers for a second what it read from these spaces, which every request asks for: which API key a
 * secret is of, who sells, and the caps. What it writes itself holds at once; what was not found is asked again. Those
 * who ask share what is remembered, and change nothing in it.
 */
export function remembering(store: Store, spaces: readonly Space[], now: () => number): Store {
  const remembered = new Map(spaces.map((space) => [space, new Map<string, Remembered>()]));

  return {
    ...store,
    async get<T>(space: Space, key: string) {
      const latest = remembered.get(space);
      if (!latest) return store.get<T>(space, key);
      const known = latest.get(key);
      if (known && now() < known.until) return known.value as T;

      const value = await store.get<T>(space, key);
      if (latest.size >= MOST) latest.clear();
      if (value !== null) latest.set(key, { value, until: now() + LIFETIME });
      return value;
    },
    async update(keys, change) {
      const result = await store.update(keys, change);
      for (const { space, key } of keys) remembered.get(space)?.delete(key);
      return result;
    },
  };
}

/** Makes something of a value once; whoever shows the same object again, as one that is remembered, gets the same. */
export function madeOnce<From extends object, Made extends object | string>(
  make: (from: From) => Made,
): (from: From) => Made {
  const made = new WeakMap<From, Made>();
  return (from) => {
    const known = made.get(from);
    if (known !== undefined) return known;
    const one = make(from);
    made.set(from, one);
    return one;
  };
}
