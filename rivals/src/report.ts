import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Contender } from './contenders.ts';
import type { NamedCost } from './cost/measure.ts';
import { type Answer, type Facts, type Violation, violationsOf } from './verdict.ts';

/** A scenario on one contender; only the reason where it cannot be played. */
export type Cell =
  | { readonly facts: Facts; readonly violations: readonly Violation[] }
  | { readonly notApplicable: string };

/** A scenario on each contender, by the contender's id. */
export interface Row {
  readonly name: string;
  readonly cells: Readonly<Record<string, Cell>>;
}

export function cellOf(facts: Facts): Cell {
  return { facts, violations: violationsOf(facts) };
}

/** The scenarios as a Markdown table. */
export function scenarioTable(contenders: readonly Contender[], rows: readonly Row[]): string {
  return markdown(
    ['scenario', ...contenders.map(({ label }) => label)],
    rows.map(({ name, cells }) => [name, ...contenders.map(({ id }) => cellText(cells[id]))]),
  );
}

export function costTable(costs: readonly NamedCost[]): string {
  return markdown(
    ['request', 'CPU µs', '× hello'],
    costs.map(({ name, cpuMicroseconds, ratio }) => [name, cpuMicroseconds.toFixed(1), ratio.toFixed(2)]),
  );
}

/** One line with the scenarios of each contender in which something was violated. */
export function closingLine(contenders: readonly Contender[], rows: readonly Row[]): string {
  const counts = contenders.map(({ id }) => {
    const violated = rows.filter(({ cells }) => isViolated(cells[id]));
    return `${id}_violations=${violated.length}`;
  });
  return [`scenarios=${rows.length}`, ...counts].join(' ');
}

const COMPARED = ['@x402/hono', '@x402/core', '@x402/evm', 'mppx', 'stripe', 'hono', 'viem'];

/** The versions that are installed here. */
export function versions(): Readonly<Record<string, string>> {
  const modules = join(import.meta.dirname, '../node_modules');
  return Object.fromEntries(
    COMPARED.map((name) => {
      const text = readFileSync(join(modules, name, 'package.json'), 'utf8');
      return [name, (JSON.parse(text) as { readonly version: string }).version];
    }),
  );
}

function isViolated(cell: Cell | undefined): boolean {
  return cell !== undefined && 'violations' in cell && cell.violations.length > 0;
}

function cellText(cell: Cell | undefined): string {
  if (!cell) return '';
  if ('notApplicable' in cell) return `not applicable: ${cell.notApplicable}`;
  const { charged, orders, runs, answers } = cell.facts;
  const made = runs === orders ? `orders ${orders}` : `orders ${orders}, handler ran ${runs}×`;
  const parts = [`charged ${charged}×`, made, `told ${toldText(answers)}`];
  if (cell.violations.length > 0) parts.push(`**${cell.violations.join(', ')}**`);
  return parts.join(' · ');
}

/** The answers in their order, equal ones in a row as one; those to many copies by their number. */
function toldText(answers: readonly Answer[]): string {
  const statuses = answers.map(({ status }) => (status === null ? 'nothing' : String(status)));
  const ordered = statuses.length > 10 ? statuses.toSorted() : statuses;
  const groups: { readonly status: string; count: number }[] = [];
  for (const status of ordered) {
    const last = groups.at(-1);
    if (last?.status === status) last.count += 1;
    else groups.push({ status, count: 1 });
  }
  return groups.map(({ status, count }) => (count === 1 ? status : `${status} ×${count}`)).join(', ');
}

function markdown(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const rule = head.map(() => '---');
  return [head, rule, ...lines].map((line) => `| ${line.join(' | ')} |`).join('\n');
}
