import type { Context } from 'hono';
import type { Environment } from './environment.ts';

const WHOLE = /^-?\d+$/;

/** The query of a list as it came, with its limit as a number: one in digits, and no other. */
export function listQuery(c: Context<Environment>): Readonly<Record<string, unknown>> {
  const { limit, ...rest } = c.req.query();
  return limit === undefined ? rest : { ...rest, limit: WHOLE.test(limit) ? Number(limit) : Number.NaN };
}
