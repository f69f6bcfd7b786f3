import { type ErrorCode, RailError } from '@railyard/core';
import type { ZodError } from 'zod';

/** What a validator of a route found. */
type Result =
  | { readonly target: string; readonly success: true }
  | { readonly target: string; readonly success: false; readonly error: ZodError };

const ABSENT: Readonly<Record<string, ErrorCode>> = {
  cart_id: 'cart_not_found',
  item_id: 'item_not_found',
};

/** Refuses what a route's schema does not allow. An id that cannot exist is answered like one that does not. */
export function refuseInvalid(result: Result): void {
  if (result.success) return;
  const [issue] = result.error.issues;
  if (result.target === 'param') {
    throw new RailError(ABSENT[String(issue?.path[0])] ?? 'not_found', 'There is nothing under this id.');
  }
  const fields = Object.fromEntries(
    result.error.issues.map(({ path, message }) => [path.join('.'), message]),
  );
  throw new RailError('validation', 'The request body is not valid. The details name each field.', {
    details: { fields },
  });
}
