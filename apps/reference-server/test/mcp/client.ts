import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { ADDRESS } from '../../src/demo/shop.ts';
import { BASE_URL, type Members, type Shop } from '../shop.ts';

/** What came of a call of a tool. */
export type Reply = CallToolResult & {
  readonly structuredContent: Members;
  /** Its `_meta`. */
  readonly meta: Readonly<Record<string, unknown>>;
  /** The words for a language model. */
  readonly words: string;
};

export interface Agent {
  readonly client: Client;
  readonly call: (name: string, given?: object, meta?: Record<string, unknown>) => Promise<Reply>;
}

/** The SDK's client of a server, with this API key. */
export async function openAgent(
  { server, keys }: Pick<Shop, 'server' | 'keys'>,
  apiKey: string = keys.network,
): Promise<Agent> {
  return agentOf(new URL(`${BASE_URL}/mcp`), apiKey, (url, init) => server.fetch(new Request(url, init)));
}

export async function agentOf(url: URL, apiKey: string, send: typeof fetch = fetch): Promise<Agent> {
  const client = new Client({ name: 'agent', version: '1.0.0' });
  const requestInit = { headers: { authorization: `Bearer ${apiKey}` } };
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit, fetch: send }));
  return { client, call: callWith(client) };
}

/** A cart that is ready to be paid, made over MCP alone. */
export async function fillCart(
  { call }: Agent,
  seller_handle = 'acme',
  variant_id = 'var_stove',
): Promise<string> {
  const { structuredContent } = await call('create_cart', { seller_handle });
  const cart_id = String(structuredContent.cart_id);
  await call('add_to_cart', { cart_id, variant_id });
  await call('set_shipping_address', { cart_id, ...ADDRESS });
  return cart_id;
}

export function callWith(client: Pick<Client, 'callTool'>): Agent['call'] {
  return async (name, given = {}, meta) => {
    const call = { name, arguments: { ...given }, ...(meta && { _meta: meta }) };
    const result = (await client.callTool(call)) as CallToolResult;
    const { _meta: found = {}, content } = result;
    const [first] = content;
    return { ...result, meta: found, words: first?.type === 'text' ? first.text : '' } as Reply;
  };
}
