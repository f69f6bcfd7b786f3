import type { JsonObject } from '@railyard/core/rail';
import { membersIn, textIn, wordIn } from './fields.ts';

/** What came back over the wire. */
export interface Heard {
  readonly status: number;
  readonly retryAfter: string | null;
  /** Null when it was no JSON object. */
  readonly body: JsonObject | null;
}

/** What Stripe answered to one call. */
export type Answer = Done | Failed;

/** It did what was asked, and shows this. */
export interface Done {
  readonly says: 'done';
  readonly body: JsonObject;
}

/** It did not, or nobody can tell. */
export interface Failed {
  readonly says: 'failed';
  /** Why, in a word of ours: `no_answer`, `rate_limited`. */
  readonly reason: string;
  /** Seconds until asking again can help. */
  readonly retryAfter?: number;
  /** What Stripe itself says is wrong; null when the answer is not Stripe's, or none came. */
  readonly fault: Fault | null;
}

/** An error of Stripe's, without its sentences: they can name what nobody may be told. */
export interface Fault {
  readonly status: number;
  readonly type: string | null;
  readonly code: string | null;
  readonly declineCode: string | null;
  /** The parameter that is wrong. */
  readonly param: string | null;
  /** The PaymentIntent that it happened to. */
  readonly intent: JsonObject | null;
}

/** Reads what came back; null stands for nothing. */
export function readAnswer(heard: Heard | null): Answer {
  if (!heard) return { says: 'failed', reason: 'no_answer', fault: null };
  const { status, body, retryAfter } = heard;
  const error = membersIn(body, 'error');
  if (body && !error && status >= 200 && status < 300) return { says: 'done', body };
  const fault = status >= 400 && error ? faultIn(error, status) : null;
  const seconds = secondsIn(retryAfter);
  return {
    says: 'failed',
    reason: reasonOf(status, fault),
    fault,
    ...(seconds !== null && { retryAfter: seconds }),
  };
}

function faultIn(error: JsonObject, status: number): Fault {
  return {
    status,
    type: wordIn(error, 'type'),
    code: wordIn(error, 'code'),
    declineCode: wordIn(error, 'decline_code'),
    param: textIn(error, 'param'),
    intent: membersIn(error, 'payment_intent'),
  };
}

function reasonOf(status: number, fault: Fault | null): string {
  if (status === 401 || status === 403) return 'not_authorized';
  if (status === 409) return 'key_in_use';
  if (status === 429) return 'rate_limited';
  if (status >= 500) return 'provider_error';
  if (!fault) return 'answer_unreadable';
  return fault.type === 'idempotency_error' ? 'key_conflict' : 'request_refused';
}

function secondsIn(header: string | null): number | null {
  return header !== null && /^\d{1,5}$/.test(header) ? Number(header) : null;
}

/** A card was declined, so that no money moved. */
export function isDecline({ status, type }: Fault): boolean {
  return status === 402 && type === 'card_error';
}

/** The token was not taken: unknown, over, or good for less. */
export function isTokenFault({ status, type, code, param }: Fault): boolean {
  if (type !== 'invalid_request_error' || ![400, 402, 404].includes(status)) return false;
  return (
    param?.includes('shared_payment_granted_token') === true || /^(?:shared_payment|spt)_/.test(code ?? '')
  );
}
