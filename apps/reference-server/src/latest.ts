/** A map of at most so many: whichever was unused longest goes first. */
export interface Latest<T> {
  get(key: string): T | undefined;
  set(key: string, value: T): void;
}

export function latestOf<T>(most: number): Latest<T> {
  const kept = new Map<string, T>();

  function set(key: string, value: T): void {
    // The last one used is the last to go.
    kept.delete(key);
    kept.set(key, value);
    const [oldest = key] = kept.keys();
    if (kept.size > most) kept.delete(oldest);
  }

  return {
    set,
    get(key) {
      const value = kept.get(key);
      if (value !== undefined) set(key, value);
      return value;
    },
  };
}
