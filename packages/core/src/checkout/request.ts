import { RailError } from '../errors.ts';
import { canonical, type Json } from '../json.ts';
import type { Awaitable, Runtime } from '../ports.ts';
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
  /** A hash of what it stands for. Asked only when the key is known, or is to be written. */
  fingerprint(): Awaitable<string>;
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
      key: `${tenant}:${await runtime.hash(JSON.stringify([principal, operation, key]))}`,
    },
    fingerprint: () => runtime.hash(canonical([1, operation, cart, body])),
  };
}

/** What the store knows of the request; throws like `checkKnown`. */
export async function knownOf({ store }: Yard, request: Request | null): Promise<RequestRecord | null> {
  if (!request) return null;
  const known = await store.get<RequestRecord>('request', request.key.key);
  return known && checkKnown(known, await request.fingerprint());
}

/** Throws `idempotency_conflict` when the key was used for another request. */
export function checkKnown(known: RequestRecord, fingerprint: string | null): RequestRecord {
  if (known.fingerprint === fingerprint) return known;
  throw new RailError('idempotency_conflict', 'The Idempotency-Key was used for another request.', {
    nextAction: 'Use a new Idempotency-Key for a new request.',
  });
}

/** A hash of who calls: all that rails and the records of attempts hold of it. */
export function principalOf(
  { runtime }: { readonly runtime: Pick<Runtime, 'hash'> },
  { principal }: Owner,
): Awaitable<string> {
  return runtime.hash(`principal:${principal}`);
}
