import { CASES, type Case, HELLO } from './cases.ts';
import type { Sample, Samples } from './measure.ts';

/** A line of the result. */
export interface Row extends Pick<Case, 'name' | 'floor' | 'target'> {
  /** Medians over the rounds. */
  readonly cpuMicroseconds: number;
  readonly ratio: number;
  readonly perSecond: number;
  /** The ratio of each round. */
  readonly ratios: readonly number[];
}

export function rowsOf(samples: Samples): readonly Row[] {
  return [HELLO, ...CASES].map(({ name, floor, target }) => {
    const all = samples.get(name) ?? [];
    const middle = (member: keyof Sample): number => median(all.map((sample) => sample[member]));
    return {
      name,
      floor,
      target,
      cpuMicroseconds: round(middle('cpu'), 1),
      ratio: round(middle('ratio'), 2),
      perSecond: Math.round(middle('perSecond')),
      ratios: all.map(({ ratio }) => round(ratio, 2)),
    };
  });
}

/** The rows as a table for people. */
export function tableOf(rows: readonly Row[]): string {
  const head = ['case', 'CPU µs/request', '× hello', 'floor', 'target', 'requests/s'];
  const lines = rows.map(({ name, cpuMicroseconds, ratio, floor, target, perSecond }) => [
    name,
    cpuMicroseconds.toFixed(1),
    ratio.toFixed(2),
    floor === null ? '' : `≤ ${floor}`,
    target === null ? '' : `≤ ${target}`,
    String(perSecond),
  ]);
  const widths = head.map((_, column) =>
    Math.max(...[head, ...lines].map((line) => line[column]?.length ?? 0)),
  );
  return [head, ...lines]
    .map((line) =>
      line.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))),
    )
    .map((line) => line.join('  '))
    .join('\n');
}

/** The rows that cost more than their floor allows. */
export function missedOf(rows: readonly Row[]): readonly Row[] {
  return rows.filter(({ ratio, floor }) => floor !== null && ratio > floor);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
