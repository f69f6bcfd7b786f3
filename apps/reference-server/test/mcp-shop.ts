import { randomBytes } from 'node:crypto';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { createCheckout, type Outcome } from '@railyard/core';
import { createCart, editCart } from '@railyard/core/cart';
import {
  experimentalCapabilities,
  problemResult,
  type ToolCall,
  type ToolResult,
  toolRequest,
  toolResult,
} from '@railyard/core/mcp';
import { webRuntime } from '@railyard/core/runtime';
import { memoryStore } from '@railyard/core/store';
import { mpp } from '@railyard/rail-mpp';
import { localStripe } from '@railyard/sandbox';
import { z } from 'zod';

export const CREDENTIAL = 'org.paymentauth/credential';
/** How a server answers. */
export type Answered = (outcome: Outcome) => ToolResult;

export interface ShopOptions {
  readonly answered?: Answered;
  readonly outputSchema?: { readonly order_id: z.ZodString };
}

/** A shop with one cart of $49.99, its MCP server and a client of that. */
export async function openMcpShop({ answered = toolResult, outputSchema }: ShopOptions = {}) {
  const stripe = localStripe({ seed: 'mcp' });
  const { secretKey, profile: networkId } = stripe.facts;
  const secrets = [randomBytes(32).toString('hex')];
  const rail = mpp({ secretKey, networkId, secrets, realm: 'shop.example' });
  const mounts = [{ rail, account: networkId, active: true }];
  const checkout = createCheckout({
    store: memoryStore(),
    runtime: webRuntime([{ id: 'k1', bytes: randomBytes(32) }]),
    mode: 'test',
    rails: () => mounts,
    limits: () => ({ maxItemQuantity: 9, maxCartTotal: { usd: 100_000 } }),
    fetch: stripe.fetch,
  });
  const who = { tenant: 'acme', principal: 'alice', operation: 'cart', key: null, body: null };
  const { cart } = await createCart(checkout, who, { seller: 'shop', currency: 'usd' });
  const line = { item: 'i1', variant: 'stove', title: 'Stove', quantity: 1, unitAmount: 4_999 };
  await editCart(checkout, who, cart.id, { type: 'add', line });

  const pay = (sent: ToolCall): Promise<ToolResult> => {
    const call = {
      ...who,
      operation: 'cart.checkout',
      key: 'key-1',
      cart: cart.id,
      resource: 'mcp://checkout',
    };
    return Promise.resolve()
      .then(() => checkout.pay({ ...call, request: toolRequest(sent) }))
      .then(answered, problemResult);
  };
  const capabilities = { tools: {}, experimental: experimentalCapabilities(mounts) };
  const server = new McpServer({ name: 'shop', version: '1.0.0' }, { capabilities });
  const config = { inputSchema: { note: z.string().optional() }, ...(outputSchema && { outputSchema }) };
  server.registerTool('checkout', config, (given, { _meta: meta }) =>
    pay({ tool: 'checkout', arguments: given, meta }),
  );
  const client = new Client({ name: 'agent', version: '1.0.0' });
  const [near, far] = InMemoryTransport.createLinkedPair();
  await server.connect(far);
  await client.connect(near);
  return { stripe, server, client, near, pay };
}
