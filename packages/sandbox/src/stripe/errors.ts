import type { StripeIntent } from './objects.ts';

/** What an error of Stripe's says, besides its message. */
export interface ErrorDetails {
  readonly type?: 'invalid_request_error' | 'card_error' | 'idempotency_error' | 'api_error';
  readonly code?: string;
  readonly decline_code?: string;
  readonly param?: string;
  readonly charge?: string;
  readonly payment_intent?: StripeIntent;
}

/** A call that Stripe refuses, with the status and the error of its answer. */
export class StripeError extends Error {
  readonly status: number;
  readonly details: ErrorDetails;

  constructor(status: number, message: string, details: ErrorDetails = {}) {
    super(message);
    this.status = status;
    this.details = details;
  }

  /** What the answer has under `error`. */
  toJSON(): object {
    return { type: 'invalid_request_error', ...this.details, message: this.message };
  }
}

/** A request that cannot be granted as it is. */
export function refused(message: string, details: ErrorDetails = {}): StripeError {
  return new StripeError(400, message, details);
}

/** A parameter that Stripe has and this one does not: better refused than taken and forgotten. */
export function unsupported(param: string): StripeError {
  return refused(`The sandbox does not support ${param}.`, { code: 'sandbox_unsupported', param });
}

/** The id of no object of this account: 404 when it stood in the path, 400 when it was a parameter. */
export function missing(kind: string, id: string, param: string, status: 400 | 404 = 400): StripeError {
  return new StripeError(status, `No such ${kind}: '${id}'`, { code: 'resource_missing', param });
}
