/** One call of a store, as whoever made it saw it. Written values are each its own. */
export interface Operation {
  /** When it was called and when it answered, in the order of everything that happened. */
  readonly called: number;
  readonly answered: number;
  /** The value read under each key; null where there was none. */
  readonly reads: Readonly<Record<string, number | null>>;
  /** The value written under each key, which is one of those it read. */
  readonly writes: Readonly<Record<string, number>>;
}

/**
 * Why no order explains what these calls saw; null when some order does, in which each call happens at one moment
 * between its call and its answer (strict serializability, which is linearizability over several keys).
 */
export function inexplicable(history: readonly Operation[]): string | null {
  const before = history.map(() => new Set<number>());
  const fault = orderByValue(history, before);
  if (fault) return fault;
  for (const [later, { called }] of history.entries()) {
    for (const [earlier, { answered }] of history.entries()) {
      if (answered < called) before[later]?.add(earlier);
    }
  }
  return hasCycle(before) ? 'A call saw what was over when it began, or what began after its end.' : null;
}

/** Who reads a value comes after its writer, and before whoever replaces it. */
function orderByValue(history: readonly Operation[], before: readonly Set<number>[]): string | null {
  const writers = new Map<string, number>();
  const successors = new Map<string, number>();
  for (const [index, { reads, writes }] of history.entries()) {
    for (const [key, value] of Object.entries(writes)) {
      writers.set(`${key}:${value}`, index);
      const replaced = `${key}:${reads[key]}`;
      if (successors.has(replaced))
        return `Two updates of "${key}" replaced the same value: one of them is lost.`;
      successors.set(replaced, index);
    }
  }
  for (const [index, { reads }] of history.entries()) {
    for (const [key, value] of Object.entries(reads)) {
      const writer = writers.get(`${key}:${value}`);
      if (writer === undefined && value !== null) return `A call read a value of "${key}" that nobody wrote.`;
      if (writer !== undefined) before[index]?.add(writer);
      const successor = successors.get(`${key}:${value}`);
      if (successor !== undefined && successor !== index) before[successor]?.add(index);
    }
  }
  return null;
}

function hasCycle(before: readonly ReadonlySet<number>[]): boolean {
  const left = new Map(before.map((earlier, index) => [index, earlier]));
  for (;;) {
    const free = [...left].filter(([, earlier]) => ![...earlier].some((one) => left.has(one)));
    if (free.length === 0) return left.size > 0;
    for (const [index] of free) left.delete(index);
  }
}
