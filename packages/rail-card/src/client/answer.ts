import type { JsonObject } from '@railyard/core/rail';
import { formed, objectIn } from '../wire/members.ts';

/** What Stripe says to one call: an object, or that it failed. */
export type Answer = { readonly body: JsonObject } | Failure;

/** Why nobody can tell, in a word of ours, and the seconds until asking again can help. */
export interface Doubt {
  readonly reason: string;
  readonly retryAfter?: number;
}

/** A call that did not do what it should, as far as anybody can tell. */
export interface Failure extends Doubt {
  /** What Stripe itself has against it, without its sentences; null when the answer is not Stripe's, or none came. */
  readonly fault: Fault | null;
}

export interface Fault {
  readonly status: number;
  readonly type: string | null;
  readonly code: string | null;
  /** Whether it is what Stripe said to this key before. */
  readonly isReplay: boolean;
}

export const SILENCE: Failure = { reason: 'no_answer', fault: null };
export const UNREADABLE: Failure = { reason: 'answer_unreadable', fault: null };

/** Whether Stripe says that there is no such thing. */
export function isMissing({ fault }: Failure): boolean {
  return fault?.status === 404;
}

/** Reads what came back. */
export function answerOf({ status, ok, headers }: Response, body: JsonObject | null): Answer {
  const error = objectIn(body?.error);
  if (ok && body && !error) return { body };
  const wait = Number(formed(headers.get('retry-after'), /^\d{1,5}$/) ?? WAITS[status] ?? Number.NaN);
  return {
    reason: reasonFor(status),
    ...(Number.isFinite(wait) && { retryAfter: wait }),
    fault:
      !ok && error
        ? {
            status,
            type: formed(error.type, /^\w{1,64}$/),
            code: formed(error.code, /^\w{1,64}$/),
            isReplay: headers.get('idempotent-replayed') === 'true',
          }
        : null,
  };
}

/** Seconds to wait where Stripe names none. */
const WAITS: Readonly<Record<number, number>> = { 409: 2, 429: 5 };

const REASONS: Readonly<Record<number, string>> = {
  400: 'request_refused',
  401: 'not_authorized',
  403: 'not_authorized',
  404: 'not_found',
  409: 'key_in_use',
  429: 'rate_limited',
};

function reasonFor(status: number): string {
  return REASONS[status] ?? (status >= 500 ? 'provider_error' : 'answer_unreadable');
}
