import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { getDefaultEnvironment, StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import getPort from 'get-port';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Listener, listen } from '../../src/listen.ts';
import { openShop, type Shop } from '../shop.ts';
import { callWith, fillCart } from './client.ts';

const MAIN = fileURLToPath(new URL('../../src/mcp.ts', import.meta.url));
const PATIENCE = 20_000;

let shop: Shop;
let listener: Listener;
let address: string;
beforeAll(async () => {
  const port = await getPort();
  address = `http://127.0.0.1:${port}`;
  shop = await openShop({ baseUrl: address });
  listener = await listen(shop.server, { host: '127.0.0.1', port });
});
afterAll(() => listener.close(1_000));

/** An agent that starts the command as local agents do, and talks to it over its standard input and output. */
function commandWith(env: Record<string, string>) {
  const args = ['--conditions=@railyard/source', MAIN];
  const transport = new StdioClientTransport({
    command: process.execPath,
    args,
    env: { ...getDefaultEnvironment(), ...env },
    stderr: 'pipe',
  });
  return { transport, client: new Client({ name: 'local', version: '1.0.0' }) };
}

test(
  'a local agent has the tools of a running server, and buys with them',
  async () => {
    const { client, transport } = commandWith({ BASE_URL: address, RAILYARD_API_KEY: shop.keys.network });
    await client.connect(transport);
    const agent = { client, call: callWith(client) };
    expect((await client.listTools()).tools.length).toBeGreaterThan(9);
    const cart_id = await fillCart(agent);
    const { structuredContent } = await agent.call('checkout', { cart_id });
    expect(structuredContent).toMatchObject({ status: 'action_required', amount: 4_999 });
    await client.close();
  },
  PATIENCE,
);

test.each([
  [
    'a key that the server does not know',
    () => ({ BASE_URL: address, RAILYARD_API_KEY: 'kfa_test_none' }),
    'knows no such API key',
  ],
  [
    'no server there',
    () => ({ BASE_URL: 'http://127.0.0.1:9', RAILYARD_API_KEY: 'kfa_test_none' }),
    'No server answers at http://127.0.0.1:9',
  ],
])(
  'with %s it says so to the agent',
  async (_, env, words) => {
    const { client, transport } = commandWith(env());
    await expect(client.connect(transport)).rejects.toThrow(words);
    await client.close();
  },
  PATIENCE,
);

test(
  'without a key it ends, and says where to have one from',
  async () => {
    const { client, transport } = commandWith({ RAILYARD_FOLDER: '/nowhere' });
    let printed = '';
    transport.stderr?.on('data', (text: Buffer) => {
      printed += text.toString();
    });
    await expect(client.connect(transport)).rejects.toThrow('Connection closed');
    expect(printed).toContain('Set RAILYARD_API_KEY to one');
  },
  PATIENCE,
);
