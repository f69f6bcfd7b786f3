import type { JsonObject } from '@railyard/core';
import { RailError } from '@railyard/core';
import { readIdempotencyKey } from '@railyard/core/http';

/** Where a tool call has its idempotency key, in `_meta`. */
export const IDEMPOTENCY_KEY = 'railyard/idempotency_key';
/** Where a checkout names the rail to pay on, in `_meta`. */
export const PAYMENT_RAIL = 'railyard/payment_rail';

/** The idempotency key of a call; null when it has none. Throws for one that cannot be a key. */
export function keyIn(meta: JsonObject): string | null {
  return readIdempotencyKey(textIn(meta, IDEMPOTENCY_KEY));
}

/** The rail that a call names; undefined when it names none. */
export function railIn(meta: JsonObject): string | undefined {
  return textIn(meta, PAYMENT_RAIL);
}

function textIn(meta: JsonObject, name: string): string | undefined {
  const value = meta[name];
  if (value === undefined || typeof value === 'string') return value;
  throw new RailError('validation', `The member "${name}" of _meta is not a text.`, {
    details: { fields: { [`_meta["${name}"]`]: 'Send a text.' } },
  });
}
