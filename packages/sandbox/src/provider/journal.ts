import type { Table } from './table.ts';

/** What draws its ids from a seed. */
export interface Seeded {
  readonly seed: string;
  /** How many ids were drawn from the seed. */
  drawn: number;
}

/** How a state, and what changes in it, is written down. */
export interface Journal<State> {
  /** What has changed since the last call, as a line; all of it at the first. */
  takeLine(state: State): string;
  /** The state that lines add up to; null when they are damaged. One that was broken off by a kill, the last, is nothing. */
  parseLines(text: string): State | null;
  /** A state to which nothing has happened yet. */
  empty(seed: string): State;
}

interface Change<Name> extends Seeded {
  readonly entries: readonly (readonly [table: Name, id: string, entry: unknown])[];
}

/** The journal of a state with tables of these names. */
export function createJournal<
  Name extends string,
  State extends Seeded & Readonly<Record<Name, Table<unknown>>>,
>(names: readonly Name[], empty: (seed: string) => State): Journal<State> {
  function apply(state: State, { drawn, entries }: Change<Name>): void {
    state.drawn = drawn;
    for (const [name, id, entry] of entries) {
      if (entry === null) state[name].delete(id);
      else state[name].set(id, entry);
    }
  }

  return {
    empty,
    takeLine(state) {
      const entries = names.flatMap((name) =>
        state[name].takeTouched().map(([id, entry]) => [name, id, entry] as const),
      );
      const change: Change<Name> = { seed: state.seed, drawn: state.drawn, entries };
      return `${JSON.stringify(change)}\n`;
    },
    parseLines(text) {
      const lines = text.split('\n').slice(0, -1);
      try {
        const [first, ...rest] = lines.map((line) => JSON.parse(line) as Change<Name>);
        if (!first) return null;
        const state = empty(first.seed);
        for (const change of [first, ...rest]) apply(state, change);
        return state;
      } catch {
        return null;
      }
    },
  };
}
