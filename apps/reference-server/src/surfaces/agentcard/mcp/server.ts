import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { Caller } from '../../../keys.ts';
import { serveTools } from '../../../tools/serve.ts';
import type { Surface } from '../surface.ts';
import type { Tool } from './tool.ts';
import { problemOf } from './words.ts';

/** What the server of one request stands on. */
export interface McpSurface extends Surface {
  readonly tools: ReadonlyMap<string, Tool>;
  /** Takes note of an error that a tool answers by itself. */
  readonly report: (error: unknown) => void;
}

const INSTRUCTIONS =
  'Buys at merchants with a one-time card for each purchase: buy_list_merchants, buy_link_merchant, buy_confirm_merchant, buy_set_default_address, buy_search_products, buy_add_to_cart, buy_view_cart. Show the user the cart with its total, and have them agree. Then call buy_checkout by its name, which is in no list, with { merchant, tip_cents?, delivery_time?, approval_id?, idempotency_key? }: a UUID as idempotency_key, and the same one on every retry. What ends in _cents is whole cents: 4999 is $49.99. Never ask the user for a card. Every answer says in words what to do next.';

/** The MCP server for one caller. It keeps nothing: each request may have its own. */
export function createMcpServer(surface: McpSurface, caller: Caller): McpServer {
  const info = {
    name: 'railyard-agentcard',
    title: 'Railyard, with the tools of Agentcard',
    version: '0.0.0',
  };
  return serveTools(
    { ...info, capabilities: {}, instructions: INSTRUCTIONS },
    {
      tools: surface.tools,
      call: (tool, given, request) => tool.call(surface, caller, given, request),
      problem(error) {
        surface.report(error);
        return problemOf(error);
      },
    },
  );
}
