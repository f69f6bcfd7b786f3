import type { RailRequest } from '@railyard/core';
import type { Context } from 'hono';
import type { Environment } from './environment.ts';

/** What a rail may read of a request. */
export function railRequestOf(c: Context<Environment>): RailRequest {
  const { method, url } = c.req;
  const quoted = c.get('quoted');
  return {
    method,
    url,
    headers: c.env.headers,
    meta: {},
    body: c.get('body'),
    ...(quoted !== undefined && { quoted }),
  };
}
