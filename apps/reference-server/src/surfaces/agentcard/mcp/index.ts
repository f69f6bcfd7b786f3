import type { Context } from 'hono';
import type { Environment } from '../../../http/environment.ts';
import type { App, Guard } from '../../../http/route.ts';
import { addToolDoor } from '../../../tools/door.ts';
import { checkAllowed } from '../../../tools/scoped.ts';
import type { Conversation } from '../conversation.ts';
import { AGENTCARD_PATH, type Surface } from '../surface.ts';
import { createMcpServer } from './server.ts';
import { toolsWith } from './tools.ts';

/** What the door stands on beside the operations. */
export interface McpDoor {
  /** Finds out who calls; throws `invalid_api_key`. */
  readonly requireCaller: Guard;
  /** The language model behind `buy`; null where there is none. */
  readonly conversation: Conversation | null;
  readonly log: (c: Context<Environment>, error: unknown) => void;
}

/** `POST /agentcard/mcp`: the tools over Streamable HTTP. */
export function addAgentcard(
  app: App,
  surface: Surface,
  { requireCaller, conversation, log }: McpDoor,
): void {
  const tools = toolsWith(conversation);
  addToolDoor(app, {
    path: AGENTCARD_PATH,
    baseUrl: surface.baseUrl,
    guards: [requireCaller],
    serve(c, message) {
      const caller = c.get('caller');
      checkAllowed(tools, caller, message);
      return createMcpServer({ ...surface, tools, report: (error) => log(c, error) }, caller);
    },
  });
}
