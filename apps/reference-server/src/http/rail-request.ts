import type { RailRequest } from '@railyard/core';
import type { Context } from 'hono';
import type { Environment } from './environment.ts';

/** What a rail may read of a request; `quoted` where quotes are kept. */
export function railRequestOf(c: Context<Environment>, quoted?: number | null): RailRequest {
  const { method, url } = c.req;
  const body = c.get('body');
  return { method, url, headers: c.env.headers, meta: {}, body, ...(quoted !== undefined && { quoted }) };
}
