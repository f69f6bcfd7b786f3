import type { JsonObject } from '@railyard/core/rail';
import { wordIn } from '../wire/members.ts';

/** What came back over the wire. */
export interface Heard {
  readonly status: number;
  readonly retryAfter: string | null;
  /** Null when it was no JSON object. */
  readonly body: JsonObject | null;
}

/** What Coinbase answered to one call. */
export type Answer = Done | Failed;

/** It did what was asked, and shows this. */
export interface Done {
  readonly says: 'done';
  readonly body: JsonObject;
}

/** It did not, or nobody can tell. */
export interface Failed extends Doubt {
  readonly says: 'failed';
  /** Coinbase's own word for what is wrong; null when the answer is not Coinbase's, or none came. */
  readonly code: string | null;
}

/** A refusal, with Coinbase's word for it. */
export type Refused = Failed & { readonly code: string };

/** Why nobody can tell. */
export interface Doubt {
  /** A word of ours: `no_answer`, `rate_limited`. */
  readonly reason: string;
  /** Seconds until asking again can help. */
  readonly retryAfter?: number;
}

const REASONS: ReadonlyMap<number, string> = new Map([
  [401, 'not_authorized'],
  [403, 'not_authorized'],
  [404, 'not_found'],
  [409, 'key_conflict'],
  [429, 'rate_limited'],
]);

/** Reads what came back; null stands for nothing. */
export function readAnswer(heard: Heard | null): Answer {
  if (!heard) return { says: 'failed', reason: 'no_answer', code: null };
  const { status, body, retryAfter } = heard;
  if (body && status >= 200 && status < 300) return { says: 'done', body };
  // Coinbase's sentences are never read: they can repeat the request.
  const code = status >= 400 ? wordIn(body, 'errorType') : null;
  const seconds = secondsIn(retryAfter);
  return {
    says: 'failed',
    reason: reasonOf(status, code),
    code,
    ...(seconds !== null && { retryAfter: seconds }),
  };
}

/** Coinbase has looked at the request itself, and does not do it. */
export function isRefusal(answer: Failed): answer is Refused {
  const { reason, code } = answer;
  return reason === 'request_refused' && code === 'invalid_request';
}

/** Coinbase has not let the caller in, so it has not looked at the request. Others answer 401 and 403, too. */
export function isTurnedAway(answer: Failed): answer is Refused {
  const { reason, code } = answer;
  return reason === 'not_authorized' && (code === 'unauthorized' || code === 'forbidden');
}

function reasonOf(status: number, code: string | null): string {
  if (status >= 500) return 'provider_error';
  const reason = REASONS.get(status);
  if (reason !== undefined) return reason;
  return code === null ? 'answer_unreadable' : 'request_refused';
}

function secondsIn(header: string | null): number | null {
  return header !== null && /^\d{1,5}$/.test(header) ? Number(header) : null;
}
