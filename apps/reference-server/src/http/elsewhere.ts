import type { Context } from 'hono';
import type { Environment } from './environment.ts';

/** Whether another site's page sends a form. Its `Origin` says nothing, as our pages send no referrer. */
export function isElsewhere({ env: { headers } }: Context<Environment>): boolean {
  const site = headers['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin';
}
