import type { Context } from 'hono';
import type { Environment } from '../../../http/environment.ts';
import type { App, Guard } from '../../../http/route.ts';
import { addToolDoor } from '../../../tools/door.ts';
import { checkAllowed } from '../../../tools/scoped.ts';
import type { Surface } from '../surface.ts';
import { BY_NAME, createMcpServer } from './server.ts';

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
      checkAllowed(BY_NAME, caller, message);
      return createMcpServer({ ...surface, report: (error) => log(c, error) }, caller);
    },
  });
}
