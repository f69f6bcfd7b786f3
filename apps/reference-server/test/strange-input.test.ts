import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ADDRESS } from '../src/demo/shop.ts';
import { depthOf } from '../src/http/body.ts';
import { BASE_URL, openShop, type Shop, X402_RAILS } from './shop.ts';

const CART = '/api/agent/cart';
const RUNS = { numRuns: 150 };

/** A shop on the real x402 rail, whose facilitator must never be reached by nonsense. */
function openX402Shop(): Promise<Shop> {
  return openShop({
    rails: X402_RAILS,
    fetch: () => Promise.reject(new Error('Nothing strange may reach the facilitator.')),
  });
}

/** What is wrong with an answer, or null: it is one of ours, no 5xx, and an error is one problem. */
async function faultOf(response: Response): Promise<string | null> {
  const text = await response.text();
  const { status, headers } = response;
  if (status >= 500) return `${status}: ${text}`;
  if (status < 400 || text === '') return null;
  if (headers.get('content-type') !== 'application/problem+json') return `${status} is no problem: ${text}`;
  const problem = JSON.parse(text) as Record<string, unknown>;
  const isWhole = ['type', 'title', 'detail', 'error', 'message'].every(
    (name) => typeof problem[name] === 'string',
  );
  return isWhole && problem.status === status ? null : `${status} lacks members: ${text}`;
}

const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));
/** What a header can hold. */
const headerText = fc
  .array(fc.integer({ min: 0x20, max: 0xff }), { maxLength: 300 })
  .map((codes) => String.fromCharCode(...codes.filter((code) => code !== 0x7f)));

test('no path and no method gives a 500', async () => {
  const { server, keys } = await openShop();
  const piece = fc.oneof(
    anyText,
    fc.constantFrom('..', '%', '%00', '%ED%A0%80', 'cart_1', 'items', ':', '{cart_id}'),
  );
  const path = fc
    .tuple(
      fc.constantFrom('', CART, `${CART}/cart_x/items`, '/api/agent/orders'),
      fc.array(piece, { maxLength: 4 }),
    )
    .map(([root, parts]) => `${root}/${parts.join('/')}`);
  const method = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND');
  await fc.assert(
    fc.asyncProperty(path, method, async (where, how) => {
      const url = URL.parse(BASE_URL + where);
      fc.pre(url !== null);
      const headers = { authorization: `Bearer ${keys.network}`, 'idempotency-key': 'k' };
      const response = await server.fetch(new Request(url, { method: how, headers }));
      expect(await faultOf(response)).toBeNull();
    }),
    RUNS,
  );
});

test('no body gives a 500', async () => {
  const { server, keys, readyCart } = await openShop();
  const cart = await readyCart();
  const routes = [
    ['POST', CART],
    ['POST', `${CART}/${cart}/items`],
    ['PATCH', `${CART}/${cart}/items/item_1`],
    ['PUT', `${CART}/${cart}/shipping-address`],
    ['POST', `${CART}/${cart}/checkout`],
  ] as const;
  const nearly = fc.record(
    {
      seller_handle: fc.oneof(anyText, fc.constant('acme')),
      variant_id: fc.oneof(anyText, fc.constantFrom('var_mug', '__proto__', 'constructor')),
      quantity: fc.oneof(fc.double(), fc.integer(), fc.constant(Number.POSITIVE_INFINITY)),
      email: anyText,
      country: fc.string(),
      name: anyText,
    },
    { requiredKeys: [] },
  );
  const body = fc.oneof(
    anyText,
    fc.json(),
    nearly.map((value) => JSON.stringify(value)),
    fc
      .record({ name: anyText, line1: anyText, city: anyText })
      .map((odd) => JSON.stringify({ ...ADDRESS, ...odd })),
    fc.constantFrom('{"__proto__":{"quantity":1}}', '{"quantity":1e999}', '\ufeff{}', '{}{}'),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...routes),
      body,
      fc.boolean(),
      async ([method, path], content, isJson) => {
        const response = await server.fetch(
          new Request(BASE_URL + path, {
            method,
            headers: {
              authorization: `Bearer ${keys.network}`,
              'idempotency-key': crypto.randomUUID(),
              ...(isJson && { 'content-type': 'application/json' }),
            },
            body: content,
          }),
        );
        expect(await faultOf(response)).toBeNull();
      },
    ),
    RUNS,
  );
});

test('no header gives a 500, and nothing strange reaches the facilitator', async () => {
  const { server, keys, readyCart } = await openX402Shop();
  const cart = await readyCart();
  const payment = fc.oneof(
    headerText,
    fc.json({ maxDepth: 3 }).map((text) => Buffer.from(text).toString('base64')),
    fc
      .record({ x402Version: fc.constantFrom(1, 2, 3), payload: fc.jsonValue(), accepted: fc.jsonValue() })
      .map((odd) => Buffer.from(JSON.stringify(odd)).toString('base64')),
  );
  const names = fc.constantFrom(
    'payment-signature',
    'x-payment',
    'idempotency-key',
    'authorization',
    'x-api-key',
    'accept',
  );
  await fc.assert(
    fc.asyncProperty(names, payment, async (name, value) => {
      const headers = new Headers({
        authorization: `Bearer ${keys.network}`,
        'idempotency-key': crypto.randomUUID(),
      });
      headers.set(name, value);
      const url = `${BASE_URL}${CART}/${cart}/checkout`;
      const response = await server.fetch(new Request(url, { method: 'POST', headers }));
      expect(await faultOf(response)).toBeNull();
    }),
    RUNS,
  );
});

test('a body above 64 KiB is 413, announced or streamed', async () => {
  const { call, server, keys } = await openShop();
  const body = JSON.stringify({ seller_handle: 'a'.repeat(64 * 1024) });
  const announced = await call('POST', CART, { body, headers: { 'content-length': String(body.length) } });
  expect([announced.status, announced.body.error]).toEqual([413, 'payload_too_large']);

  const chunk = new TextEncoder().encode('a'.repeat(1024));
  let sent = 0;
  const stream = new ReadableStream({
    pull(controller) {
      sent += 1;
      controller.enqueue(chunk);
    },
  });
  const headers = {
    authorization: `Bearer ${keys.network}`,
    'idempotency-key': 'k',
    'content-type': 'application/json',
  };
  const request = new Request(BASE_URL + CART, { method: 'POST', headers, body: stream, duplex: 'half' });
  const streamed = await server.fetch(request);
  expect(streamed.status).toBe(413);
  expect(sent).toBeLessThan(80);
});

test('a body that nests deeper than 20 levels is refused', async () => {
  const { call } = await openShop();
  for (const body of [`${'['.repeat(21)}${']'.repeat(21)}`, '{"a":'.repeat(10_000)]) {
    const { status, body: answer } = await call('POST', CART, { body });
    expect([status, answer.error, answer.message]).toEqual([
      422,
      'validation',
      'The body nests deeper than 20 levels.',
    ]);
  }
});

test('depthOf counts brackets, and none inside a string', () => {
  expect(depthOf('{"a":[1,{"b":2}]}')).toBe(3);
  expect(depthOf('{"a":"[[[\\"[["}')).toBe(1);
  expect(depthOf('"[[[[')).toBe(0);
  fc.assert(fc.property(fc.jsonValue(), (value) => depthOf(JSON.stringify(value)) === depthOfValue(value)));
});

function depthOfValue(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOfValue));
}

test('an unknown route is 404 and a wrong method 405, each a problem', async () => {
  const { call } = await openShop();
  const unknown = await call('GET', '/api/agent/carts', { apiKey: null });
  expect([unknown.status, unknown.body.error]).toEqual([404, 'not_found']);
  const wrong = await call('PUT', `${CART}/cart_x/items/item_x`, { apiKey: null });
  expect([wrong.status, wrong.body.error, wrong.headers.get('allow')]).toEqual([
    405,
    'method_not_allowed',
    'PATCH, DELETE',
  ]);
});

test('an id that cannot exist is answered like one that does not', async () => {
  const { call } = await openShop();
  const answers = await Promise.all(
    ['cart_unknown', 'nonsense', 'demo:cart_1', '%00'].map((id) => call('GET', `${CART}/${id}`)),
  );
  expect(new Set(answers.map(({ status, body }) => `${status} ${body.error}`))).toEqual(
    new Set(['404 cart_not_found']),
  );
  const orders = await Promise.all(
    ['order_unknown_1', 'order_1', 'nonsense', 'order_a:b_1'].map((id) =>
      call('GET', `/api/agent/orders/${id}`),
    ),
  );
  expect(new Set(orders.map(({ status, body }) => `${status} ${body.error}`))).toEqual(
    new Set(['404 not_found']),
  );
});
