import { expect, test } from 'vitest';
import { BASE_URL, openShop, type Shop } from '../shop.ts';

const PING = { jsonrpc: '2.0', id: 1, method: 'ping' };
const ACCEPT = { accept: 'application/json, text/event-stream', 'content-type': 'application/json' };

interface Sent {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly url?: string;
}

/** Sends one request to the door, with a valid key unless told otherwise. */
async function send(
  { server, keys }: Shop,
  { method = 'POST', headers = {}, body = JSON.stringify(PING), url = `${BASE_URL}/mcp` }: Sent = {},
) {
  const response = await server.fetch(
    new Request(url, {
      method,
      headers: { ...ACCEPT, authorization: `Bearer ${keys.network}`, ...headers },
      ...(method === 'POST' && { body }),
    }),
  );
  const text = await response.text();
  return { status: response.status, headers: response.headers, text };
}

test('a message is answered alone: no session, no stream, nothing kept', async () => {
  const { status, headers, text } = await send(await openShop());
  expect([status, JSON.parse(text)]).toEqual([200, { jsonrpc: '2.0', id: 1, result: {} }]);
  expect(headers.get('content-type')).toBe('application/json');
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.has('mcp-session-id')).toBe(false);
  expect(headers.get('x-request-id')).not.toBeNull();
});

test('a notification is taken, and has no answer', async () => {
  const body = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' });
  expect(await send(await openShop(), { body })).toMatchObject({ status: 202, text: '' });
});

test.each(['GET', 'DELETE', 'PUT'])('%s is not allowed', async (method) => {
  const { status, headers } = await send(await openShop(), { method });
  expect([status, headers.get('allow')]).toEqual([405, 'POST']);
});

test.each([
  ['no key', ''],
  ['a key that nobody issued', 'Bearer kfa_test_000000000000000000000000000000000000000000000000'],
])('a caller with %s is refused, and told how to say who it is', async (_, authorization) => {
  const { status, headers, text } = await send(await openShop(), { headers: { authorization } });
  expect([status, headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  expect(JSON.parse(text)).toMatchObject({ error: 'invalid_api_key' });
});

test.each([
  ['another host', { url: 'http://evil.example/mcp' }],
  ['another origin', { headers: { origin: 'https://evil.example' } }],
  ['an origin of its own', { headers: { origin: 'null' } }],
])('a page that comes by %s is refused before its key is looked at', async (_, sent) => {
  const { status, text } = await send(await openShop(), sent);
  expect([status, JSON.parse(text)]).toMatchObject([403, { error: 'host_not_allowed' }]);
});

test.each([
  ['this machine’s own name', { url: 'http://localhost:8787/mcp' }],
  ['its own origin', { headers: { origin: BASE_URL } }],
])('who comes by %s is answered', async (_, sent) => {
  expect((await send(await openShop(), sent)).status).toBe(200);
});

test.each([
  ['no JSON', '{"jsonrpc"', 400],
  ['no message', '{"id":1}', 400],
  ['nothing', '', 400],
  ['a list of messages', JSON.stringify([PING]), 400],
  ['far too deep', `${'['.repeat(500)}${']'.repeat(500)}`, 400],
  [
    'two different payments in its two _meta',
    JSON.stringify({ ...PING, params: { _meta: { a: 1 } }, _meta: { a: 2 } }),
    400,
  ],
])('a body that is %s is an error of the protocol', async (_, body, expected) => {
  const { status, text } = await send(await openShop(), { body });
  expect([status, JSON.parse(text)]).toMatchObject([expected, { error: { code: -32_700 } }]);
});

test('a body that is too large is refused, announced or not', async () => {
  const shop = await openShop();
  const body = JSON.stringify({ ...PING, params: { text: 'x'.repeat(70_000) } });
  expect((await send(shop, { body })).status).toBe(413);
  expect((await send(shop, { body, headers: { 'content-length': '70100' } })).status).toBe(413);
});

test('what is no JSON by its type, or cannot be answered in JSON, is refused', async () => {
  const shop = await openShop();
  expect((await send(shop, { headers: { 'content-type': 'text/plain' } })).status).toBe(415);
  expect((await send(shop, { headers: { accept: 'text/html' } })).status).toBe(406);
});
