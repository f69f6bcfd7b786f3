import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import { isRailError } from '@railyard/core';
import { problemAnswer } from '@railyard/core/http';
import { liftMeta } from '@railyard/core/mcp';
import type { Context } from 'hono';
import { limitBody, readBody, readJson } from '../../../http/body.ts';
import type { Environment } from '../../../http/environment.ts';
import { refuseOtherHosts } from '../../../http/hosts.ts';
import { respond, respondText } from '../../../http/respond.ts';
import type { App, Guard } from '../../../http/route.ts';
import type { Surface } from '../surface.ts';
import { createMcpServer, type McpSurface } from './server.ts';

/** What the door stands on beside the operations. */
export interface McpDoor {
  /** Finds out who calls; throws `invalid_api_key`. */
  readonly requireCaller: Guard;
  readonly log: (c: Context<Environment>, error: unknown) => void;
}

const PATH = '/mcp';
/** How a client may say who it is. */
const AUTHENTICATE = 'Bearer realm="railyard"';

/** `POST /mcp`: the tools over Streamable HTTP. Each request stands alone, so any process can answer it. */
export function addMcp(app: App, surface: Surface, { requireCaller, log }: McpDoor): void {
  const refusalOf = refuseOtherHosts(surface.baseUrl);

  app.post(PATH, async (c) => {
    c.env.route = PATH;
    const refusal = refusalOf(c.req.url, c.env.headers.origin);
    if (refusal) return respond(c, refusal);
    limitBody(c);
    try {
      await requireCaller(c);
    } catch (error) {
      if (!isRailError(error) || error.status !== 401) throw error;
      const { headers, ...answer } = problemAnswer(error);
      return respond(c, { ...answer, headers: { ...headers, 'www-authenticate': AUTHENTICATE } });
    }
    await readBody(c);
    return answerTo(c, { ...surface, report: (error) => log(c, error) });
  });
}

async function answerTo(c: Context<Environment>, surface: McpSurface): Promise<Response> {
  const message = messageIn(c);
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
