import type { Context } from 'hono';
import type { Environment } from '../../../http/environment.ts';

/** The query of a list as it came, with its limit as a number. */
export function listQuery(c: Context<Environment>): Readonly<Record<string, unknown>> {
  const { limit, ...rest } = c.req.query();
  return limit === undefined ? rest : { ...rest, limit: Number(limit) };
}
