import { once } from 'node:events';
import { connect } from 'node:net';
import type { RailRequest } from '@railyard/core';
import { railRequest } from '@railyard/core/http';
import getPort from 'get-port';
import { expect, it } from 'vitest';
import { environmentOf } from '../src/http/environment.ts';
import { listen } from '../src/listen.ts';

it.each([
  ['authorization: Payment abc', 'Payment-Signature: two', 'content-type: text/plain', 'x-constructor: 1'],
  ['set-cookie: a=1', 'Set-Cookie: b=2'],
])('reads from Node what it would read from the headers of the request: %s', async (...more) => {
  const port = await getPort();
  const seen: RailRequest['headers'][] = [];
  const listener = await listen(
    {
      async fetch(request, connection = {}) {
        seen.push(environmentOf(request, connection).headers);
        seen.push(railRequest(request, new Uint8Array()).headers);
        return new Response('');
      },
    },
    { host: '127.0.0.1', port },
  );
  const lines = [
    'POST /api/agent/cart/cart_1/checkout HTTP/1.1',
    'Host: shop.test',
    'Connection: close',
    'Content-Type: application/json',
    'Authorization: Bearer kfa_test_1',
    'PAYMENT-SIGNATURE: one',
    ...more,
  ];
  const socket = connect(port, '127.0.0.1').resume();
  socket.end(`${lines.join('\r\n')}\r\n\r\n`);
  await once(socket, 'close');
  await listener.close(1_000);
  expect(seen[0]?.['payment-signature']).toMatch(/^one/);
  expect({ ...seen[0] }).toEqual(seen[1]);
});

it('takes a body that has arrived, and copies it', () => {
  const arrived = Buffer.from('{}');
  const incoming = {
    headers: {},
    complete: true,
    readableDidRead: false,
    readableFlowing: null,
    read: () => arrived,
  };
  const body = environmentOf(new Request('http://shop.test/', { method: 'POST' }), { incoming }).arrived();
  arrived.fill(0);
  expect(body).toEqual(new TextEncoder().encode('{}'));
});
