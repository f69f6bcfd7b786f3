import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRate } from '../src/rates.ts';
import { nodeRuntime } from '../src/runtime.ts';
import { BASE_URL, openShop, payFor, type Shop } from './shop.ts';

const MINUTE = 60_000;

describe('a rate', () => {
  test('lets so many through at once, and then one at a time, evenly over each minute', () => {
    let now = 0;
    const rate = createRate(6, () => now);
    const say = (): number => rate('a');
    expect(Array.from({ length: 7 }, say)).toEqual([0, 0, 0, 0, 0, 0, 10_000]);
    now += 4_000;
    expect([say(), rate('b')]).toEqual([6_000, 0]);
    now += 6_000;
    expect([say(), say()]).toEqual([0, 10_000]);
    now += MINUTE;
    expect(Array.from({ length: 7 }, say)).toEqual([0, 0, 0, 0, 0, 0, 10_000]);
  });

  test('lets through at least so many in any minute, and never more than twice as many', () => {
    const pauses = fc.array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 200 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), pauses, (perMinute, gaps) => {
        let now = 1_700_000_000_000;
        const rate = createRate(perMinute, () => now);
        const passed: number[] = [];
        for (const gap of gaps) {
          now += gap;
          const wait = rate('a');
          if (wait === 0) passed.push(now);
          const recent = passed.filter((time) => time > now - MINUTE).length;
          expect(recent).toBeLessThanOrEqual(2 * perMinute);
          expect(wait > 0 && recent < perMinute).toBe(false);
          expect(wait).toBeLessThanOrEqual(MINUTE / perMinute);
        }
      }),
    );
  });

  test('whoever waits as long as they are told is let through', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), (perMinute) => {
        let now = 0;
        const rate = createRate(perMinute, () => now);
        let calls = 0;
        while (rate('a') === 0) calls += 1;
        expect(calls).toBe(perMinute);
        now += Math.ceil(rate('a') / 1_000) * 1_000;
        expect(rate('a')).toBe(0);
      }),
      { numRuns: 30 },
    );
  });

  test('a clock that is set back keeps nobody out for long', () => {
    let now = 10 * MINUTE;
    const rate = createRate(2, () => now);
    for (const _ of [1, 2]) rate('a');
    now = 0;
    expect(rate('a')).toBe(MINUTE / 2);
    now += MINUTE / 2;
    expect(rate('a')).toBe(0);
  });

  test('counts ten thousand names at a time, and no more', () => {
    const rate = createRate(1, () => 0);
    rate('a');
    for (let name = 1; name < 10_000; name += 1) rate(String(name));
    expect(rate('a')).toBe(MINUTE);
    rate('one more');
    expect(rate('a')).toBe(0);
  });
});

/** A shop whose clock stands still until it is moved, and which takes so many requests a minute. */
async function openBusyShop(
  requestsPerMinute: number,
): Promise<Shop & { readonly wait: (ms: number) => void }> {
  let now = Date.now();
  const runtime = { ...nodeRuntime([{ id: 'one', bytes: new Uint8Array(32) }]), now: () => now };
  const shop = await openShop({ requestsPerMinute, runtime });
  return { ...shop, wait: (ms) => void (now += ms) };
}

const LIMITS = '/api/agent/limits';

/** The status that a request over a connection from this address gets. */
async function from({ server }: Shop, address: string, apiKey?: string): Promise<number> {
  const headers = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
  const incoming = { headers, socket: { remoteAddress: address } };
  return (await server.fetch(new Request(`${BASE_URL}${LIMITS}`, { headers }), { incoming })).status;
}

describe('an API key', () => {
  test('that asks too often is told when to ask again, and no other is', async () => {
    const { call, keys, wait } = await openBusyShop(3);
    const ask = async (apiKey = keys.network): Promise<number> =>
      (await call('GET', LIMITS, { apiKey })).status;
    expect([await ask(), await ask(), await ask()]).toEqual([200, 200, 200]);
    const { status, headers, body } = await call('GET', LIMITS);
    expect([status, headers.get('retry-after')]).toEqual([429, '20']);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(body).toMatchObject({
      error: 'rate_limited',
      retryable: true,
      retry_after_seconds: 20,
      details: { requests_per_minute: 3 },
      next_action:
        'Nothing was done. Wait for retry_after_seconds, then send the same request again, with the same Idempotency-Key.',
    });
    expect(await ask(keys.neighbour)).toBe(200);
    wait(19_999);
    expect(await ask()).toBe(429);
    wait(1);
    expect([await ask(), await ask()]).toEqual([200, 429]);
  });

  test('is counted over MCP and HTTP together', async () => {
    const { call } = await openBusyShop(2);
    const body = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
    const tools = () =>
      call('POST', '/mcp', { body, headers: { accept: 'application/json, text/event-stream' } });
    expect([(await tools()).status, (await call('GET', LIMITS)).status]).toEqual([200, 200]);
    const { status, headers, body: problem } = await tools();
    expect([status, headers.get('retry-after'), problem.error]).toEqual([429, '30', 'rate_limited']);
  });

  test('that pays once too often has paid nothing, and pays under the same key later', async () => {
    const shop = await openBusyShop(5);
    const cart = await shop.readyCart();
    for (const _ of [1, 2]) await shop.call('GET', LIMITS);
    expect((await payFor(shop, cart, 'token')).status).toBe(429);
    expect(shop.provider.submitted).toEqual([]);
    shop.wait(12_000);
    expect((await payFor(shop, cart, 'token')).status).toBe(200);
    expect(shop.provider.submitted).toEqual(['token']);
  });

  test('without the scope is counted as one, whoever else is at its address', async () => {
    const shop = await openBusyShop(1);
    const ask = async () => (await shop.call('GET', LIMITS, { apiKey: shop.keys.writeOnly })).body.error;
    expect([await ask(), await ask()]).toEqual(['scope_insufficient', 'rate_limited']);
    expect((await shop.call('GET', LIMITS, { apiKey: null })).status).toBe(401);
  });

  test('of a platform without a limit asks as often as it likes', async () => {
    const { call } = await openBusyShop(0);
    const asked = await Promise.all(Array.from({ length: 50 }, () => call('GET', LIMITS)));
    expect(new Set(asked.map(({ status }) => status))).toEqual(new Set([200]));
  });
});

describe('an address', () => {
  test('that guesses keys is told to stop, and keeps nobody out who has one', async () => {
    const shop = await openBusyShop(2);
    const guess = (address: string) => from(shop, address, `kfa_test_${randomUUID().replaceAll('-', '')}`);
    expect([await guess('192.0.2.1'), await from(shop, '192.0.2.1')]).toEqual([401, 401]);
    expect([await guess('192.0.2.1'), await from(shop, '192.0.2.1')]).toEqual([429, 429]);
    expect(await from(shop, '192.0.2.1', shop.keys.network)).toBe(200);
    expect(await guess('2001:db8::1')).toBe(401);
    shop.wait(30_000);
    expect([await guess('192.0.2.1'), await guess('192.0.2.1')]).toEqual([401, 429]);
  });

  test('is counted with all others of its network', async () => {
    const shop = await openBusyShop(1);
    const addresses = ['2001:db8::1', '2001:db8::2', '2001:db8:0:1::1', '192.0.2.1', '::ffff:192.0.2.1'];
    const told: number[] = [];
    for (const address of addresses) told.push(await from(shop, address));
    expect(told).toEqual([401, 429, 401, 401, 429]);
  });
});

test.each([
  ['GET', '/healthz', 200],
  ['GET', '/readyz', 200],
  ['GET', '/openapi.json', 200],
  ['POST', '/webhooks/fake/one', 404],
  ['GET', '/pay/kpc_1', 404],
  ['GET', '/return/demo/cart_1/att_1', 404],
])('%s %s is never too often', async (method, path, status) => {
  const { server, call } = await openBusyShop(1);
  for (const _ of [1, 2]) await call('GET', LIMITS, { apiKey: null });
  for (const _ of [1, 2, 3]) {
    const answer = await server.fetch(new Request(`${BASE_URL}${path}`, { method }));
    expect(answer.status).toBe(status);
  }
});
