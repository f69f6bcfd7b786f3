import type { IncomingMessage } from 'node:http';
import { railRequest } from '@railyard/core/http';
import type { Context } from 'hono';
import { expect, it } from 'vitest';
import type { Environment } from '../src/http/environment.ts';
import { railRequestOf } from '../src/http/rail-request.ts';

const url = 'http://127.0.0.1:8787/api/agent/cart/cart_1/checkout';
const body = new Uint8Array([123, 125]);

it('reads from the list of Node what it would read from the headers of the request', () => {
  const list: [string, string][] = [
    ['Host', '127.0.0.1:8787'],
    ['Authorization', 'Bearer kfa_test_1'],
    ['authorization', 'Payment abc'],
    ['PAYMENT-SIGNATURE', 'one'],
    ['Payment-Signature', 'two'],
  ];
  const raw = new Request(url, { method: 'POST', headers: new Headers(list) });
  const incoming = { rawHeaders: list.flat() };
  expect(railRequestOf(contextOf(raw, incoming))).toEqual(railRequest(raw, body));
  expect(railRequestOf(contextOf(raw))).toEqual(railRequest(raw, body));
});

function contextOf(raw: Request, incoming?: Pick<IncomingMessage, 'rawHeaders'>): Context<Environment> {
  const req = { raw, method: raw.method, url: raw.url };
  return { req, env: { incoming }, get: () => body } as unknown as Context<Environment>;
}
