import { type JsonObject, RailError } from '@railyard/core';
import { readIdempotencyKey } from '@railyard/core/http';

/** Where a tool call has its idempotency key, in `_meta`. */
export const IDEMPOTENCY_KEY = 'railyard/idempotency_key';

/** The idempotency key of a call; null when it has none. Throws for one that cannot be a key. */
export function keyIn(meta: JsonObject): string | null {
  return readIdempotencyKey(textIn(meta, IDEMPOTENCY_KEY));
}

/** A text in `_meta`; undefined where there is none. Throws `validation` for anything else. */
export function textIn(meta: JsonObject, name: string): string | undefined {
  const value = meta[name];
  if (value === undefined || typeof value === 'string') return value;
  throw new RailError('validation', `The member "${name}" of _meta is not a text.`, {
    details: { fields: { [`_meta["${name}"]`]: 'Send a text.' } },
  });
}
