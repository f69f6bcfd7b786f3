import { RailError } from '@railyard/core';
import { readIdempotencyKey } from '@railyard/core/http';
import type { Context } from 'hono';
import type { Environment } from './environment.ts';

/** Refuses a request that changes something without saying which change it is. */
export function requireIdempotencyKey(c: Context<Environment>): void {
  const key = readIdempotencyKey(c.env.headers['idempotency-key']);
  if (key === null) {
    throw new RailError('missing_idempotency_key', 'Send an Idempotency-Key header.');
  }
  c.set('idempotencyKey', key);
}
