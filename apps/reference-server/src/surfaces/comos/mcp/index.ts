import { isRailError } from '@railyard/core';
import type { Context } from 'hono';
import { limitBody, readBody } from '../../../http/body.ts';
import type { Environment } from '../../../http/environment.ts';
import { refuseOtherHosts } from '../../../http/hosts.ts';
import { respond } from '../../../http/respond.ts';
import type { App } from '../../../http/route.ts';
import type { Rates } from '../../../rates.ts';
import { readToken } from '../../../tenants/token.ts';
import type { Tenants } from '../../../tenants.ts';
import { answerWith, messageIn } from '../../../tools/answer.ts';
import type { Surface } from '../surface.ts';
import { createMcpServer } from './server.ts';
import type { KnowUser } from './tool.ts';

/** What the door stands on beside the operations. */
export interface McpDoor {
  readonly tenants: Tenants;
  readonly rates: Rates;
  readonly log: (c: Context<Environment>, error: unknown) => void;
}

const PATH = '/comos/mcp';
const BEARER = /^bearer +(\S+)\s*$/i;

/**
 * `POST /comos/mcp`: the tools over Streamable HTTP. Each call says itself for which user of which tenant it is, so that
 * the list of tools is anybody's.
 */
export function addComos(app: App, surface: Surface, { tenants, rates, log }: McpDoor): void {
  const refusalOf = refuseOtherHosts(surface.baseUrl);

  app.post(PATH, async (c) => {
    c.env.route = PATH;
    const refusal = refusalOf(c.req.url, c.env.headers.origin);
    if (refusal) return respond(c, refusal);
    limitBody(c);
    await readBody(c);
    const known = knowingIn(c, { tenants, rates, now: surface.now });
    const reporting = { ...surface, report: (error: unknown) => log(c, error) };
    return answerWith(c, messageIn(c), createMcpServer(reporting, known));
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
