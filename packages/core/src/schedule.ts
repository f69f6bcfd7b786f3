import type { Settlement } from './rail.ts';
import { type Attempt, type CartRecord, type CheckoutEvent, isOpen, type Refund } from './record.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long an idempotency key is remembered after its record last changed, in milliseconds. */
export const REQUEST_LIFETIME = 3 * DAY;
/** How long a claim on a credential outlives the credential, in milliseconds. */
export const PROOF_LIFETIME = 30 * DAY;
/** How long a refund is tried on a rail whose keys never lapse, in milliseconds; then a person has to look. */
export const REFUND_WINDOW = DAY;

/** Until when a worker may be at it that makes so many calls of a rail, and the writes around them. */
export function busyFor(calls: number, railTimeout: number, now: number): number {
  return now + calls * railTimeout + SECOND;
}

/** The last moment to send: when the credential ends or the provider may have forgotten our key, whichever is first. */
export function sendUntilOf(
  expiresAt: number | null,
  keyLifetime: number | null,
  now: number,
): number | null {
  if (keyLifetime === null) return expiresAt;
  return Math.min(expiresAt ?? Number.POSITIVE_INFINITY, now + keyLifetime);
}

/** How long to leave something be that has waited so long already, within a second and a quarter of an hour. */
function patience(waited: number): number {
  return Math.round(Math.min(Math.max(waited, SECOND), 15 * MINUTE));
}

/** A rail's own wish in seconds, within a second and a day, so that no rail is asked without pause or never again. */
function pause(seconds: number): number {
  return Number.isFinite(seconds) ? Math.round(Math.min(Math.max(seconds * SECOND, SECOND), DAY)) : MINUTE;
}

/** When to look at an attempt again after this answer; null when nothing is left to learn. */
export function attemptDue(attempt: Attempt, answer: Settlement, now: number): number | null {
  const hint = 'retryAfter' in answer ? answer.retryAfter : undefined;
  // By its age and not by the number of looks: a payer who asks often must not put off the background work.
  const age = now - (attempt.submittedAt ?? attempt.createdAt);
  const next = now + (hint === undefined ? patience(age / 2) : pause(hint));
  return isOpen(attempt) || staysSpendable(attempt, answer) ? next : null;
}

/** Whether the provider could still take money for an attempt that has ended, by all that was known and is heard. */
function staysSpendable(attempt: Attempt, answer: Settlement): boolean {
  if (attempt.state !== 'declined' && attempt.state !== 'cancelled') return false;
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

/**
 * When doubt about an attempt becomes a person's business: an hour after it could last have been sent, paid on its page
 * or decided by what the provider said. Where nothing bounds sending, a day counts.
 */
export function deadlineOf({ sendUntil, submittedAt, createdAt, settlement }: Attempt): number {
  const lastSend = sendUntil ?? (submittedAt ?? createdAt) + DAY;
  const pageEnd = settlement?.state === 'action_required' ? settlement.expiresAt : 0;
  const decision = (settlement?.state === 'pending' && settlement.decidesBy) || 0;
  return Math.max(lastSend, pageEnd, decision) + HOUR;
}

/** When a sale that was tried and never paid may be forgotten: after every claim of it. Null while somebody may ask. */
export function forgetAt({ fulfilment, attempts, refunds }: CartRecord): number | null {
  const isLive = attempts.some((attempt) => isOpen(attempt) || attempt.due !== null);
  if (fulfilment?.state !== 'unpaid' || isLive || refunds.length > 0) return null;
  const ends = attempts.map(({ submittedAt, expiresAt, createdAt }) =>
    submittedAt === null // its claim is free
      ? createdAt
      : Math.max(expiresAt ?? Number.POSITIVE_INFINITY, createdAt) + PROOF_LIFETIME,
  );
  const last = Math.max(...ends) + DAY;
  return Number.isFinite(last) ? last : null;
}

/** Doubles with every try, from two seconds to a quarter of an hour. */
export function refundDue({ looks }: Refund, now: number): number {
  return now + patience(SECOND * 2 ** Math.min(looks, 20));
}

/** When to offer an event again that the platform did not take. */
export function deliveryDue({ at }: CheckoutEvent, now: number): number {
  return now + patience(now - at);
}
