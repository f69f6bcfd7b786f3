import type { Challenge, ChallengeOutcome, Outcome } from '@railyard/core';
import { type Answer, answerTo } from '@railyard/core/http';
import type { TokenStatus } from '../buyer-token.ts';
import type { Steps } from '../next/steps.ts';
import { dressed, rewordedOutcome } from '../words.ts';

/** An answer whose body is text already. */
export interface Written extends Pick<Answer, 'status' | 'headers'> {
  readonly text: string;
}

/** A 402 that was written, and what it was written of. */
interface Kept {
  readonly outcome: ChallengeOutcome;
  readonly tokenStatus: TokenStatus;
  readonly written: Written;
}

/** By the challenge, which is the same object as long as its rail says the same. */
const kept = new WeakMap<Challenge, Kept>();

/** What a paying call ends in, as it is sent. A 402 of one rail that says what an earlier one said is written once. */
export function writtenOf(outcome: Outcome, tokenStatus: TokenStatus, steps: Steps): Written {
  const [only, other] = outcome.type === 'challenge' ? outcome.challenges : [];
  if (outcome.type !== 'challenge' || !only || other) return write(outcome, tokenStatus, steps);
  const known = kept.get(only.challenge);
  if (known?.tokenStatus === tokenStatus && saysTheSame(known.outcome, outcome)) return known.written;

  const written = write(outcome, tokenStatus, steps);
  kept.set(only.challenge, { outcome, tokenStatus, written });
  return written;
}

function write(outcome: Outcome, tokenStatus: TokenStatus, steps: Steps): Written {
  const { status, headers, body } = dressed(answerTo(rewordedOutcome(outcome, steps)), tokenStatus);
  return { status, headers, text: JSON.stringify(body) };
}

/** Whether two outcomes with the same challenge are answered alike: a version of a cart is one purchase. */
function saysTheSame(one: ChallengeOutcome, other: ChallengeOutcome): boolean {
  const isPlain = one.page === null && other.page === null;
  return isPlain && one.error === other.error && one.purchase.order === other.purchase.order;
}
