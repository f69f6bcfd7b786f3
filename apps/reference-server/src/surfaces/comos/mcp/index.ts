import { isRailError } from '@railyard/core';
import type { Context } from 'hono';
import type { Environment } from '../../../http/environment.ts';
import type { App } from '../../../http/route.ts';
import type { Rates } from '../../../rates.ts';
import { readToken } from '../../../tenants/token.ts';
import type { Tenants } from '../../../tenants.ts';
import { addToolDoor } from '../../../tools/door.ts';
import type { Surface } from '../surface.ts';
import { createMcpServer } from './server.ts';
import type { KnowUser } from './tool.ts';

/** What the door stands on beside the operations. */
export interface McpDoor {
  readonly tenants: Tenants;
  readonly rates: Rates;
  readonly log: (c: Context<Environment>, error: unknown) => void;
}

const BEARER = /^bearer +(\S+)\s*$/i;

/**
 * `POST /comos/mcp`: the tools over Streamable HTTP. Each call says itself for which user of which tenant it is, so that
 * the list of tools is anybody's.
 */
export function addComos(app: App, surface: Surface, { tenants, rates, log }: McpDoor): void {
  addToolDoor(app, {
    path: '/comos/mcp',
    baseUrl: surface.baseUrl,
    guards: [],
    serve(c) {
      const known = knowingIn(c, { tenants, rates, now: surface.now });
      return createMcpServer({ ...surface, report: (error) => log(c, error) }, known);
    },
  });
}

/** Reads the token of a call, or else that of its request; counts the user, and strangers by where they come from. */
function knowingIn(
  c: Context<Environment>,
  { tenants, rates, now }: Pick<McpDoor, 'rates' | 'tenants'> & Pick<Surface, 'now'>,
): KnowUser {
  const [, bearer = null] = BEARER.exec(c.env.headers.authorization ?? '') ?? [];
  return async ({ tenant, token }) => {
    try {
      const { id, email } = await readToken(tenants, { tenant, token: token ?? bearer }, now());
      rates.countKey(`user:${tenant}:${id}`);
      return { tenant, user: id, email };
    } catch (error) {
      if (isRailError(error) && error.code === 'invalid_api_key')
        rates.countAddress(c.env.address() ?? 'unknown');
      throw error;
    }
  };
}
