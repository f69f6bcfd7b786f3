import { RailError } from '../errors.ts';

/**
 * The key that an `Idempotency-Key` header names, with or without the quotes of a structured field; null when absent.
 */
export function readIdempotencyKey(header: string | null | undefined): string | null {
  if (header === null || header === undefined || header.trim() === '') return null;
  const key = header.trim().replace(/^"(.*)"$/, '$1');
  if (/^[\x21\x23-\x5b\x5d-\x7e]{1,255}$/.test(key) && !key.includes(',')) return key;
  throw new RailError(
    'idempotency_key_invalid',
    'An Idempotency-Key is 1 to 255 visible ASCII characters, sent once.',
    {
      nextAction: 'Send a UUID, and the same one on every retry of this purchase.',
    },
  );
}
