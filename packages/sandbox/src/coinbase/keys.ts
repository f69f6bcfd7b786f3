import type { Keeping } from '../provider/keys.ts';
import { CoinbaseError, refused } from './errors.ts';
import type { Reply } from './state.ts';

const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** The call that a key was first used for. */
export interface Use {
  readonly key: string;
  readonly target: string;
  readonly body: string;
}

/** What is made of idempotency keys here; Coinbase does not say. */
export const KEEPING: Keeping<Use, Reply> = {
  nameOf: ({ key }) => key,
  checkKey({ key }) {
    if (!UUID_V4.test(key)) throw refused('X-Idempotency-Key must be a UUID of version 4.');
  },
  checkUse(use, reply) {
    if (use.target !== reply.target || use.body !== reply.body)
      throw new CoinbaseError(
        400,
        'idempotency_error',
        'This X-Idempotency-Key was used for another request.',
      );
  },
  inUse,
};

/** What is said while the first call with a key is under way. */
export function inUse(): CoinbaseError {
  return new CoinbaseError(409, 'idempotency_error', 'A call with this X-Idempotency-Key is under way.');
}
