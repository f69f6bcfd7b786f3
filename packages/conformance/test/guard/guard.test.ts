import type { Mount, Store } from '@railyard/core';
import { reconcile, refundOrder } from '@railyard/core/operator';
import type { PaymentRail } from '@railyard/core/rail';
import { describe, expect, it, vi } from 'vitest';
import { nonce, pass, signed } from '../engine/calls.ts';
import { createWorld, HOUR, MINUTE, mount, slowReads } from '../engine/world.ts';
import { openShop, orderOf, PRICE, type Shop, signedRail } from './shop.ts';

const full = () => Promise.reject(new Error('The disk is full.'));
const BROKEN: Store = { durability: 'volatile', get: full, update: full, due: full, list: full };

const failing = () => new Response('not today', { status: 500 });

async function told(response: Response): Promise<{ readonly status: number; readonly body: unknown }> {
  const text = await response.text();
  const json = response.headers.get('content-type')?.includes('json');
  return { status: response.status, body: json ? JSON.parse(text) : text };
}

async function paidAndFailing(shop: Shop): Promise<Readonly<Record<string, string>>> {
  const headers = nonce(signed(shop.world));
  const { handler } = shop;
  shop.handler = failing;
  expect((await shop.ask(headers)).status).toBe(503);
  shop.handler = handler;
  return headers;
}

describe('a guarded request', () => {
  it('is offered for its price without a credential, and nothing is stored', async () => {
    const shop = openShop();
    const answer = await shop.ask();

    expect(await told(answer)).toMatchObject({ status: 402, body: { amount: 4_999, currency: 'usd' } });
    expect(answer.headers.get('x-nonce-required')).toBe('4999 usd');
    expect((await shop.world.store.list('cart', { tenant: 'acme', limit: 9 })).keys).toEqual([]);
    expect(shop.runs).toEqual([]);
  });

  it('is answered by its handler once it is paid, with the receipt', async () => {
    const shop = openShop();
    const answer = await shop.ask(nonce(signed(shop.world)));

    expect(await told(answer)).toEqual({ status: 200, body: 'report 1' });
    expect(answer.headers.get('x-nonce-receipt')).toBe('ch_1');
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
    expect(shop.world.provider.charges).toHaveLength(1);
  });

  it.each([
    ['public, max-age=3600', 'private, no-store'],
    ['private, max-age=60', 'private, max-age=60'],
  ])('is kept by no shared cache, whatever its handler says: %s', async (said, sent) => {
    const shop = openShop();
    shop.handler = () => new Response('report', { headers: { 'cache-control': said } });
    expect((await shop.ask(nonce(signed(shop.world)))).headers.get('cache-control')).toBe(sent);
  });

  it('gives the same bytes again to the same credential, without a run and without a charge', async () => {
    const shop = openShop();
    const headers = nonce(signed(shop.world));
    await shop.ask(headers);
    const again = await shop.ask(headers);

    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.headers.get('x-nonce-receipt')).toBe('ch_1');
    expect(again.headers.get('set-cookie')).toBeNull();
    expect(await told(again)).toEqual({ status: 200, body: 'report 1' });
    expect(shop.runs).toHaveLength(1);
    expect(shop.world.provider.charges).toHaveLength(1);
  });

  it('runs its handler once for ten copies at the same time, and answers them alike', async () => {
    const shop = openShop();
    const headers = nonce(signed(shop.world));
    const answers = await Promise.all(Array.from({ length: 10 }, () => shop.ask(headers).then(told)));

    expect(answers).toEqual(Array.from({ length: 10 }, () => ({ status: 200, body: 'report 1' })));
    expect(shop.runs).toHaveLength(1);
    expect(shop.world.provider.charges).toHaveLength(1);
  });

  it('is one sale for each credential', async () => {
    const shop = openShop();
    const first = await shop.ask(nonce(signed(shop.world)));
    const second = await shop.ask(nonce(signed(shop.world, { nonce: 'n2' })));

    expect([await first.text(), await second.text()]).toEqual(['report 1', 'report 2']);
    expect(shop.world.provider.charges).toHaveLength(2);
  });

  it.each<readonly [string, string, RequestInit]>([
    ['address', 'https://shop.test/other', {}],
    ['query', 'https://shop.test/report?day=2', {}],
    ['method', 'https://shop.test/report', { method: 'POST' }],
    ['body', 'https://shop.test/report', { method: 'POST', body: 'day=2' }],
  ])('does not pay for a request with another %s', async (_, url, init) => {
    const shop = openShop();
    const headers = nonce(signed(shop.world));
    await shop.ask(headers, 'https://shop.test/report', init.body ? { method: 'POST', body: 'day=1' } : {});
    const answer = await told(await shop.ask(headers, url, init));

    expect(answer).toMatchObject({ status: 402, body: { error: 'credential_already_used' } });
    expect(shop.runs).toHaveLength(1);
    expect(shop.world.provider.charges).toHaveLength(1);
  });

  it('that is free goes to its handler', async () => {
    const shop = openShop().with({ sale: () => null });
    expect(await told(await shop.ask())).toEqual({ status: 200, body: 'report 1' });
  });

  it('leaves the body to its handler, up to the limit', async () => {
    const shop = openShop();
    shop.handler = async (request) => new Response(await request.text());
    const post = (body: string) =>
      shop.ask(nonce(signed(shop.world)), 'https://shop.test/report', { method: 'POST', body });

    expect(await told(await post('x'.repeat(65_537)))).toMatchObject({
      status: 413,
      body: { error: 'payload_too_large' },
    });
    expect(await told(await post('hello'))).toEqual({ status: 200, body: 'hello' });
  });

  it('answers doubt with 503, and afterwards the payer gets what was paid for', async () => {
    const shop = openShop();
    const headers = nonce(signed(shop.world));
    shop.world.provider.fault('submit', { type: 'hang' }, { type: 'lost_reply' });
    const doubt = await shop.ask(headers);
    await pass(shop.world, 2 * MINUTE);

    expect(await told(doubt)).toMatchObject({
      status: 503,
      body: { error: 'payment_unresolved', retryable: true },
    });
    expect(await told(await shop.ask(headers))).toEqual({ status: 200, body: 'report 1' });
    expect(shop.world.provider.charges).toHaveLength(1);
  });

  it('calls no provider and no handler when the store is down', async () => {
    const shop = openShop();
    const down = shop.world.engine({
      store: { ...shop.world.store, update: () => Promise.reject(new Error('ECONNRESET')) },
    });
    const answer = await shop.with({ checkout: down.checkout }).ask(nonce(signed(shop.world)));

    expect(await told(answer)).toMatchObject({ status: 503, body: { error: 'upstream_unavailable' } });
    expect(shop.world.provider.calls).toEqual([]);
    expect(shop.runs).toEqual([]);
  });

  it('is refused above the platform’s cap', async () => {
    const shop = openShop({ price: { ...PRICE, amount: 100_001 } });
    expect(await told(await shop.ask())).toMatchObject({
      status: 400,
      body: { error: 'cart_total_exceeds_limit' },
    });
  });
});

describe('a handler that fails', () => {
  it.each<readonly [string, Shop['handler']]>([
    ['answers 500', failing],
    ['answers 404', () => new Response(null, { status: 404 })],
    ['throws', () => Promise.reject(new Error('The printer is on fire.'))],
    ['never answers', () => new Promise(() => {})],
  ])(
    '(it %s) is 503 without a receipt, and the same credential runs it again without a charge',
    async (_, handler) => {
      const shop = openShop();
      const headers = nonce(signed(shop.world));
      const usual = shop.handler;
      shop.handler = handler;
      const failed = await shop.ask(headers);
      shop.handler = usual;

      expect(failed.headers.get('x-nonce-receipt')).toBeNull();
      expect(await told(failed)).toMatchObject({
        status: 503,
        body: { error: 'order_not_fulfilled', retryable: true },
      });
      expect(await told(await shop.ask(headers))).toEqual({ status: 200, body: 'report 1' });
      expect(shop.world.provider.charges).toHaveLength(1);
    },
  );

  it('may succeed after the credential has expired, because it is owed', async () => {
    const shop = openShop();
    const headers = await paidAndFailing(shop);
    await shop.world.runtime.advance(2 * HOUR);

    expect(await told(await shop.ask(headers))).toEqual({ status: 200, body: 'report 1' });
  });

  it('becomes a case an hour later, which a success closes', async () => {
    const shop = openShop();
    const headers = await paidAndFailing(shop);
    await pass(shop.world, HOUR + MINUTE);
    const opened = shop.world.events.map(({ type }) => type);
    await shop.ask(headers);
    await shop.world.runtime.run(reconcile(shop.world.checkout));

    expect(opened).toEqual(['order.paid', 'case.opened']);
    expect(shop.world.events.at(-1)).toMatchObject({
      type: 'case.closed',
      subject: { case: 'not_fulfilled' },
    });
  });

  it('can be refunded, and then the credential buys nothing', async () => {
    const shop = openShop();
    const headers = await paidAndFailing(shop);
    await pass(shop.world, HOUR + MINUTE);
    const order = await orderOf(shop.world);
    const call = { tenant: 'acme', order, key: 'case-1', reason: 'not delivered' };
    const refund = await shop.world.runtime.run(refundOrder(shop.world.checkout, call));
    const again = await shop.world.runtime.run(refundOrder(shop.world.checkout, call));

    expect(refund).toMatchObject({ state: 'refunded', amount: PRICE });
    expect(again).toEqual(refund);
    expect(shop.world.provider.charges).toMatchObject([{ refunds: [{ amount: 4_999 }] }]);
    expect(await told(await shop.ask(headers))).toMatchObject({
      status: 409,
      body: { error: 'payment_refunded' },
    });
    expect(shop.runs).toEqual([]);
  });

  it('that answered after the engine stopped waiting has its answer kept', async () => {
    const shop = openShop();
    const headers = nonce(signed(shop.world));
    shop.handler = async () => {
      shop.runs.push('slow');
      await shop.world.runtime.sleep(25_000);
      return new Response('late');
    };
    const failed = await shop.ask(headers);
    await shop.world.runtime.advance(10_000);

    expect(failed.status).toBe(503);
    expect(await told(await shop.ask(headers))).toEqual({ status: 200, body: 'late' });
    expect(shop.runs).toEqual(['slow']);
  });
});

describe('who has the answer', () => {
  it('is nobody who shows a forged copy of the credential, before and after', async () => {
    const shop = openShop();
    const headers = nonce(signed(shop.world));
    const forged = { ...headers, 'x-signature': 'forged' };

    expect(await told(await shop.ask(forged))).toMatchObject({
      status: 402,
      body: { error: 'credential_invalid' },
    });
    await shop.ask(headers);
    expect(await told(await shop.ask(forged))).toMatchObject({
      status: 409,
      body: { error: 'credential_altered' },
    });
    expect(shop.runs).toHaveLength(1);
  });

  it('is nobody once the credential has expired', async () => {
    const shop = openShop();
    const headers = nonce(signed(shop.world));
    await shop.ask(headers);
    await shop.world.runtime.advance(HOUR);

    expect(await told(await shop.ask(headers))).toMatchObject({
      status: 402,
      body: { error: 'credential_already_used', amount: 4_999 },
    });
    expect(shop.runs).toHaveLength(1);
  });

  it('is a known caller also later, and no other', async () => {
    const shop = openShop({ principal: 'alice' });
    const headers = nonce(signed(shop.world));
    await shop.ask(headers);
    await shop.world.runtime.advance(HOUR);
    const bob = shop.with({ sale: () => ({ title: 'A report', price: PRICE, principal: 'bob' }) });

    expect(await told(await shop.ask(headers))).toEqual({ status: 200, body: 'report 1' });
    expect(await told(await bob.ask(headers))).toMatchObject({ status: 404 });
  });
});

describe('a sale that the platform names', () => {
  it('is sold once, and a second credential stays unspent', async () => {
    const shop = openShop({ id: 'invoice-17' });
    await shop.ask(nonce(signed(shop.world)));
    const second = await told(await shop.ask(nonce(signed(shop.world, { nonce: 'n2' }))));
    const nobody = await told(await shop.ask());

    for (const answer of [second, nobody])
      expect(answer).toMatchObject({ status: 409, body: { error: 'cart_already_completed' } });
    expect(shop.world.provider.charges).toHaveLength(1);
  });

  it('answers its credential from any address, and 409 once that has expired', async () => {
    const shop = openShop({ id: 'invoice-17' });
    const headers = nonce(signed(shop.world));
    await shop.ask(headers);
    const moved = await told(await shop.ask(headers, 'https://shop.test/report?again'));
    await shop.world.runtime.advance(HOUR);

    expect(moved).toEqual({ status: 200, body: 'report 1' });
    expect(await told(await shop.ask(headers))).toMatchObject({ status: 409 });
  });

  it('gives its answer to the known caller also without a credential', async () => {
    const shop = openShop({ id: 'invoice-17', principal: 'alice' });
    await shop.ask(nonce(signed(shop.world)));
    expect(await told(await shop.ask())).toEqual({ status: 200, body: 'report 1' });
  });
});

describe('the id that a payer gives the request', () => {
  it('is the idempotency key: another credential under it is refused unspent', async () => {
    const shop = openShop();
    const headers = { ...nonce(signed(shop.world)), 'x-id': 'pay_0123456789abcdef' };
    await shop.ask(headers);
    const other = { ...nonce(signed(shop.world, { nonce: 'n2' })), 'x-id': 'pay_0123456789abcdef' };

    expect(await told(await shop.ask(headers))).toEqual({ status: 200, body: 'report 1' });
    expect(await told(await shop.ask(other))).toMatchObject({
      status: 409,
      body: { error: 'idempotency_conflict' },
    });
    expect(shop.world.provider.charges).toHaveLength(1);
  });

  it('belongs to the payer: two may give the same one', async () => {
    const shop = openShop();
    const ask = (payer: string) =>
      shop.ask({ ...nonce(signed(shop.world, { payer })), 'x-id': 'pay_0123456789abcdef' });

    expect([(await ask('0xaa')).status, (await ask('0xbb')).status]).toEqual([200, 200]);
  });

  it('gives a forged credential nothing', async () => {
    const shop = openShop();
    const headers = { ...nonce(signed(shop.world)), 'x-id': 'pay_0123456789abcdef' };
    await shop.ask(headers);
    const forged = await told(await shop.ask({ ...headers, 'x-signature': 'forged' }));

    expect(forged).toMatchObject({ status: 409, body: { error: 'credential_altered' } });
  });
});

it('answers a paid request although a successor of its rail refuses the credential', async () => {
  const old = signedRail();
  const strict: PaymentRail = {
    ...old,
    id: 'nonce-2',
    detect: ({ headers }) =>
      headers['x-nonce'] === undefined ? null : { refused: 'old_form', message: 'Sign anew.' },
  };
  let mounts = [mount(old)];
  const shop = openShop({}, createWorld({ rails: () => mounts }));
  const headers = nonce(signed(shop.world));
  const paid = await (await shop.ask(headers)).text();

  mounts = [mount(strict), mount(old, { active: false })];
  const again = await shop.ask(headers);
  expect(again.status).toBe(200);
  expect(await again.text()).toBe(paid);
});

it.each([60_000 / 7, -1, 400 * 24 * HOUR, Number.MAX_SAFE_INTEGER, Number.POSITIVE_INFINITY])(
  'refuses to wait %s ms for its handler',
  (fulfilWithin) => {
    expect(() => openShop().with({ fulfilWithin })).toThrow(
      'fulfilWithin is a whole number of milliseconds, a year at most.',
    );
  },
);

it('says no 402 to a copy whose credential paid while it slept, when the sale is still owed', async () => {
  const shop = openShop();
  const { world, handler } = shop;
  const headers = nonce(signed(world, { validBefore: world.runtime.now() + MINUTE }));
  const slow = shop.with({}, world.engine({ store: slowReads(world, 'proof', 2 * MINUTE) }));
  const copy = slow.ask(headers);
  shop.handler = failing;
  expect((await shop.ask(headers)).status).toBe(503);
  shop.handler = handler;

  expect((await copy).status).toBe(200);
  expect(world.provider.charges).toHaveLength(1);
});

it('asks the platform for its rails and the rails for a credential once', async () => {
  const rail = signedRail();
  const detect = vi.fn<PaymentRail['detect']>((...asked) => rail.detect(...asked));
  const rails = vi.fn<() => readonly Mount[]>(() => [mount({ ...rail, detect })]);
  const shop = openShop({}, createWorld({ rails }));

  expect((await shop.ask(nonce(signed(shop.world)))).status).toBe(200);
  expect([rails.mock.calls.length, detect.mock.calls.length]).toEqual([1, 1]);
});

it.each([
  ['two rails of one name', { rails: () => [mount(signedRail()), mount(signedRail())] }, 500],
  ['a store that fails', { store: BROKEN }, 503],
] as const)('reports %s, of which no caller is told', async (_, set, status) => {
  const reports: unknown[] = [];
  const world = createWorld({ mounts: [mount(signedRail())] });
  const shop = openShop({}, world.engine({ ...set, report: (error) => void reports.push(error) }));

  expect((await shop.ask(nonce(signed(world)))).status).toBe(status);
  expect(reports).toHaveLength(1);
});

it('reports nothing that its caller is told', async () => {
  const reports: unknown[] = [];
  const world = createWorld({ mounts: [mount(signedRail())] });
  const shop = openShop({}, world.engine({ report: (error) => void reports.push(error) }));

  expect((await shop.ask(nonce(signed(world, { amount: 1 })))).status).toBe(402);
  expect(reports).toEqual([]);
});
