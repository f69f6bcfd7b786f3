import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import {
  ListResourcesRequestSchema,
  McpError,
  ReadResourceRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { experimentalCapabilities } from '@railyard/core/mcp';
import type { Caller } from '../../../keys.ts';
import { byName, serveTools } from '../../../tools/serve.ts';
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

/** The tools of this surface. */
export const BY_NAME = byName(TOOLS);

/** The MCP server for one caller. It keeps nothing: each request may have its own. */
export function createMcpServer(surface: McpSurface, caller: Caller): McpServer {
  const experimental = experimentalCapabilities(surface.rails.platform) as Record<string, object>;
  const capabilities = { resources: {}, experimental };
  const info = { name: 'railyard', title: 'Railyard', version: '0.0.0' };
  const mcp = serveTools(
    { ...info, capabilities, instructions: INSTRUCTIONS },
    {
      tools: BY_NAME,
      call: (tool, given, request) => tool.call(surface, caller, given, request),
      problem(error) {
        surface.report(error);
        return problemOf(error);
      },
    },
  );
  const { server } = mcp;
  server.setRequestHandler(ListResourcesRequestSchema, () => ({ resources: [LIMITS] }));
  server.setRequestHandler(ReadResourceRequestSchema, async ({ params: { uri } }) => {
    if (uri !== LIMITS.uri) throw new McpError(-32_002, 'There is no such resource.', { uri: LIMITS.uri });
    const text = JSON.stringify(await readLimits(surface));
    return { contents: [{ uri, mimeType: LIMITS.mimeType, text }] };
  });
  return mcp;
}
