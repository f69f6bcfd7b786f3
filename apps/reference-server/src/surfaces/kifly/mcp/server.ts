import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import {
  CallToolRequestSchema,
  ErrorCode,
  ListResourcesRequestSchema,
  ListToolsRequestSchema,
  McpError,
  ReadResourceRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { experimentalCapabilities, type ToolResult, toolRequest } from '@railyard/core/mcp';
import type { Caller, Scope } from '../../../keys.ts';
import { NOTHING_TO_VALIDATE } from '../../../tools/answer.ts';
import { readLimits } from '../limits.ts';
import type { Surface } from '../surface.ts';
import { TOOLS } from './tools.ts';
import { problemOf } from './words.ts';

/** What the tools stand on. */
export interface McpSurface extends Surface {
  /** Takes note of an error that a tool answers by itself. */
  readonly report: (error: unknown) => void;
}

const INSTRUCTIONS =
  'Buys from the sellers of this platform: search_products, create_cart, add_to_cart, set_shipping_address, checkout, then order_status until it is paid. Show the user the total before checkout. Ask the user for addresses and e-mails in plain words, and never for a token. The amount of a cart or an order, and all that ends in _cents, are whole minor units: 4999 usd is $49.99. amount_decimal, price, and the amount within an offer are in the currency itself: 49.99. Every answer says in words what to do next.';

const LIMITS = {
  uri: 'kifly://platform/limits',
  name: 'platform-limits',
  title: 'The platform’s limits',
  description: 'The most of one item in a cart, and the largest total of a cart.',
  mimeType: 'application/json',
};

const BY_NAME = new Map(TOOLS.map((tool) => [tool.published.name, tool]));

/** The MCP server for one caller. It keeps nothing: each request may have its own. */
export function createMcpServer(surface: McpSurface, caller: Caller): McpServer {
  const experimental = experimentalCapabilities(surface.rails.platform) as Record<string, object>;
  const mcp = new McpServer(
    { name: 'railyard', title: 'Railyard', version: '0.0.0' },
    {
      capabilities: { tools: {}, resources: {}, experimental },
      instructions: INSTRUCTIONS,
      jsonSchemaValidator: NOTHING_TO_VALIDATE,
    },
  );
  // By hand: the schemas are made once for all requests, and an error keeps its code.
  const { server } = mcp;
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: TOOLS.map(({ published }) => published),
  }));
  server.setRequestHandler(CallToolRequestSchema, ({ params: { name, arguments: given, _meta: meta } }) =>
    callTool(surface, caller, { tool: name, arguments: given, meta }),
  );
  server.setRequestHandler(ListResourcesRequestSchema, () => ({ resources: [LIMITS] }));
  server.setRequestHandler(ReadResourceRequestSchema, async ({ params: { uri } }) => {
    if (uri !== LIMITS.uri) throw new McpError(-32_002, 'There is no such resource.', { uri: LIMITS.uri });
    const text = JSON.stringify(await readLimits(surface));
    return { contents: [{ uri, mimeType: LIMITS.mimeType, text }] };
  });
  return mcp;
}

/** What it takes to make the call in a message; null where it calls no tool of ours. */
export function scopeOfCall(message: unknown): Scope | null {
  const { data } = CallToolRequestSchema.safeParse(message);
  return (data && BY_NAME.get(data.params.name)?.scope) ?? null;
}

interface Call {
  readonly tool: string;
  readonly arguments: unknown;
  readonly meta: unknown;
}

async function callTool(surface: McpSurface, caller: Caller, sent: Call): Promise<ToolResult> {
  const tool = BY_NAME.get(sent.tool);
  if (!tool) throw new McpError(ErrorCode.InvalidParams, 'There is no such tool. Call tools/list.');
  try {
    return await tool.call(surface, caller, sent.arguments, toolRequest(sent));
  } catch (error) {
    surface.report(error);
    return problemOf(error);
  }
}
