import { emptyState } from './open.ts';
import { type State, TABLES } from './state.ts';

/** What has changed in a state: a line of its file. */
interface Change {
  readonly seed: string;
  readonly drawn: number;
  readonly entries: readonly (readonly [table: (typeof TABLES)[number], id: string, entry: unknown])[];
}

/** What has changed since the last call, as a line; all of it at the first. */
export function takeLine(state: State): string {
  const entries = TABLES.flatMap((table) =>
    state[table].takeTouched().map(([id, entry]) => [table, id, entry] as const),
  );
  const change: Change = { seed: state.seed, drawn: state.drawn, entries };
  return `${JSON.stringify(change)}\n`;
}

/** The state that lines add up to; null when they are damaged. One that was broken off by a kill, the last, is nothing. */
export function parseLines(text: string): State | null {
  const lines = text.split('\n').slice(0, -1);
  try {
    const [first, ...rest] = lines.map((line) => JSON.parse(line) as Change);
    if (!first) return null;
    const state = emptyState(first.seed);
    for (const change of [first, ...rest]) apply(state, change);
    return state;
  } catch {
    return null;
  }
}

function apply(state: State, { drawn, entries }: Change): void {
  state.drawn = drawn;
  for (const [name, id, entry] of entries) {
    // What takeLine wrote under a table's name is that table's.
    const table = state[name] as Map<string, unknown>;
    if (entry === null) table.delete(id);
    else table.set(id, entry);
  }
}
