import type { RailLaw } from './rail/law.ts';
import { boundLaws } from './rail/laws/bound.ts';
import { cancelLaws } from './rail/laws/cancel.ts';
import { challengeLaws } from './rail/laws/challenge.ts';
import { credentialLaws } from './rail/laws/credential.ts';
import { detectLaws } from './rail/laws/detect.ts';
import { faultLaws } from './rail/laws/fault.ts';
import { fenceLaws } from './rail/laws/fence.ts';
import { inputLaws } from './rail/laws/input.ts';
import { lateLaws } from './rail/laws/late.ts';
import { lifetimeLaws } from './rail/laws/lifetime.ts';
import { priceLaws } from './rail/laws/price.ts';
import { refundLaws } from './rail/laws/refund.ts';
import { repeatLaws } from './rail/laws/repeat.ts';
import { secretLaws } from './rail/laws/secret.ts';
import { sendingLaws } from './rail/laws/sending.ts';
import { settleLaws } from './rail/laws/settle.ts';
import { shapeLaws } from './rail/laws/shape.ts';
import { statusLaws } from './rail/laws/status.ts';
import { twiceLaws } from './rail/laws/twice.ts';
import { webhookLaws } from './rail/laws/webhook.ts';
import { wordLaws } from './rail/laws/word.ts';
import { worldOf } from './rail/scene.ts';
import type { RailSubject } from './rail/subject.ts';
import { hold, judge, type LawResult, type RailVerdict, verdictOf } from './rail/verdict.ts';
import type { TestRunner } from './runner.ts';

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
  ...priceLaws,
  ...settleLaws,
  ...boundLaws,
  ...repeatLaws,
  ...lifetimeLaws,
  ...faultLaws,
  ...wordLaws,
  ...twiceLaws,
  ...sendingLaws,
  ...statusLaws,
  ...lateLaws,
  ...cancelLaws,
  ...fenceLaws,
  ...refundLaws,
  ...webhookLaws,
  ...secretLaws,
];

/**
 * The contract test of a rail: each of `railLaws` that has something to say about a rail of its shape, as a test of the
 * given runner. A subject that has to be waited for gets them all, and those without a say hold. With `report`, a last
 * test gives the verdict of all of them, and fails when some have not run.
 */
export function testRail(
  runner: TestRunner,
  subject: RailSubject,
  report?: (verdict: RailVerdict) => void | Promise<void>,
): void {
  const bench = subject(worldOf(() => 0));
  const rail = bench instanceof Promise ? null : bench.rail();
  const results = new Map<string, LawResult>();
  const tell = (result: LawResult): void => void results.set(result.name, result);
  runner.describe('the laws of a rail', () => {
    for (const law of railLaws) {
      const reason = rail && law.shape(rail);
      if (reason === null) runner.it(law.name, () => hold(law, subject, tell));
      else tell({ name: law.name, result: 'not_applicable', reason });
    }
    if (report) runner.it('have a verdict', async () => report(verdictOf(allOf(results))));
  });
}

/** One result for each law, in their order. */
function allOf(results: ReadonlyMap<string, LawResult>): readonly LawResult[] {
  return railLaws.map(({ name }) => {
    const result = results.get(name);
    if (result) return result;
    throw new Error(
      `There is no verdict: "${name}" was not tested before. Run all tests, one after the other.`,
    );
  });
}

/** All the laws without a test runner. Never rejects. */
export function checkRail(subject: RailSubject): Promise<RailVerdict> {
  return judge(railLaws, subject);
}
