import type { Store } from '@railyard/core';
import type { Space } from '@railyard/core/store';

/** Milliseconds. So long a change that another process makes can stay unseen here. */
const LIFETIME = 1_000;
const MOST = 10_000;

/**
 * A store that remembers for a second what it read from these spaces, which every request asks for: which API key a
 * secret is of, who sells, and the caps. What it writes itself holds at once; what was not found is asked again. Those
 * who ask share what is remembered, and change nothing in it.
 */
export function remembering(store: Store, spaces: readonly Space[], now: () => number): Store {
  const remembered = new Map<string, { readonly value: unknown; readonly until: number }>();

  return {
    ...store,
    async get<T>(space: Space, key: string) {
      if (!spaces.includes(space)) return store.get<T>(space, key);
      const name = nameOf(space, key);
      const known = remembered.get(name);
      if (known && now() < known.until) return known.value as T;

      const value = await store.get<T>(space, key);
      if (remembered.size >= MOST) remembered.clear();
      if (value !== null) remembered.set(name, { value, until: now() + LIFETIME });
      return value;
    },
    async update(keys, change) {
      const result = await store.update(keys, change);
      for (const { space, key } of keys) remembered.delete(nameOf(space, key));
      return result;
    },
  };
}

/** Makes something of a value once; whoever shows the same object again, as one that is remembered, gets the same. */
export function madeOnce<From extends object, Made extends object>(
  make: (from: From) => Made,
): (from: From) => Made {
  const made = new WeakMap<From, Made>();
  return (from) => {
    const known = made.get(from);
    if (known) return known;
    const one = make(from);
    made.set(from, one);
    return one;
  };
}

function nameOf(space: Space, key: string): string {
  return `${space}:${key}`;
}
