import type { JsonObject, RailContext } from '@railyard/core/rail';
import type { Settings } from '../options.ts';
import { formOf } from '../wire/form.ts';
import { parsedObject } from '../wire/members.ts';
import { type Answer, answerOf, SILENCE } from './answer.ts';

// The version that the calls, and the readers of their answers, are written for.
export const VERSION = '2026-10-28.endive';

/** The one way to Stripe. Neither member rejects. */
export interface Ask {
  get(path: string, params?: JsonObject): Promise<Answer>;
  /** Does something, once for each key; without a key it is something that may be done again. */
  post(path: string, params: JsonObject, key?: string): Promise<Answer>;
}

/**
 * Asks Stripe, each call once. Not by Stripe's own client, which takes some failures for success and sends others again.
 */
export function createAsk(settings: Settings, context: Pick<RailContext, 'fetch' | 'signal'>): Ask {
  const { apiUrl, secretKey, account, timeout } = settings;
  const headers = {
    authorization: `Bearer ${secretKey}`,
    'stripe-version': VERSION,
    ...(account !== null && { 'stripe-account': account }),
  };

  async function send(path: string, init: RequestInit): Promise<Answer> {
    const { fetch: through, signal } = context;
    try {
      signal.throwIfAborted();
      const until = AbortSignal.any([signal, AbortSignal.timeout(timeout)]);
      const response = await through(`${apiUrl}/v1/issuing${path}`, {
        ...init,
        redirect: 'error',
        signal: until,
      });
      return answerOf(response, parsedObject(await response.text()));
    } catch {
      return SILENCE;
    }
  }

  return {
    get: (path, params = {}) => send(`${path}?${formOf(params)}`.replace(/\?$/, ''), { headers }),
    post: (path, params, key) =>
      send(path, {
        method: 'POST',
        headers: {
          ...headers,
          'content-type': 'application/x-www-form-urlencoded',
          ...(key !== undefined && { 'idempotency-key': key }),
        },
        body: formOf(params),
      }),
  };
}
