const MOST_COUNTED = 10_000;

/** Lets each name through at most once in `every` milliseconds. */
export function createPace(now: () => number, every: number): (name: string) => boolean {
  const passed = new Map<string, number>();
  return (name) => {
    const time = now();
    if (time - (passed.get(name) ?? -Infinity) < every) return false;
    if (passed.size >= MOST_COUNTED) passed.clear();
    passed.set(name, time);
    return true;
  };
}
