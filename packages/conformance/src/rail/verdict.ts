import { messageOf } from './call.ts';
import type { RailLaw } from './law.ts';
import type { RailSubject } from './subject.ts';

/** What the laws say about one rail. */
export interface RailVerdict {
  /** True when no law is broken. */
  readonly kept: boolean;
  /** One line for each law, to read. */
  readonly text: string;
  /** The same, to keep as JSON. */
  readonly report: RailReport;
}

export interface RailReport {
  readonly laws: readonly LawResult[];
}

export type LawResult =
  | { readonly name: string; readonly result: 'pass' }
  | { readonly name: string; readonly result: 'not_applicable'; readonly reason: string }
  | { readonly name: string; readonly result: 'fail'; readonly counterexample: string };

/** Holds each law against a rail, one after the other. Never rejects. */
export async function judge(laws: readonly RailLaw[], subject: RailSubject): Promise<RailVerdict> {
  const results: LawResult[] = [];
  for (const law of laws) await hold(law, subject, (result) => results.push(result)).catch(() => {});
  return verdictOf(results);
}

/** Holds one law against a rail and tells what came of it. Rejects with the counter-example. */
export async function hold(
  law: RailLaw,
  subject: RailSubject,
  tell: (result: LawResult) => void,
): Promise<void> {
  const { name } = law;
  try {
    const reason = await law.check(subject);
    tell(reason === null ? { name, result: 'pass' } : { name, result: 'not_applicable', reason });
  } catch (error) {
    tell({ name, result: 'fail', counterexample: messageOf(error) });
    throw error;
  }
}

export function verdictOf(results: readonly LawResult[]): RailVerdict {
  return {
    kept: results.every(({ result }) => result !== 'fail'),
    text: results.map(lineOf).join('\n'),
    report: { laws: results },
  };
}

function lineOf(law: LawResult): string {
  switch (law.result) {
    case 'pass':
      return `pass            ${law.name}`;
    case 'not_applicable':
      return `not applicable  ${law.name}: ${law.reason}`;
    case 'fail':
      return `FAIL            ${law.name}: ${law.counterexample}`;
  }
}
