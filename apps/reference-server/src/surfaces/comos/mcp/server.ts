import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { byName, serveTools, type ToolsInfo } from '../../../tools/serve.ts';
import type { Surface } from '../surface.ts';
import type { KnowUser } from './tool.ts';
import { TOOLS } from './tools.ts';
import { problemOf } from './words.ts';

const INSTRUCTIONS =
  'Buys at one tenant for one of its users: catalog_search, cart_add_item, checkout_start with the shipping address, if wanted checkout_shipping_options and checkout_select_shipping, checkout_create_payment_session, give the customer the paymentUrl, then checkout_status until it is completed. Every call has the tenant_id and the auth_token of the user. Amounts are whole minor units: 4999 usd is $49.99; what ends in Decimal is in the currency itself. Never ask for a card number: the customer types it in on the page of Stripe alone. Every answer says in words what to do next.';

const INFO: ToolsInfo = {
  name: 'railyard-comos',
  title: 'Railyard, with the tools of ComOS',
  version: '0.0.0',
  capabilities: {},
  instructions: INSTRUCTIONS,
};

const BY_NAME = byName(TOOLS);

/** The MCP server for one request. */
export function createMcpServer(surface: Surface, known: KnowUser): McpServer {
  return serveTools(INFO, {
    tools: BY_NAME,
    call: (tool, given, request) => tool.call(surface, known, given, request),
    problem(error) {
      surface.report(error);
      return problemOf(error);
    },
  });
}
