/** The words that Coinbase has for what goes wrong. */
export type ErrorType =
  | 'forbidden'
  | 'idempotency_error'
  | 'internal_server_error'
  | 'invalid_request'
  | 'not_found'
  | 'rate_limit_exceeded'
  | 'unauthorized';

/** A call that Coinbase refuses, with the status and the error of its answer. */
export class CoinbaseError extends Error {
  readonly status: number;
  readonly errorType: ErrorType;

  constructor(status: number, errorType: ErrorType, message: string) {
    super(message);
    this.status = status;
    this.errorType = errorType;
  }

  toJSON(): object {
    return { errorType: this.errorType, errorMessage: this.message };
  }
}

/** A request that cannot be granted as it is. */
export function refused(message: string): CoinbaseError {
  return new CoinbaseError(400, 'invalid_request', message);
}

/** A token that is not taken. */
export function unauthorized(message: string): CoinbaseError {
  return new CoinbaseError(401, 'unauthorized', message);
}

/** What there is none of. */
export function missing(message: string): CoinbaseError {
  return new CoinbaseError(404, 'not_found', message);
}
