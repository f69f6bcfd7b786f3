import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import type { jsonSchemaValidator } from '@modelcontextprotocol/sdk/validation/types.js';
import { liftMeta } from '@railyard/core/mcp';
import type { Context } from 'hono';
import { readJson } from '../http/body.ts';
import type { Environment } from '../http/environment.ts';
import { respondText } from '../http/respond.ts';

/** The SDK's own, which is for what clients are asked, takes longer to make than all else. Here nothing is asked. */
export const NOTHING_TO_VALIDATE: jsonSchemaValidator = {
  getValidator: () => () => ({ valid: false, data: undefined, errorMessage: 'Nothing was asked.' }),
};

/** Has a server of its own answer one message. Each request stands alone, so any process can answer it. */
export async function answerWith(
  c: Context<Environment>,
  message: unknown,
  server: McpServer,
): Promise<Response> {
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
export function messageIn(c: Context<Environment>): unknown {
  try {
    const message = readJson(c);
    // Payments may stand beside the params, where the SDK would refuse them.
    return Array.isArray(message) ? null : liftMeta(message);
  } catch {
    return null;
  }
}
