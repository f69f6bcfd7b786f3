import type { JsonObject } from './json.ts';

/** Every error code with its HTTP status and title. A code, once published, keeps its meaning. */
export const ERRORS = {
  ambiguous_credential: [400, 'More than one payment credential'],
  delivery_unavailable: [400, 'The seller does not deliver there'],
  cart_total_exceeds_limit: [400, 'The cart total is above the platform limit'],
  currency_not_supported: [400, 'The platform sets no limit for this currency'],
  cart_empty: [400, 'The cart is empty'],
  idempotency_key_invalid: [400, 'The Idempotency-Key is malformed'],
  invalid_shipping: [400, 'The cart has no shipping address'],
  missing_idempotency_key: [400, 'The Idempotency-Key header is missing'],
  purchase_not_accepted: [400, 'The rail does not take this purchase'],
  quantity_exceeds_limit: [400, 'The quantity is above the platform limit'],
  invalid_api_key: [401, 'The API key is missing or unknown'],
  credential_already_used: [402, 'The credential was used for another purchase'],
  credential_invalid: [402, 'The credential does not pay this purchase'],
  payment_declined: [402, 'The payment was declined'],
  payment_required: [402, 'Payment required'],
  denied: [403, 'The spend is not allowed'],
  needs_approval: [403, 'The spend needs approval'],
  scope_insufficient: [403, 'The API key lacks a scope'],
  seller_mismatch: [403, 'The item belongs to another seller'],
  cart_not_found: [404, 'No such cart'],
  item_not_found: [404, 'No such item'],
  not_found: [404, 'Not found'],
  cart_already_completed: [409, 'The cart is already paid'],
  cart_locked: [409, 'A payment of this cart is under way'],
  payment_refunded: [409, 'The payment has to be given back'],
  idempotency_conflict: [409, 'The Idempotency-Key was used for another request'],
  idempotency_in_flight: [409, 'The same request is still running'],
  payload_too_large: [413, 'The request body is too large'],
  validation: [422, 'The request is not valid'],
  rate_limited: [429, 'Too many requests'],
  too_many_attempts: [429, 'Too many payment attempts for this cart'],
  internal: [500, 'Internal error'],
  rail_not_active: [501, 'The payment rail is not active'],
  payment_unresolved: [503, 'The payment is not yet certain'],
  upstream_unavailable: [503, 'A service behind this one did not answer'],
  configuration: [500, 'The configuration is wrong'],
} as const satisfies Record<string, readonly [status: number, title: string]>;

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

/** An error in RFC 9457 form that also has the members agents of older commerce APIs read: `error`, `message`, `details`. */
export interface Problem extends JsonObject {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly error: ErrorCode;
  readonly message: string;
}

const BRAND = Symbol.for('railyard.error');

/** The one error class: something the operator or the caller must act on. A payment that did not work is a `Settlement`. */
export class RailError extends Error {
  readonly [BRAND] = true;
  readonly code: ErrorCode;
  readonly status: number;
  readonly extras: ErrorExtras;

  constructor(code: ErrorCode, message: string, extras: ErrorExtras = {}) {
    super(message, extras.cause === undefined ? undefined : { cause: extras.cause });
    this.name = 'RailError';
    this.code = code;
    this.status = ERRORS[code][0];
    this.extras = extras;
  }

  toProblem(): Problem {
    const { details, retryAfter, nextAction } = this.extras;
    return {
      type: `urn:railyard:error:${this.code}`,
      title: ERRORS[this.code][1],
      status: this.status,
      detail: this.message,
      error: this.code,
      message: this.message,
      ...(details && { details }),
      ...(retryAfter !== undefined && { retryable: true, retry_after_seconds: retryAfter }),
      ...(nextAction !== undefined && { next_action: nextAction }),
    };
  }
}

/** True for a `RailError` of any copy of this package. */
export function isRailError(value: unknown): value is RailError {
  return typeof value === 'object' && value !== null && BRAND in value;
}
