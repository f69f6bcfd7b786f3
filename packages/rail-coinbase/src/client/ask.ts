import { canonical, type JsonObject, type RailContext } from '@railyard/core/rail';
import { readJson } from '../wire/members.ts';
import { type Answer, type Heard, readAnswer } from './answer.ts';
import type { Signer } from './token.ts';
import { uuidOf } from './uuid.ts';

/** Where the API is, and how it is spoken to. */
export interface Api {
  /** The address that every path begins with. */
  readonly address: string;
  readonly signer: Signer;
  /** Milliseconds to wait for one answer. */
  readonly timeout: number;
}

/** The only way out: the engine's fetch, the moment at which it stops waiting, and its clock. */
export type Link = Pick<RailContext, 'fetch' | 'signal' | 'now'>;

/** One call of the API. */
export interface Call {
  readonly method: 'GET' | 'POST';
  /** Path and query, from `/checkouts`. */
  readonly path: string;
  readonly body?: JsonObject;
  /** Our idempotency key. */
  readonly key?: string;
}

/** Makes one call. Never rejects. */
export type Ask = (call: Call) => Promise<Answer>;

/** Asks Coinbase, each call with a token of its own. */
export function createAsk(api: Api, link: Link): Ask {
  return async (call) => {
    const request = await written(api, link, call).catch(() => null);
    if (!request) return { says: 'failed', reason: 'not_signed', code: null };
    return readAnswer(await hear(api, link, request).catch(() => null));
  };
}

/** A call as it is sent. */
interface Written {
  readonly url: URL;
  readonly init: RequestInit;
}

/** Rejects when it cannot be signed. */
async function written(
  { address, signer }: Api,
  link: Link,
  { method, path, body, key }: Call,
): Promise<Written> {
  const url = new URL(`${address}${path}`);
  const headers = {
    Authorization: `Bearer ${await signer.sign({ method, url }, link.now())}`,
    Accept: 'application/json',
    ...(body && { 'Content-Type': 'application/json' }),
    ...(key !== undefined && { 'X-Idempotency-Key': await uuidOf(key) }),
  };
  // In one order, whatever a store makes of objects: the same terms, the same bytes.
  return { url, init: { method, headers, ...(body && { body: canonical(body) }), redirect: 'error' } };
}

/** Sends unless nobody waits any more, and reads the whole answer. */
async function hear({ timeout }: Api, link: Link, { url, init }: Written): Promise<Heard> {
  const { fetch: send, signal } = link;
  signal.throwIfAborted();
  const response = await send(url, {
    ...init,
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]),
  });
  const retryAfter = response.headers.get('retry-after');
  return { status: response.status, retryAfter, body: readJson(await response.text()) };
}
