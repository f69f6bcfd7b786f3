/** The words that the shop has for what goes wrong. */
export type ShopErrorCode =
  | 'card_declined'
  | 'cart_expired'
  | 'cart_already_ordered'
  | 'client_key_reused'
  | 'delivery_time_unavailable'
  | 'internal_error'
  | 'invalid_card'
  | 'invalid_request'
  | 'link_expired'
  | 'not_delivered_there'
  | 'not_found'
  | 'order_in_progress'
  | 'out_of_stock'
  | 'price_changed'
  | 'too_late'
  | 'unauthorized'
  | 'wrong_code';

/** A call that the shop refuses, with the status and the error of its answer. Nothing that was sent is in it. */
export class ShopError extends Error {
  readonly status: number;
  readonly code: ShopErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    status: number,
    code: ShopErrorCode,
    message: string,
    details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }

  toJSON(): object {
    return { error: { code: this.code, message: this.message, ...this.details } };
  }
}

/** A request that cannot be understood. */
export function invalid(message: string): ShopError {
  return new ShopError(422, 'invalid_request', message);
}

/** What there is none of, or none of this customer's. */
export function missing(kind: string): ShopError {
  return new ShopError(404, 'not_found', `There is no such ${kind}.`);
}

/** Something that has changed since, so that nothing was done. */
export function conflict(
  code: ShopErrorCode,
  message: string,
  details: Readonly<Record<string, unknown>> = {},
): ShopError {
  return new ShopError(409, code, message, details);
}
