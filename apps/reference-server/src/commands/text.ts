import { type Money, toDecimal } from '@railyard/core';
import { isoOf } from '../iso.ts';

/** What a command has found: as JSON for a program that asks for it, else as text for people. */
export function told(set: { readonly json?: boolean | undefined }, found: unknown, text: string): string {
  return set.json ? JSON.stringify(found, null, 2) : text;
}

/** Lines of cells, each column as wide as its widest cell. What steers a terminal is replaced. */
export function table(cells: readonly (readonly string[])[]): string {
  const rows = cells.map((row) => row.map((cell) => cell.replaceAll(/\p{Cc}/gu, '\uFFFD')));
  const widths = rows.reduce<number[]>(
    (most, row) => row.map((cell, column) => Math.max(most[column] ?? 0, cell.length)),
    [],
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** A moment to the second, or a dash where there was none. */
export function dated(at: number | null): string {
  return isoOf(at)?.replace(/\.\d+/, '') ?? '-';
}

/** Minor units as people write them, with the currency. */
export function shownMoney(money: Money): string {
  return `${toDecimal(money)} ${money.currency}`;
}
