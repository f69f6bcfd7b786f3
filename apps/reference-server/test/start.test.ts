import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import getPort from 'get-port';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fillCart, readSandbox } from '../src/demo/shop.ts';
import { payingFetch } from '../src/demo/wallet.ts';
import { type Memory, rememberingClient } from './oauth/shop.ts';
import { openTab } from './oauth/tab.ts';
import { type ServerProcess, startProcess } from './server-process.ts';

const PATIENCE = 30_000;

let folder: string;
let started: ServerProcess[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'railyard-'));
  started = [];
});
afterEach(async () => {
  for (const { child, ended } of started) {
    child.kill('SIGTERM');
    await ended;
  }
  rmSync(folder, { recursive: true });
}, PATIENCE);

async function boot(more: Record<string, string> = {}): Promise<{ server: ServerProcess; url: string }> {
  const port = String(await getPort());
  const server = startProcess({ RAILYARD_FOLDER: folder, PORT: port, ...more });
  started.push(server);
  await server.printed('Railyard is ready');
  return { server, url: `http://127.0.0.1:${port}` };
}

/** A cart that a client makes over MCP, with the token that it remembers. */
async function cartOver(url: string, memory: Memory): Promise<unknown> {
  const client = new Client({ name: 'agent', version: '1' });
  await client.connect(new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { authProvider: memory }));
  const call = { name: 'create_cart', arguments: { seller_handle: 'prairie-supply' } };
  const { structuredContent } = await client.callTool(call);
  await client.close();
  return structuredContent;
}

/** An agent with nothing but the address of a server, whose person reads the code where the page says. */
async function letIn(url: string): Promise<Memory> {
  const memory = rememberingClient();
  const first = new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { authProvider: memory });
  const asked = new Client({ name: 'agent', version: '1' });
  await expect(asked.connect(first)).rejects.toThrow(UnauthorizedError);

  const tab = openTab({ server: { fetch } }, url);
  await tab.open(memory.sent[0] ?? url);
  const { text } = await tab.press('mail', { email: 'ann@example.com' });
  const [, mailbox = ''] = /href="([^"]+)" target/.exec(text) ?? [];
  const [code = ''] = /\b\d{6}\b/.exec(await (await fetch(mailbox)).text()) ?? [];
  await tab.press('sign_in', { code });
  const back = (await tab.press('allow')).url;
  await first.finishAuth(back.searchParams.get('code') ?? '');
  return memory;
}

function postJson(url: string, apiKey: string, body: object): Promise<Response> {
  const headers = {
    authorization: `Bearer ${apiKey}`,
    'idempotency-key': randomUUID(),
    'content-type': 'application/json',
  };
  return fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
}

test(
  'it says where it is and what to try next, sells a cart, and ends on a signal with nothing left behind',
  async () => {
    const { server, url } = await boot();
    for (const line of [
      url,
      `BASE_URL=${url} npx -y pnpm@12.21.0 demo`,
      `curl ${url}/sandbox`,
      `${url}/reference`,
      `${url}/mcp`,
    ])
      expect(server.output()).toContain(line);

    const facts = await readSandbox(url);
    const cart = await fillCart(facts);
    const request = {
      method: 'POST',
      headers: { authorization: `Bearer ${facts.api_key}`, 'idempotency-key': randomUUID() },
    };
    const checkout = `${url}/api/agent/cart/${cart.cart_id}/checkout`;
    const paid = await payingFetch(facts)(checkout, request);
    expect(paid.status).toBe(200);
    const text = await paid.text();

    const buyers = `${url}/api/agent/buyers`;
    const email = 'ada@example.com';
    await postJson(`${buyers}/code`, facts.api_key, { email });
    const mail = await (await fetch(`${url}/sandbox/mail`)).text();
    const [code] = /\b\d{6}\b/.exec(mail) ?? [];
    expect((await postJson(`${buyers}/verify`, facts.api_key, { email, code })).status).toBe(200);

    const memory = await letIn(url);
    expect(await cartOver(url, memory)).toMatchObject({ seller: { handle: 'prairie-supply' } });

    server.child.kill('SIGTERM');
    expect(await server.ended).toBe(0);
    await expect(fetch(facts.chain.rpc_url)).rejects.toThrow('fetch failed');

    // The same folder: the same key, the same chain, the same answer to the same request, and what a person has allowed.
    await boot({ PORT: new URL(url).port });
    expect((await readSandbox(url)).api_key).toBe(facts.api_key);
    const replay = await fetch(checkout, request);
    expect([replay.status, await replay.text()]).toEqual([200, text]);
    expect(await cartOver(url, memory)).toMatchObject({ seller: { handle: 'prairie-supply' } });
    memory.kept = { ...memory.kept, access_token: 'x'.repeat(43), token_type: 'Bearer' };
    expect(await cartOver(url, memory)).toMatchObject({ seller: { handle: 'prairie-supply' } });
    expect(memory.sent).toHaveLength(1);
  },
  PATIENCE,
);

test(
  'it ends with its sandbox, which ends with the command that started both',
  async () => {
    const { server } = await boot();
    const running = readFileSync(join(folder, 'sandbox', 'running.json'), 'utf8');
    process.kill((JSON.parse(running) as { pid: number }).pid, 'SIGKILL');
    expect(await server.ended).toBe(0);
    expect(server.output()).toContain('The sandbox has ended');
  },
  PATIENCE,
);

test(
  'a taken port is one sentence, and the server that has it goes on',
  async () => {
    const { url } = await boot();
    const port = url.split(':').at(-1) ?? '';
    const second = startProcess({ RAILYARD_FOLDER: folder, PORT: port });
    expect(await second.ended).toBe(2);
    expect(second.output()).toBe(
      `Port ${port} of 127.0.0.1 is taken. Stop what runs there, or set PORT to another one.\n`,
    );
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect((await readSandbox(url)).api_key).toMatch(/^kfa_test_/);
  },
  PATIENCE,
);

test(
  'a database of another chain is refused',
  async () => {
    const { server } = await boot();
    server.child.kill('SIGTERM');
    await server.ended;
    rmSync(join(folder, 'sandbox'), { recursive: true });

    const second = startProcess({ RAILYARD_FOLDER: folder, PORT: String(await getPort()) });
    expect(await second.ended).toBe(2);
    expect(second.output()).toMatch(
      /^The database in ".*" belongs to the chain "sandbox 0x.*delete this one to start anew\.\n$/,
    );
  },
  PATIENCE,
);

test(
  'with a real provider there is no sandbox, and the greeting says where the API key is',
  async () => {
    const { server, url } = await boot({
      X402_NETWORK: 'base-sepolia',
      X402_PAY_TO: '0x00000000000000000000000000000000000000AA',
      X402_FACILITATOR_URL: 'http://127.0.0.1:1',
    });
    expect(server.output()).toContain(`taking test money.`);
    expect(server.output()).toContain(join(folder, 'api-key'));
    expect((await fetch(`${url}/sandbox`)).status).toBe(404);
    expect((await fetch(`${url}/sandbox/mail`)).status).toBe(404);

    const wrong = startProcess({
      RAILYARD_FOLDER: folder,
      X402_NETWORK: 'base-sepolia',
      X402_PAY_TO: '0x00000000000000000000000000000000000000Ab',
      X402_FACILITATOR_URL: 'http://127.0.0.1:1',
    });
    expect(await wrong.ended).toBe(2);
    expect(wrong.output()).toMatch(/^Rail "x402" has no valid payTo address\..*\n$/);
  },
  PATIENCE,
);

test(
  'a second signal ends it at once, also while a request is under way',
  async () => {
    const { server, url } = await boot();
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    await once(socket, 'connect');
    const { api_key } = await readSandbox(url);
    socket.write(
      `POST /api/agent/cart HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${api_key}\r\nIdempotency-Key: k\r\nContent-Length: 9\r\n\r\n{`,
    );
    // Until its headers are read the request is not under way.
    await expect.poll(async () => (await fetch(`${url}/healthz`)).status).toBe(200);
    server.child.kill('SIGTERM');
    await server.printed('A signal ends it at once.');
    server.child.kill('SIGTERM');
    expect(await server.ended).toBe(130);
    socket.destroy();
  },
  PATIENCE,
);

test('an old Node is told so in one sentence', async () => {
  const pretend = `data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.11.1'}})`;
  const server = startProcess({ RAILYARD_FOLDER: folder }, ['--import', pretend]);
  expect(await server.ended).toBe(1);
  expect(server.output()).toBe(
    'Railyard needs Node 22.19 or newer, and this is 20.11.1. Start it with: npx -y pnpm@12.21.0 start\n',
  );
});
