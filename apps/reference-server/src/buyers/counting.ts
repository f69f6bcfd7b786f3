import { RailError } from '@railyard/core';
import type { Row } from '@railyard/core/store';
import { afterWrong, type Code } from './code.ts';
import { BY_KEY, type Pace, paceAfter, paceEnd, type Rule, waitFor } from './pace.ts';

/** Throws `rate_limited` while something was done too often. */
export function checkPace(row: Row | null | undefined, rules: readonly Rule[], now: number): void {
  const wait = waitFor((row?.value as Pace | undefined) ?? null, rules, now);
  if (wait === 0) return;
  throw new RailError('rate_limited', 'This was asked for too often.', {
    retryAfter: Math.ceil(wait / 1_000),
    nextAction:
      'Send it again after retry_after_seconds. A code that was mailed less than ten minutes ago is good meanwhile, unless it was used or five wrong ones were tried.',
  });
}

/** The row that has counted one more. */
export function counted(
  tenant: string,
  row: Row | null | undefined,
  rules: readonly Rule[],
  now: number,
): Row<Pace> {
  const before = (row?.value as Pace | undefined) ?? null;
  return { value: paceAfter(before, rules, now), tenant, state: 'counted', due: paceEnd(rules, now) };
}

/** The rows of a code and of whoever guesses, after a code that was wrong. */
export function afterGuess(
  tenant: string,
  code: Row | null | undefined,
  guesses: Row | null | undefined,
  now: number,
): readonly [Row | undefined, Row] {
  const tried = code ? { ...code, value: afterWrong(code.value as Code) } : undefined;
  return [tried, counted(tenant, guesses, BY_KEY, now)];
}
