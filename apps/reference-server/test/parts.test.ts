import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import getPort from 'get-port';
import { pino } from 'pino';
import { afterEach, describe, expect, test } from 'vitest';
import { createBackground } from '../src/background.ts';
import { runDemo } from '../src/demo/run.ts';
import { DEMO_SEED, PRAIRIE } from '../src/demo-shop.ts';
import { pooledFetch } from '../src/fetch.ts';
import type { RailKind } from '../src/rails/kind.ts';
import { createRails } from '../src/rails.ts';
import { payingTo } from '../src/sellers.ts';
import { ACME, X402_KIND, X402_RAILS } from './shop.ts';

const ONE = { rail: 'x402', payTo: '0x00000000000000000000000000000000000000AA' } as const;
const TWO = { rail: 'x402', payTo: '0x00000000000000000000000000000000000000bb' } as const;
const silent = pino({ level: 'silent' });

describe('the background work', () => {
  test('runs at once, one round at a time, also after a round that failed, until it is stopped', async () => {
    let running = 0;
    let most = 0;
    let rounds = 0;
    const round = async () => {
      running += 1;
      rounds += 1;
      most = Math.max(most, running);
      await new Promise(setImmediate);
      running -= 1;
      if (rounds === 2) throw new Error('The store is down.');
      return { carts: 0, attempts: 0, refunds: 0, events: 0, failed: rounds === 3 ? 1 : 0 };
    };
    const background = createBackground(round, silent, 1);
    background.start();
    await expect.poll(() => rounds).toBeGreaterThan(4);
    await background.stop();
    expect([most, running]).toEqual([1, 0]);
    const after = rounds;
    await new Promise(setImmediate);
    expect(rounds).toBe(after);
  });
});

describe('the rails of a seller', () => {
  const { of: rails, at } = X402_RAILS;

  test('are the same array for the same accounts, so that they are checked once', async () => {
    const accounts = payingTo([], [ONE]);
    expect(await rails({ ...ACME, accounts })).toBe(
      await rails({ ...ACME, accounts: structuredClone(accounts) }),
    );
  });

  test('are kept for the ten thousand that were asked for last', async () => {
    let made = 0;
    const make: RailKind['make'] = (account) => {
      made += 1;
      return X402_KIND.make(account);
    };
    const kind = { ...X402_KIND, make };
    const { of } = createRails({ kinds: [kind], referring: null, cards: null, accounts: null });
    const mounted = (place: number) => {
      const payTo = `0x${String(place).padStart(40, '0')}`;
      return of({ ...ACME, handle: `seller-${place}`, accounts: [{ ...ONE, payTo, active: true }] });
    };
    const [first, second] = [await mounted(0), await mounted(1)];
    for (let place = 2; place < 10_000; place += 1) await mounted(place);
    expect(await mounted(0)).toBe(first);
    const before = made;
    await mounted(10_000);
    expect(await mounted(0)).toBe(first);
    expect(made).toBe(before + 1);
    expect(await mounted(1)).not.toBe(second);
    expect(made).toBe(before + 2);
  });

  test('keep a replaced account, inactive, for what began on it', async () => {
    const accounts = payingTo(payingTo([], [ONE]), [TWO]);
    expect((await rails({ ...ACME, accounts })).map(({ account, active }) => [account, active])).toEqual([
      [TWO.payTo, true],
      [ONE.payTo, false],
      ['profile_none', false],
    ]);
    expect(payingTo(accounts, [TWO])).toEqual(accounts);
    expect(payingTo(accounts, [ONE])[0]).toEqual({ ...ONE, active: true });
  });

  test('are there, inactive, for a seller without an account, and where nobody has set one up', async () => {
    const listed = (await rails({ ...ACME, accounts: [] })).map(({ rail, active }) => [rail.id, active]);
    expect(listed).toEqual([
      ['x402', false],
      ['stripe-mpp', false],
    ]);
    const unset = { rail: 'stripe-mpp', payTo: 'profile_1', active: true } as const;
    expect((await rails({ ...ACME, accounts: [unset] }))[0]).toMatchObject({
      account: 'profile_1',
      active: false,
    });
  });

  test('are found by their account once they are made, for webhooks', async () => {
    const [mount] = await rails({ ...ACME, accounts: payingTo([], [ONE]) });
    expect((await at('x402', ONE.payTo))?.rail).toBe(mount?.rail);
    expect(await at('x402', 'somebody')).toBeNull();
    expect(await at('constructor', ONE.payTo)).toBeNull();
  });
});

test('the demo shop has a cart of $49.99', () => {
  const [prairie] = DEMO_SEED.sellers ?? [];
  expect(prairie?.handle).toBe(PRAIRIE);
  expect((prairie?.products?.[0]?.price ?? 0) + (prairie?.delivery_fee ?? 0)).toBe(4999);
});

/** Answers with what was asked, under the status that was asked for; never on `/slow`. */
async function echoed(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const status = Number(request.headers['x-status'] ?? 200);
  if (request.url === '/slow') return;
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const { method } = request;
  response.writeHead(status, { 'content-type': 'application/json', location: '/elsewhere' });
  response.end(status === 204 ? undefined : JSON.stringify({ method, body }));
}

test('the demo says what to do when there is no server, or no sandbox', async () => {
  const said: string[] = [];
  const say = (line: string): void => void said.push(line);
  const address = `http://127.0.0.1:${await getPort()}`;
  await expect(runDemo(address, say)).rejects.toThrow('No server answers at');
  const server = createServer((_, response) => response.writeHead(404).end());
  server.listen(Number(new URL(address).port), '127.0.0.1');
  await once(server, 'listening');
  await expect(runDemo(address, say)).rejects.toThrow('has no sandbox');
  expect(said).toEqual([]);
  server.closeAllConnections();
  server.close();
});

describe('pooledFetch', () => {
  const closing: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  /** A provider that answers with what it was asked. */
  async function echo(): Promise<string> {
    const server = createServer((request, response) => void echoed(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closing.push(async () => {
      server.closeAllConnections();
      server.close();
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  test('sends what fetch sends, and gives what fetch gives', async () => {
    const url = await echo();
    const pool = pooledFetch();
    closing.push(pool.close);
    for (const send of [fetch, pool.fetch]) {
      const answer = await send(url, { method: 'post', body: 'text', headers: { 'x-status': '402' } });
      expect([answer.status, answer.ok, answer.headers.get('content-type')]).toEqual([
        402,
        false,
        'application/json',
      ]);
      expect(await answer.json()).toEqual({ method: 'POST', body: 'text' });
      expect(await (await send(new URL(url))).json()).toEqual({ method: 'GET', body: '' });
      expect(await (await send(new Request(url, { method: 'PUT', body: 'x' }))).json()).toEqual({
        method: 'PUT',
        body: 'x',
      });
      expect((await send(url, { headers: { 'x-status': '204' } })).body).toBeNull();
    }
  });

  test('follows no redirect', async () => {
    const url = await echo();
    const pool = pooledFetch();
    closing.push(pool.close);
    const headers = { 'x-status': '302' };
    await expect(pool.fetch(url, { headers })).rejects.toThrow('redirects are not followed');
    expect((await pool.fetch(url, { headers, redirect: 'manual' })).status).toBe(302);
  });

  test('stops when it is told to', async () => {
    const url = await echo();
    const pool = pooledFetch();
    closing.push(pool.close);
    await expect(pool.fetch(`${url}/slow`, { signal: AbortSignal.timeout(20) })).rejects.toThrow('timeout');
  });
});
