import type { RailContext } from '@railyard/core/rail';
import type { Settings } from '../options.ts';
import { readJson } from '../wire/members.ts';
import { type Answer, type Heard, readAnswer } from './answer.ts';
import { type Call, type Written, written } from './writer.ts';

const API = 'https://api.stripe.com';

/** The only way out: the engine's fetch, and the moment at which it stops waiting. */
export type Link = Pick<RailContext, 'fetch' | 'signal'>;

/** Makes one call of Stripe's API. Never rejects. */
export type Ask = (call: Call) => Promise<Answer>;

/** Asks Stripe for an account: a connected one, or with null the key's own. */
export function createAsk(
  settings: Pick<Settings, 'secretKey' | 'apiUrl' | 'timeout'>,
  link: Link,
  account: string | null,
): Ask {
  return async (call) => {
    const request = await written(call, account);
    return readAnswer(request && (await hear(settings, link, request).catch(() => null)));
  };
}

/** Sends unless nobody waits any more, and reads the whole answer. Follows no redirect. */
async function hear(
  { secretKey, apiUrl, timeout }: Parameters<typeof createAsk>[0],
  { fetch: send, signal }: Link,
  { method, path, headers, body }: Written,
): Promise<Heard> {
  signal.throwIfAborted();
  const response = await send(`${apiUrl ?? API}${path}`, {
    method,
    headers: { ...headers, Authorization: `Bearer ${secretKey}` },
    ...(body !== null && { body }),
    redirect: 'error',
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]),
  });
  const retryAfter = response.headers.get('retry-after');
  return { status: response.status, retryAfter, body: readJson(await response.text()) };
}
