import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import {
  CallToolRequestSchema,
  ErrorCode,
  ListToolsRequestSchema,
  McpError,
} from '@modelcontextprotocol/sdk/types.js';
import { type ToolResult, toolRequest } from '@railyard/core/mcp';
import { NOTHING_TO_VALIDATE } from '../../../tools/answer.ts';
import type { Surface } from '../surface.ts';
import type { KnowUser } from './tool.ts';
import { TOOLS } from './tools.ts';
import { problemOf } from './words.ts';

const INSTRUCTIONS =
  'Buys at one tenant for one of its users: catalog_search, cart_add_item, checkout_start with the shipping address, if wanted checkout_shipping_options and checkout_select_shipping, checkout_create_payment_session, give the customer the paymentUrl, then checkout_status until it is completed. Every call has the tenant_id and the auth_token of the user. Amounts are whole minor units: 4999 usd is $49.99; what ends in Decimal is in the currency itself. Never ask for a card number: the customer types it in on the page of Stripe alone. Every answer says in words what to do next.';

const BY_NAME = new Map(TOOLS.map((tool) => [tool.published.name, tool]));

/** The MCP server for one request. It keeps nothing. */
export function createMcpServer(surface: Surface, known: KnowUser): McpServer {
  const mcp = new McpServer(
    { name: 'railyard-comos', title: 'Railyard, with the tools of ComOS', version: '0.0.0' },
    {
      capabilities: { tools: {} },
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
    callTool(surface, known, { tool: name, arguments: given, meta }),
  );
  return mcp;
}

interface Call {
  readonly tool: string;
  readonly arguments: unknown;
  readonly meta: unknown;
}

async function callTool(surface: Surface, known: KnowUser, sent: Call): Promise<ToolResult> {
  const tool = BY_NAME.get(sent.tool);
  if (!tool) throw new McpError(ErrorCode.InvalidParams, 'There is no such tool. Call tools/list.');
  try {
    return await tool.call(surface, known, sent.arguments, toolRequest(sent));
  } catch (error) {
    surface.report(error);
    return problemOf(error);
  }
}
