import { once } from 'node:events';
import { request as begin, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import getPort from 'get-port';
import { expect, test } from 'vitest';
import { type Listener, listen } from '../src/listen.ts';
import { stop } from '../src/start.ts';
import { paid } from './fake-rail.ts';
import { createLatch } from './latch.ts';
import { openShop } from './shop.ts';

const SOON = { timeout: 4_000 };

test('a shutdown takes nothing new, answers the payment under way, records it, and then closes the store', async () => {
  const shop = await openShop();
  const cart = await shop.readyCart();
  const port = await getPort();
  const url = `http://127.0.0.1:${port}`;
  const events: string[] = [];
  const watched: typeof shop.server.fetch = async (request, connection) => {
    const response = await shop.server.fetch(request, connection);
    if (request.method === 'POST') events.push(`answered ${response.status}`);
    return response;
  };
  const listener = await listen({ fetch: watched }, { host: '127.0.0.1', port });
  shop.server.background.start();
  const latch = createLatch();
  shop.provider.answer = async ({ total }, token) => {
    await latch.opened;
    return paid(total, token);
  };
  const headers = { authorization: `Bearer ${shop.keys.network}`, 'idempotency-key': 'k', 'x-fake': 'token' };
  const paying = fetch(`${url}/api/agent/cart/${cart}/checkout`, { method: 'POST', headers });
  await expect.poll(() => shop.provider.submitted.length, SOON).toBe(1);

  const stopping = stop({ close: async () => void events.push('store closed') }, shop.server, listener);
  await expect.poll(() => fetch(`${url}/healthz`).catch(() => 'refused'), SOON).toBe('refused');
  expect((await shop.call('GET', '/readyz')).status).toBe(503);
  expect(events).toEqual([]);

  latch.open();
  const answer = await paying;
  const answeredAt = performance.now();
  await stopping;
  // The client keeps its connection open for more, and is not waited for.
  expect(performance.now() - answeredAt).toBeLessThan(2_000);
  expect(events).toEqual(['answered 200', 'store closed']);
  const order = (await answer.json()) as { order_id: string };
  expect((await shop.call('GET', `/api/agent/orders/${order.order_id}`)).body.status).toBe('paid');
});

test('a payment whose client went away is recorded before the store is closed', async () => {
  const shop = await openShop();
  const cart = await shop.readyCart();
  const port = await getPort();
  const listener = await listen(shop.server, { host: '127.0.0.1', port });
  const latch = createLatch();
  shop.provider.answer = async ({ total }, token) => {
    await latch.opened;
    return paid(total, token);
  };
  const leaving = new AbortController();
  const headers = { authorization: `Bearer ${shop.keys.network}`, 'idempotency-key': 'k', 'x-fake': 'token' };
  const url = `http://127.0.0.1:${port}/api/agent/cart/${cart}/checkout`;
  const paying = fetch(url, { method: 'POST', headers, signal: leaving.signal });
  await expect.poll(() => shop.provider.submitted.length, SOON).toBe(1);
  leaving.abort();
  await expect(paying).rejects.toThrow('aborted');

  let statusAtClose: unknown;
  const close = async (): Promise<void> => {
    const id = `order_${cart.slice('cart_'.length)}_3`;
    statusAtClose = (await shop.call('GET', `/api/agent/orders/${id}`)).body.status;
  };
  // The provider answers when nobody is connected any more.
  const closing: Listener = {
    async close(patience) {
      await listener.close(patience);
      setTimeout(latch.open, 20);
    },
  };
  await stop({ close }, shop.server, closing);
  expect(statusAtClose).toBe('paid');
});

/** Sends this and gives what comes back until the connection ends. */
function talk(port: number, text: string, then: 'end' | 'wait'): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(text);
      if (then === 'end') socket.end();
    });
    socket
      .on('data', (chunk) => {
        answer += String(chunk);
      })
      .on('error', reject)
      .on('close', () => resolve(answer));
  });
}

test('what is no HTTP request is answered and closed, and one without a valid Host is a problem', async () => {
  const shop = await openShop();
  const port = await getPort();
  const listener = await listen(shop.server, { host: '127.0.0.1', port });
  expect(await talk(port, 'nonsense\r\n\r\n', 'end')).toMatch(/^HTTP\/1.1 400 /);
  const hostless = await talk(port, 'GET /healthz HTTP/1.0\r\n\r\n', 'end');
  expect(hostless).toMatch(/^HTTP\/1.1 400 /);
  expect(hostless).toContain('urn:railyard:error:bad_request');
  await listener.close(100);
});

test('a client that does not finish its request is answered 408 and let go', async () => {
  const shop = await openShop();
  const port = await getPort();
  const timeouts = { requestTimeout: 300, headersTimeout: 100 };
  const listener = await listen(shop.server, { host: '127.0.0.1', port, ...timeouts });
  expect(await talk(port, 'GET / HTTP/1.1\r\nHost: x\r\n', 'wait')).toMatch(/^HTTP\/1.1 408 /);
  const begun = `POST /api/agent/cart HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nIdempotency-Key: k\r\nAuthorization: Bearer ${shop.keys.network}\r\n\r\n{`;
  expect(await talk(port, begun, 'wait')).toMatch(/^HTTP\/1.1 408 /);
  await listener.close(100);
});

test('a request without a body, or with one in chunks, is read like any other', async () => {
  const shop = await openShop();
  const port = await getPort();
  const listener = await listen(shop.server, { host: '127.0.0.1', port });
  const send = (path: string, rest: string): Promise<string> => {
    const auth = `Authorization: Bearer ${shop.keys.network}\r\nContent-Type: application/json`;
    return talk(
      port,
      `POST ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nIdempotency-Key: k\r\n${auth}\r\n${rest}`,
      'wait',
    );
  };
  const checkout = `/api/agent/cart/${await shop.readyCart()}/checkout`;
  expect(await send(checkout, '\r\n')).toMatch(/^HTTP\/1.1 402 /);
  expect(await send(checkout, 'Content-Length: 0\r\n\r\n')).toMatch(/^HTTP\/1.1 402 /);
  expect(await send(checkout, 'Content-Length: 2\r\n\r\n{}')).toMatch(/^HTTP\/1.1 402 /);
  const chunks = 'Transfer-Encoding: chunked\r\n\r\n11\r\n{"seller_handle":\r\n7\r\n"acme"}\r\n0\r\n\r\n';
  expect(await send('/api/agent/cart', chunks)).toMatch(/^HTTP\/1.1 201 /);
  await listener.close(100);
});

test('a body that comes after its key was looked up is read as one that came with it', async () => {
  const shop = await openShop();
  const port = await getPort();
  const asked = createLatch();
  const server = {
    fetch: (...request: Parameters<typeof shop.server.fetch>) => {
      setImmediate(() => setImmediate(asked.open));
      return shop.server.fetch(...request);
    },
  };
  const listener = await listen(server, { host: '127.0.0.1', port });
  const body = JSON.stringify({ seller_handle: 'acme' });
  const sent = begin({
    port,
    method: 'POST',
    path: '/api/agent/cart',
    headers: {
      authorization: `Bearer ${shop.keys.network}`,
      'content-type': 'application/json',
      'content-length': body.length,
      'idempotency-key': 'k',
    },
  });
  sent.flushHeaders();
  await asked.opened;
  sent.end(body);
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  expect(answer.statusCode).toBe(201);
  answer.resume();
  await listener.close(100);
});

test.each([
  ['before', async (copy: Request) => void (await copy.text())],
  ['at the same time', async (copy: Request) => void copy.text()],
])('a body that whoever is in front reads %s comes whole', async (_, look) => {
  const shop = await openShop();
  const port = await getPort();
  const server = {
    fetch: async (...[request, connection]: Parameters<typeof shop.server.fetch>) => {
      await look(request.clone());
      return shop.server.fetch(request, connection);
    },
  };
  const listener = await listen(server, { host: '127.0.0.1', port });
  const answer = await fetch(`http://127.0.0.1:${port}/api/agent/cart`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${shop.keys.network}`,
      'content-type': 'application/json',
      'idempotency-key': 'k',
    },
    body: JSON.stringify({ seller_handle: 'acme' }),
  });
  expect(answer.status).toBe(201);
  await listener.close(100);
});

test('an upload that is far too large is answered 413 without being read to its end', async () => {
  const shop = await openShop();
  const port = await getPort();
  const listener = await listen(shop.server, { host: '127.0.0.1', port });
  const head = `POST /api/agent/cart HTTP/1.1\r\nHost: x\r\nIdempotency-Key: k\r\nAuthorization: Bearer ${shop.keys.network}\r\n`;
  const announced = await talk(port, `${head}Content-Length: 1000000000\r\n\r\n{`, 'wait');
  expect(announced).toMatch(/^HTTP\/1.1 413 /);
  const chunk = `10000\r\n${'a'.repeat(65_536)}\r\n`;
  const streamed = await talk(port, `${head}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(4)}`, 'wait');
  expect(streamed).toMatch(/^HTTP\/1.1 413 /);
  await listener.close(100);
});
