import type { JsonObject, RailContext } from '@railyard/core/rail';
import type { Settings } from '../options.ts';
import { encodeForm } from '../wire/form.ts';
import { readJson } from '../wire/members.ts';
import { type Answer, type Heard, readAnswer } from './answer.ts';

const API = 'https://api.stripe.com';
// The version that the calls, and the readers of their answers, are written for.
const VERSION = '2026-10-28.endive';

/** One call of Stripe's API. */
export interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly params?: JsonObject;
  /** The idempotency key. */
  readonly key?: string;
}

/** Makes one call. Never rejects. */
export type Ask = (call: Call) => Promise<Answer>;

/** The way to Stripe for an account: a connected one, or with null the key's own. */
export interface Way {
  readonly settings: Pick<Settings, 'secretKey' | 'apiUrl' | 'timeout'>;
  readonly context: Pick<RailContext, 'fetch' | 'signal'>;
  readonly account: string | null;
}

/**
 * Asks Stripe, each call once. Not through Stripe's own client, which takes some failures for success and sends others
 * again.
 */
export function createAsk(way: Way): Ask {
  return async (call) => readAnswer(await hear(way, call).catch(() => null));
}

/** Sends unless nobody waits any more, and reads the whole answer. Follows no redirect. */
async function hear({ settings, context, account }: Way, call: Call): Promise<Heard> {
  const { secretKey, apiUrl, timeout } = settings;
  const { fetch: send, signal } = context;
  signal.throwIfAborted();
  const form = encodeForm(call.params ?? {});
  const [query, body] = call.method === 'GET' && form !== '' ? [`?${form}`, null] : ['', form];
  const response = await send(`${apiUrl ?? API}${call.path}${query}`, {
    method: call.method,
    headers: {
      authorization: `Bearer ${secretKey}`,
      'stripe-version': VERSION,
      ...(account !== null && { 'stripe-account': account }),
      ...(call.key !== undefined && { 'idempotency-key': call.key }),
      ...(call.method === 'POST' && { 'content-type': 'application/x-www-form-urlencoded' }),
    },
    ...(call.method === 'POST' && { body }),
    redirect: 'error',
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]),
  });
  const { status, headers } = response;
  return { status, headers, body: readJson(await response.text()) };
}
