import type { Operation } from './document.ts';
import type { Played } from './play.ts';

/** How often each operation gave each status. */
export interface Count {
  readonly requests: () => number;
  add(played: Played): void;
  /** Operations that never did what they are for: no request was good enough. */
  unreached(): readonly string[];
  /** One line for each operation, the last one for what led nowhere. */
  table(): string;
}

export function createCount(operations: readonly Operation[]): Count {
  const names = [...operations.map(({ name }) => name), 'none'];
  const counts = new Map(names.map((name) => [name, new Map<number, number>()]));
  let requests = 0;

  const statuses = (name: string) => [...(counts.get(name) ?? [])].toSorted(([one], [other]) => one - other);
  return {
    requests: () => requests,
    add(played) {
      for (const one of played) {
        if (one.do !== 'exchange') continue;
        requests += 1;
        const count = counts.get(one.operation);
        count?.set(one.answer.status, (count.get(one.answer.status) ?? 0) + 1);
      }
    },
    unreached: () =>
      operations
        .filter(({ needsCookie }) => !needsCookie)
        .map(({ name }) => name)
        .filter((name) => statuses(name).every(([status]) => status >= 400)),
    table() {
      const widest = Math.max(...names.map(({ length }) => length));
      return names
        .map((name) => {
          const cells = statuses(name).map(([status, times]) => `${status}×${times}`);
          return `${name.padEnd(widest)}  ${cells.join('  ')}`;
        })
        .join('\n');
    },
  };
}
