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
  for (const law of laws) results.push(await resultOf(law, subject));
  return {
    kept: results.every(({ result }) => result !== 'fail'),
    text: results.map(lineOf).join('\n'),
    report: { laws: results },
  };
}

async function resultOf(law: RailLaw, subject: RailSubject): Promise<LawResult> {
  const { name } = law;
  try {
    const reason = await law.check(subject);
    return reason === null ? { name, result: 'pass' } : { name, result: 'not_applicable', reason };
  } catch (error) {
    return { name, result: 'fail', counterexample: messageOf(error) };
  }
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
