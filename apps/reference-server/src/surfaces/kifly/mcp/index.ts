import type { Context } from 'hono';
import { checkScope } from '../../../http/auth.ts';
import { limitBody, readBody } from '../../../http/body.ts';
import type { Environment } from '../../../http/environment.ts';
import { refuseOtherHosts } from '../../../http/hosts.ts';
import { respond } from '../../../http/respond.ts';
import type { App, Guard } from '../../../http/route.ts';
import type { Caller } from '../../../keys.ts';
import { answerWith, messageIn } from '../../../tools/answer.ts';
import type { Surface } from '../surface.ts';
import { createMcpServer, scopeOfCall } from './server.ts';

/** What the door stands on beside the operations. */
export interface McpDoor {
  /** Finds out who calls; throws `invalid_api_key`. */
  readonly requireCaller: Guard;
  readonly log: (c: Context<Environment>, error: unknown) => void;
}

const PATH = '/mcp';

/** `POST /mcp`: the tools over Streamable HTTP. Each request stands alone, so any process can answer it. */
export function addMcp(app: App, surface: Surface, { requireCaller, log }: McpDoor): void {
  const refusalOf = refuseOtherHosts(surface.baseUrl);

  app.post(PATH, async (c) => {
    c.env.route = PATH;
    const refusal = refusalOf(c.req.url, c.env.headers.origin);
    if (refusal) return respond(c, refusal);
    limitBody(c);
    await requireCaller(c);
    await readBody(c);
    const message = messageIn(c);
    const caller = c.get('caller');
    checkAllowed(caller, message);
    const reporting = { ...surface, report: (error: unknown) => log(c, error) };
    return answerWith(c, message, createMcpServer(reporting, caller));
  });
}

/**
 * Throws `scope_insufficient` for a call that a person has not allowed: the answer to that is how to ask them. An API key
 * gets a result, as it can ask nobody.
 */
function checkAllowed(caller: Caller, message: unknown): void {
  const scope = caller.email === undefined ? null : scopeOfCall(message);
  if (scope !== null) checkScope(caller, scope);
}
