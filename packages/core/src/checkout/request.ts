import { RailError } from '../errors.ts';
import { canonical, type Json } from '../json.ts';
import type { RequestRecord } from '../record.ts';
import type { Key } from '../store.ts';
import type { Owner, Yard } from './yard.ts';

/** Who asks for what, under which idempotency key. */
export interface MutationCall extends Owner {
  /** What is done, in words that all transports share: `cart.checkout`. */
  readonly operation: string;
  /** The idempotency key; null on a transport that has none. */
  readonly key: string | null;
  /** All that the key stands for: another body under the same key is another request, and refused. */
  readonly body: Json;
}

/** An idempotency key as the store knows it, and what it stands for. */
export interface Request {
  readonly key: Key;
  readonly fingerprint: string;
}

/** The request that a call is; null without an idempotency key. The key is hashed: an operator never sees it. */
export async function requestOf(
  { runtime }: Yard,
  { tenant, principal, operation, key, body }: MutationCall,
  cart: string | null,
): Promise<Request | null> {
  if (key === null) return null;
  return {
    key: {
      space: 'request',
      key: `${tenant}:${await runtime.hash(canonical([principal, operation, key]))}`,
    },
    fingerprint: await runtime.hash(canonical([1, operation, cart, body])),
  };
}

/** What is known of the request. Throws `idempotency_conflict` when its key was used for another. */
export function checkKnown(known: RequestRecord | null, request: Request | null): RequestRecord | null {
  if (!known || known.fingerprint === request?.fingerprint) return known;
  throw new RailError('idempotency_conflict', 'The Idempotency-Key was used for another request.', {
    nextAction: 'Use a new Idempotency-Key for a new request.',
  });
}
