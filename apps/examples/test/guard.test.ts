import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Guard } from '@railyard/core/http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expressExample } from '../src/express.ts';
import { fetchExample } from '../src/fetch.ts';
import { honoExample } from '../src/hono.ts';
import { openShop } from '../src/shop.ts';
import { type Handle, openChain, payerOf, type TestChain } from './chain.ts';

let chain: TestChain;
const closing: (() => void)[] = [];

beforeAll(async () => {
  chain = await openChain();
});

afterAll(async () => {
  for (const close of closing) close();
  await chain.stop();
});

/** Express on a port; the port. */
async function listening(sell: Guard): Promise<number> {
  const server = createServer(expressExample(sell) as Parameters<typeof createServer>[1]);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  closing.push(() => server.close().closeAllConnections());
  return (server.address() as AddressInfo).port;
}

/** Express, as others reach it. */
async function served(sell: Guard): Promise<Handle> {
  const port = await listening(sell);
  return (asked) => {
    const { pathname } = new URL(asked.url);
    return fetch(new Request(`http://127.0.0.1:${port}${pathname}`, asked));
  };
}

const examples: readonly (readonly [string, (sell: Guard) => Handle | Promise<Handle>])[] = [
  ['a plain fetch handler', fetchExample],
  ['Hono', (sell) => honoExample(sell).fetch],
  ['Express', served],
];

it('Express answers a GET that has a body as any other', async () => {
  const port = await listening(openShop(chain.options));
  const asking = request({
    port,
    path: '/report',
    headers: { 'content-type': 'text/plain', 'content-length': 4 },
  }).end('body');
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];

  expect(answer.statusCode).toBe(402);
});

describe.each(examples)('behind %s', (_, example) => {
  it('the official x402 client buys a report, and its payment brings the same answer again', async () => {
    const handle = await example(openShop(chain.options));
    const before = await chain.earned();
    const { sent, pay } = payerOf(chain.sandbox, handle);

    const bought = await pay('http://shop.example/report');
    const [offered, paying] = sent;
    const again = await handle((paying as Request).clone());

    expect(offered?.headers.has('payment-signature')).toBe(false);
    expect(await bought.json()).toEqual({ weather: 'sunny' });
    expect(bought.headers.get('payment-response')).toMatch(/^[\w+/=]+$/);
    expect([again.status, await again.json()]).toEqual([200, { weather: 'sunny' }]);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect((await chain.earned()) - before).toBe(50_000n);
  });
});
