import type { JsonObject } from './json.ts';

/** Every error code with its HTTP status. A code, once published, keeps its meaning. */
export const ERRORS = {
  ambiguous_credential: 400,
  delivery_unavailable: 400,
  cart_total_exceeds_limit: 400,
  currency_not_supported: 400,
  cart_empty: 400,
  idempotency_key_invalid: 400,
  invalid_shipping: 400,
  invalid_signature: 400,
  missing_idempotency_key: 400,
  purchase_not_accepted: 400,
  quantity_exceeds_limit: 400,
  refund_exceeds_payment: 400,
  invalid_api_key: 401,
  invalid_buyer_token: 401,
  invalid_otp: 401,
  credential_already_used: 402,
  credential_invalid: 402,
  payment_declined: 402,
  payment_required: 402,
  denied: 403,
  needs_approval: 403,
  scope_insufficient: 403,
  seller_mismatch: 403,
  cart_not_found: 404,
  item_not_found: 404,
  not_found: 404,
  cart_already_completed: 409,
  cart_locked: 409,
  credential_altered: 409,
  payment_refunded: 409,
  price_changed: 409,
  refund_in_progress: 409,
  idempotency_conflict: 409,
  idempotency_in_flight: 409,
  payload_too_large: 413,
  validation: 422,
  rate_limited: 429,
  too_many_attempts: 429,
  internal: 500,
  rail_not_active: 501,
  order_not_fulfilled: 503,
  payment_unknown: 503,
  payment_unresolved: 503,
  upstream_unavailable: 503,
  configuration: 500,
} as const satisfies Record<string, number>;

export type ErrorCode = keyof typeof ERRORS;

/** What an error says beyond its code. `details` is public: never a secret, a token or an e-mail address. */
export interface ErrorExtras {
  readonly details?: JsonObject;
  /** Seconds until a retry can help; also marks the error as retryable. */
  readonly retryAfter?: number;
  /** One sentence: what the caller can do instead. */
  readonly nextAction?: string;
  readonly cause?: unknown;
}

/**
 * An error in RFC 9457 form that also has the members agents of older commerce APIs read: `error`, `message`,
 * `details`.
 */
export interface Problem extends JsonObject {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly error: ErrorCode;
  readonly message: string;
  readonly details: JsonObject;
}

const BRAND = Symbol.for('railyard.error');

/**
 * The one error class: something the operator or the caller must act on. A payment that did not work is a `Settlement`.
 */
export class RailError extends Error {
  readonly [BRAND] = true;
  readonly code: ErrorCode;
  readonly status: number;
  readonly extras: ErrorExtras;

  constructor(code: ErrorCode, message: string, extras: ErrorExtras = {}) {
    super(message, extras);
    this.name = 'RailError';
    this.code = code;
    this.status = ERRORS[code];
    this.extras = extras;
  }

  toProblem(): Problem {
    const { details, retryAfter, nextAction } = this.extras;
    return {
      type: `urn:railyard:error:${this.code}`,
      title: titleOf(this.code),
      status: this.status,
      detail: this.message,
      error: this.code,
      message: this.message,
      details: details ?? {},
      ...(retryAfter !== undefined && { retryable: true, retry_after_seconds: retryAfter }),
      ...(nextAction !== undefined && { next_action: nextAction }),
    };
  }
}

/** The code as words: `Cart already completed`. */
function titleOf(code: ErrorCode): string {
  return code.replaceAll('_', ' ').replace(/^./, (first) => first.toUpperCase());
}

/** True for a `RailError` of any copy of this package. */
export function isRailError(value: unknown): value is RailError {
  return typeof value === 'object' && value !== null && BRAND in value;
}
