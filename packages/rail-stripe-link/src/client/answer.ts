import type { JsonObject } from '@railyard/core/rail';
import { membersOf, textOf, wordOf } from '../wire/members.ts';

/** What came back over the wire. */
export interface Heard {
  readonly status: number;
  readonly headers: Headers;
  /** Null when it was no JSON object. */
  readonly body: JsonObject | null;
}

/** What Stripe answered to one call. */
export type Answer = Done | Failed;

/** It did what was asked, and shows this. */
export interface Done {
  readonly body: JsonObject;
  /** Whether it only repeats what it answered to this key before: the object as it was then. */
  readonly isReplay: boolean;
}

/** It did not, or nobody can tell. */
export interface Failed extends Doubt {
  /** What Stripe itself says is wrong; null when the answer is not Stripe's, or none came. */
  readonly fault: Fault | null;
}

/** Why nobody can tell, in a word of ours, and the seconds until asking again can help. */
export interface Doubt {
  readonly reason: string;
  readonly retryAfter?: number;
}

/** An error of Stripe's, without its sentences: they can repeat what nobody may be told. */
export interface Fault {
  readonly status: number;
  readonly type: string | null;
  readonly code: string | null;
  /** The parameter that is wrong. */
  readonly param: string | null;
  readonly isReplay: boolean;
}

/** Seconds to wait where Stripe names none: a call that is under way is soon over. */
const WAITS: Readonly<Record<number, number>> = { 409: 2, 429: 5 };

/** Reads what came back; null stands for nothing. What bears no `error` is no success by that alone. */
export function readAnswer(heard: Heard | null): Answer {
  if (!heard) return { reason: 'no_answer', fault: null };
  const { status, headers, body } = heard;
  const isReplay = headers.get('idempotent-replayed') === 'true';
  const isGood = status >= 200 && status < 300;
  if (isGood && body && body.error === undefined) return { body, isReplay };
  const error = isGood ? null : membersOf(body?.error);
  const fault = error && {
    status,
    type: wordOf(error.type),
    code: wordOf(error.code),
    param: textOf(error.param, /^[\w[\]]{1,200}$/),
    isReplay,
  };
  const wait = waitIn(headers) ?? WAITS[status];
  return { reason: reasonOf(status, fault), fault, ...(wait !== undefined && { retryAfter: wait }) };
}

function waitIn(headers: Headers): number | undefined {
  const text = headers.get('retry-after') ?? '';
  return /^\d{1,5}$/.test(text) ? Number(text) : undefined;
}

function reasonOf(status: number, fault: Fault | null): string {
  if (status >= 500) return 'provider_error';
  switch (status) {
    case 401:
    case 403:
      return 'not_authorized';
    case 409:
      return 'key_in_use';
    case 429:
      return 'rate_limited';
  }
  if (!fault) return 'answer_unreadable';
  return fault.type === 'idempotency_error' ? 'key_conflict' : 'request_refused';
}
