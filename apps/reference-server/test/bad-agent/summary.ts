import { sumOf, type Tally } from './tally.ts';
import { FAULTS, type Violation } from './verdict.ts';
import type { Done } from './worker.ts';

/** What came of many runs. */
export interface Sum {
  readonly runs: number;
  readonly isClean: boolean;
  readonly tally: Tally;
  readonly violations: readonly Violation[];
  /** How many runs could not be played to their end. */
  readonly failed: number;
}

export const NOTHING: Sum = { runs: 0, isClean: true, tally: {}, violations: [], failed: 0 };

export function withRun(sum: Sum, done: Done): Sum {
  return {
    runs: sum.runs + 1,
    isClean: sum.isClean && isClean(done),
    tally: sumOf(sum.tally, done.tally),
    violations: [...sum.violations, ...done.violations],
    failed: sum.failed + (done.error === null ? 0 : 1),
  };
}

export function isClean({ violations, error }: Pick<Done, 'violations' | 'error'>): boolean {
  return violations.length === 0 && error === null;
}

/** A run as a person reads it: all that happened, then what was wrong with it. */
export function tellOf({ number, lines, violations, error }: Done): string {
  const wrong = violations.map(({ fault, cart, seen }) => `${fault} ${cart ?? ''}: ${seen}`);
  return [`run ${number}`, ...lines, ...wrong, ...(error === null ? [] : [error])].join('\n  ');
}

/** What the runs were made of, a count a line. */
export function contentsOf({ tally }: Sum): string {
  const names = Object.keys(tally).toSorted();
  return names.map((name) => `${String(tally[name]).padStart(7)}  ${name}`).join('\n');
}

/** The one line that says how it went. */
export function summaryOf(seed: number, { runs, tally, violations, failed }: Sum): string {
  const counts = FAULTS.map((name) => `${name}=${violations.filter(({ fault }) => fault === name).length}`);
  const { payments = 0, returned = 0, orders = 0, cases = 0 } = tally;
  const had = [
    `runs=${runs}`,
    `payments=${payments}`,
    `returned=${returned}`,
    `orders=${orders}`,
    `cases=${cases}`,
  ];
  return [...had, ...counts, `failed=${failed}`, `seed=${seed}`].join(' ');
}
