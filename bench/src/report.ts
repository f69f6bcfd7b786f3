import { CASES, type Case, HELLO } from './cases.ts';
import { type Cost, costOf, type Samples } from './measure.ts';

/** A line of the result. */
export interface Row extends Cost, Pick<Case, 'name' | 'floor' | 'target' | 'rival'> {}

export function rowsOf(samples: Samples): readonly Row[] {
  return [HELLO, ...CASES].flatMap(({ name, floor, target, rival }) => {
    const measured = samples.get(name);
    return measured ? [{ name, floor, target, rival, ...costOf(measured) }] : [];
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

/** What the rows cost beside their rivals, a sentence each. */
export function comparedOf(rows: readonly Row[]): readonly string[] {
  return rows.flatMap(({ name, ratio, rival }) => {
    const other = rows.find((row) => row.name === rival?.name);
    if (!rival || !other) return [];
    const part = `${(ratio / other.ratio).toFixed(3)} of the ${other.name}`;
    return `The ${name} costs ${part}; the target is ${rival.part.toFixed(3)}.`;
  });
}

/** The rows that cost more than their floor allows. */
export function missedOf(rows: readonly Row[]): readonly Row[] {
  return rows.filter(({ ratio, floor }) => floor !== null && ratio > floor);
}
