import type { Context } from 'hono';
import { checkScope } from '../../../http/auth.ts';
import type { Environment } from '../../../http/environment.ts';
import type { App, Guard } from '../../../http/route.ts';
import type { Caller } from '../../../keys.ts';
import { addToolDoor } from '../../../tools/door.ts';
import type { Surface } from '../surface.ts';
import { createMcpServer, scopeOfCall } from './server.ts';

/** What the door stands on beside the operations. */
export interface McpDoor {
  /** Finds out who calls; throws `invalid_api_key`. */
  readonly requireCaller: Guard;
  readonly log: (c: Context<Environment>, error: unknown) => void;
}

/** `POST /mcp`: the tools over Streamable HTTP. */
export function addMcp(app: App, surface: Surface, { requireCaller, log }: McpDoor): void {
  addToolDoor(app, {
    path: '/mcp',
    baseUrl: surface.baseUrl,
    guards: [requireCaller],
    serve(c, message) {
      const caller = c.get('caller');
      checkAllowed(caller, message);
      return createMcpServer({ ...surface, report: (error) => log(c, error) }, caller);
    },
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
