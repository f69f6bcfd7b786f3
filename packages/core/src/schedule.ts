import type { Settlement } from './rail.ts';
import { type Attempt, type CheckoutEvent, isOpen, type Refund } from './record.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Doubles from a second to a minute, and past ten looks slows to a quarter of an hour. */
function backoff(looks: number): number {
  return looks > 10 ? 15 * MINUTE : Math.min(SECOND * 2 ** looks, MINUTE);
}

/** A rail's own wish in seconds, within a second and a day, so that no rail is asked without pause or never again. */
function pause(seconds: number): number {
  return Number.isFinite(seconds) ? Math.round(Math.min(Math.max(seconds * SECOND, SECOND), DAY)) : MINUTE;
}

/** When to look at an attempt again after this answer; null when nothing is left to learn. */
export function attemptDue(attempt: Attempt, answer: Settlement, now: number): number | null {
  const hint = 'retryAfter' in answer ? answer.retryAfter : undefined;
  const next = now + (hint === undefined ? backoff(attempt.looks) : pause(hint));
  return isOpen(attempt) || staysSpendable(attempt, answer) ? next : null;
}

/** Whether somebody could still use the credential of an attempt that has ended. */
function staysSpendable(attempt: Attempt, answer: Settlement): boolean {
  if (attempt.state !== 'declined') return false;
  switch (answer.state) {
    case 'declined':
      return answer.until !== undefined;
    case 'unknown':
    case 'pending':
    case 'action_required':
      return attempt.due !== null;
    case 'paid':
    case 'expired':
    case 'cancelled':
    case 'referred':
      return false;
  }
}

/** When doubt about an attempt becomes a person's business: an hour after it could last have been sent. */
export function deadlineOf({ sendUntil, submittedAt, createdAt, settlement }: Attempt): number {
  const lastSend = sendUntil ?? (submittedAt ?? createdAt) + DAY;
  const pageEnd = settlement?.state === 'action_required' ? settlement.expiresAt : 0;
  return Math.max(lastSend, pageEnd) + HOUR;
}

export function refundDue({ looks }: Refund, now: number): number {
  return now + backoff(looks);
}

/** When to offer an event again that the platform did not take: after as long as it has waited so far, within bounds. */
export function deliveryDue({ at }: CheckoutEvent, now: number): number {
  return now + Math.min(Math.max(now - at, SECOND), 15 * MINUTE);
}
