import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import { liftMeta } from '@railyard/core/mcp';
import type { Context } from 'hono';
import { limitBody, readBody, readJson } from '../http/body.ts';
import type { Environment } from '../http/environment.ts';
import { refuseOtherHosts } from '../http/hosts.ts';
import { respond, respondText } from '../http/respond.ts';
import type { App, Guard } from '../http/route.ts';

/** Where tools are called, over Streamable HTTP. */
export interface ToolDoor {
  readonly path: string;
  /** Where clients reach the server, without a slash at the end. */
  readonly baseUrl: string;
  /** What a request passes before its body is read. */
  readonly guards: readonly Guard[];
  /** The server for one request; throws what the request is refused for. */
  readonly serve: (c: Context<Environment>, message: unknown) => McpServer;
}

/** Answers `POST` at a path. Each request stands alone, so any process can answer it. */
export function addToolDoor(app: App, { path, baseUrl, guards, serve }: ToolDoor): void {
  const refusalOf = refuseOtherHosts(baseUrl);

  app.post(path, async (c) => {
    c.env.route = path;
    const refusal = refusalOf(c.req.url, c.env.headers.origin);
    if (refusal) return respond(c, refusal);
    limitBody(c);
    for (const guard of guards) await guard(c);
    await readBody(c);
    const message = messageIn(c);
    return answerWith(c, message, serve(c, message));
  });
}

/** Has a server of its own answer one message. */
async function answerWith(c: Context<Environment>, message: unknown, server: McpServer): Promise<Response> {
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
