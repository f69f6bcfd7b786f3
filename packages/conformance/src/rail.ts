import type { RailLaw } from './rail/law.ts';
import { cancelLaws } from './rail/laws/cancel.ts';
import { challengeLaws } from './rail/laws/challenge.ts';
import { credentialLaws } from './rail/laws/credential.ts';
import { detectLaws } from './rail/laws/detect.ts';
import { faultLaws } from './rail/laws/fault.ts';
import { fenceLaws } from './rail/laws/fence.ts';
import { inputLaws } from './rail/laws/input.ts';
import { lateLaws } from './rail/laws/late.ts';
import { refundLaws } from './rail/laws/refund.ts';
import { repeatLaws } from './rail/laws/repeat.ts';
import { secretLaws } from './rail/laws/secret.ts';
import { sendingLaws } from './rail/laws/sending.ts';
import { settleLaws } from './rail/laws/settle.ts';
import { shapeLaws } from './rail/laws/shape.ts';
import { statusLaws } from './rail/laws/status.ts';
import { twiceLaws } from './rail/laws/twice.ts';
import type { RailSubject } from './rail/subject.ts';
import { judge, type RailVerdict } from './rail/verdict.ts';
import type { TestRunner } from './store.ts';

export type { RailLaw } from './rail/law.ts';
export type { Fate, RailBench, RailBook, RailSubject, RailWorld } from './rail/subject.ts';
export type { LawResult, RailReport, RailVerdict } from './rail/verdict.ts';

/** What every rail keeps, one by one, to check without a test runner. */
export const railLaws: readonly RailLaw[] = [
  ...shapeLaws,
  ...detectLaws,
  ...credentialLaws,
  ...inputLaws,
  ...challengeLaws,
  ...settleLaws,
  ...repeatLaws,
  ...faultLaws,
  ...twiceLaws,
  ...sendingLaws,
  ...statusLaws,
  ...lateLaws,
  ...cancelLaws,
  ...fenceLaws,
  ...refundLaws,
  ...secretLaws,
];

/**
 * The contract test of a rail: each of `railLaws` that has something to say about a rail of its shape, as a test of the
 * given runner. A subject that has to be waited for gets them all, and those without a say hold.
 */
export function testRail(runner: TestRunner, subject: RailSubject): void {
  const bench = subject({ now: () => 0 });
  const rail = bench instanceof Promise ? null : bench.rail();
  runner.describe('the laws of a rail', () => {
    for (const law of railLaws) {
      if (rail && law.shape(rail) !== null) continue;
      runner.it(law.name, async () => void (await law.check(subject)));
    }
  });
}

/** All the laws without a test runner. Never rejects. */
export function checkRail(subject: RailSubject): Promise<RailVerdict> {
  return judge(railLaws, subject);
}
