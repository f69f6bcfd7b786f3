import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import { liftMeta } from '@railyard/core/mcp';
import type { Context } from 'hono';
import { checkScope } from '../../../http/auth.ts';
import { limitBody, readBody, readJson } from '../../../http/body.ts';
import type { Environment } from '../../../http/environment.ts';
import { refuseOtherHosts } from '../../../http/hosts.ts';
import { respond, respondText } from '../../../http/respond.ts';
import type { App, Guard } from '../../../http/route.ts';
import type { Caller } from '../../../keys.ts';
import type { Surface } from '../surface.ts';
import { createMcpServer, type McpSurface, scopeOfCall } from './server.ts';

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
    checkAllowed(c.get('caller'), message);
    return answerTo(c, message, { ...surface, report: (error) => log(c, error) });
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

async function answerTo(c: Context<Environment>, message: unknown, surface: McpSurface): Promise<Response> {
  const server = createMcpServer(surface, c.get('caller'));
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  try {
    await server.connect(transport);
    const answer = await transport.handleRequest(c.req.raw, { parsedBody: message });
    const headers = { ...Object.fromEntries(answer.headers), 'cache-control': 'no-store' };
    return respondText(c, await answer.text(), { status: answer.status, headers });
  } finally {
    await server.close();
  }
}

/**
 * The one message of a request; null, which the SDK refuses, when it cannot be read. So is a list of them: the protocol
 * has none any more, and one that is cancelled within it would leave the others without an answer.
 */
function messageIn(c: Context<Environment>): unknown {
  try {
    const message = readJson(c);
    // Payments may stand beside the params, where the SDK would refuse them.
    return Array.isArray(message) ? null : liftMeta(message);
  } catch {
    return null;
  }
}
