import { RailError } from '@railyard/core';
import { type Guard, type GuardedSale, guard } from '@railyard/core/http';
import { reconcile, refundOrder } from '@railyard/core/operator';
import { readOrder } from '@railyard/core/order';
import { describe, expect, it } from 'vitest';
import { nonce, pass, signed } from '../engine/calls.ts';
import { createWorld, HOUR, MINUTE, mount, type World } from '../engine/world.ts';
import { openShop, PRICE, type Shop, signedRail } from './shop.ts';

const DAY = 24 * HOUR;
const failing = () => new Response('not today', { status: 500 });

/** Status and error code, or status and text. */
async function told(response: Response): Promise<readonly [number, string]> {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json');
  return [response.status, isJson ? (JSON.parse(text) as { error: string }).error : text];
}

async function carts({ store }: World, tenant = 'acme'): Promise<readonly string[]> {
  const { keys } = await store.list('cart', { tenant, limit: 99 });
  return keys.map((key) => key.slice(tenant.length + 1));
}

/** The shop at other terms. */
const at = (shop: Shop, sale: Partial<GuardedSale>): Shop =>
  shop.with({ sale: () => ({ title: 'A report', price: PRICE, ...sale }) });

const refused = (world: World, name: string) => nonce(signed(world, { nonce: `refused${name}` }));

describe('an answer', () => {
  it.each([
    ['without a body', new Response(null, { status: 204 })],
    ['of 150,000 bytes', new Response('x'.repeat(150_000))],
    ['of 300,000 bytes', new Response('x'.repeat(300_000))],
  ])('%s reaches its payer, once and again', async (_, response) => {
    const shop = openShop();
    const text = await response.clone().text();
    shop.handler = () => response.clone();
    const headers = nonce(signed(shop.world));
    const answers = [await shop.ask(headers), await shop.ask(headers)];

    expect(answers.map(({ status }) => status)).toEqual([response.status, response.status]);
    expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual([text, text]);
  });

  it('that was too long to be kept is made no more once the money has gone back', async () => {
    const shop = openShop();
    shop.handler = () => {
      shop.runs.push('long');
      return new Response('x'.repeat(300_000));
    };
    const headers = nonce(signed(shop.world));
    await shop.ask(headers);
    const [cart = ''] = await carts(shop.world);
    const call = { tenant: 'acme', order: `order_${cart.slice(5)}_1`, key: 'r1', reason: 'spoilt' };
    await shop.world.runtime.run(refundOrder(shop.world.checkout, call));

    expect(await told(await shop.ask(headers))).toEqual([409, 'payment_refunded']);
    expect(shop.runs).toEqual(['long']);
  });
});

describe('a retry of what was paid', () => {
  it('is answered although its rail would refuse it by now', async () => {
    const world = createWorld({ mounts: [mount(signedRail())] });
    const shop = openShop({}, world);
    const headers = nonce(signed(world));
    await shop.ask(headers);
    const strict = {
      ...signedRail(),
      check: async () => ({ refused: 'wrong_recipient', message: 'Pay elsewhere.' }),
    };
    const later = world.engine({ rails: () => [mount(strict)] });

    expect(await told(await shop.with({ checkout: later.checkout }).ask(headers))).toEqual([200, 'report 1']);
  });

  it('that is priced higher by something else than address and body does not run the handler', async () => {
    const shop = openShop();
    const headers = nonce(signed(shop.world));
    const { handler } = shop;
    shop.handler = failing;
    await shop.ask(headers);
    shop.handler = handler;
    const dear = at(shop, { price: { ...PRICE, amount: 90_000 } });
    dear.handler = handler;

    expect(await told(await dear.ask(headers))).toEqual([409, 'price_changed']);
    expect(shop.runs).toEqual([]);
    expect(await told(await shop.ask(headers))).toEqual([200, 'report 1']);
    expect(await told(await dear.ask(headers))).toEqual([200, 'report 1']);
  });
});

describe('a sale that the platform names', () => {
  it('asks nobody for the price of yesterday, and has that of today once a declined try is over', async () => {
    const shop = openShop({ id: 'flat-3' });
    await shop.ask(refused(shop.world, '1'));
    const dear = at(shop, { id: 'flat-3', price: { ...PRICE, amount: 90_000 } });
    const meanwhile = [await dear.ask(), await dear.ask(nonce(signed(shop.world, { nonce: 'early' })))];
    await pass(shop.world, 2 * HOUR);
    const cheap = await dear.ask(nonce(signed(shop.world)));
    const paid = await dear.ask(nonce(signed(shop.world, { amount: 90_000 })));

    expect(await Promise.all(meanwhile.map(told))).toEqual([
      [409, 'cart_locked'],
      [409, 'cart_locked'],
    ]);
    expect(cheap.headers.get('x-nonce-required')).toBe('90000 usd');
    expect(await told(cheap)).toEqual([402, 'credential_invalid']);
    expect(await told(paid)).toEqual([200, 'report 1']);
    expect(shop.world.provider.charges).toMatchObject([{ amount: 90_000 }]);
  });

  it('cannot be kept from its buyer by another principal who tries in vain', async () => {
    const shop = openShop({ id: 'flat-3', principal: 'mallory' });
    for (let n = 0; n < 20; n += 1) await shop.ask(refused(shop.world, String(n)));
    const alice = at(shop, { id: 'flat-3', principal: 'alice' });
    const early = await told(await alice.ask(nonce(signed(shop.world))));
    await pass(shop.world, 2 * HOUR);

    expect(early).toEqual([409, 'cart_locked']);
    expect(await told(await alice.ask(nonce(signed(shop.world))))).toEqual([200, 'report 1']);
  });

  it('shows an order to whoever tried to pay it, and not to who may buy it by now', async () => {
    const shop = openShop({ id: 'flat-3', title: 'Dinner of alice', principal: 'alice' });
    await shop.ask(refused(shop.world, '1'));
    await pass(shop.world, 2 * HOUR);
    await at(shop, { id: 'flat-3', principal: 'bob' }).ask(refused(shop.world, '2'));
    const [cart = ''] = await carts(shop.world);
    const read = (principal: string) =>
      shop.world.runtime.run(
        readOrder(
          shop.world.checkout,
          { tenant: 'acme', principal: `principal:${principal}` },
          `order_${cart.slice(5)}_1`,
        ),
      );

    expect(await read('alice')).toMatchObject({ status: 'unpaid', purchase: { version: 1 } });
    await expect(read('bob')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('asks nobody to pay any more after twenty tries', async () => {
    const shop = openShop({ id: 'flat-3' });
    for (let n = 0; n < 20; n += 1) await shop.ask(refused(shop.world, String(n)));
    expect(await told(await shop.ask())).toEqual([429, 'too_many_attempts']);
  });

  it('refuses a time that is not one in milliseconds', async () => {
    const shop = openShop({ id: 'flat-3', quotedAt: 1_764_000_000 });
    expect((await told(await shop.ask()))[0]).toBe(500);
  });
});

describe('a platform', () => {
  it('can refuse a request in `sale`, and read its body there', async () => {
    const shop = openShop().with({
      sale: async (request) => {
        if ((await request.text()) === '') throw new RailError('validation', 'Say which day.');
        return { title: 'A report', price: PRICE };
      },
    });
    shop.handler = async (request) => new Response(await request.text());
    const post = (body: string) =>
      shop.ask(nonce(signed(shop.world)), 'https://shop.test/report', { method: 'POST', body });

    expect(await told(await post(''))).toEqual([422, 'validation']);
    expect(await told(await post('monday'))).toEqual([200, 'monday']);
  });

  it('gives two tenants’ sales two orders', async () => {
    const shop = openShop({ id: 'invoice-1' });
    const other = shop.with({ tenant: 'globex' });
    await shop.ask(nonce(signed(shop.world)));
    await other.ask(nonce(signed(shop.world, { nonce: 'n2' })));
    await pass(shop.world, MINUTE);

    expect(new Set(shop.world.events.map(({ id }) => id)).size).toBe(2);
    expect(await carts(shop.world)).not.toEqual(await carts(shop.world, 'globex'));
  });

  it('forgets a sale that was tried in vain, after the claim on its credential', async () => {
    const shop = openShop();
    const headers = refused(shop.world, '1');
    await shop.ask(headers);
    await pass(shop.world, 2 * HOUR);
    await shop.world.runtime.advance(30 * DAY);
    await shop.world.runtime.run(reconcile(shop.world.checkout));
    const meanwhile = [await carts(shop.world), (await shop.ask(headers)).status];
    await shop.world.runtime.advance(2 * DAY);
    await shop.world.runtime.run(reconcile(shop.world.checkout));

    expect(meanwhile).toEqual([[expect.any(String) as string], 402]);
    expect(await carts(shop.world)).toEqual([]);
  });
});

it('an id that a stranger gave in vain is the payer’s to give again, once that try is over', async () => {
  const shop = openShop();
  const id = { 'x-id': 'pay_0123456789abcdef' };
  await shop.ask({ ...refused(shop.world, '1'), ...id });
  const early = await told(await shop.ask({ ...nonce(signed(shop.world)), ...id }));
  await pass(shop.world, 2 * HOUR);

  expect(early).toEqual([409, 'idempotency_conflict']);
  expect(await told(await shop.ask({ ...nonce(signed(shop.world)), ...id }))).toEqual([200, 'report 1']);
  await pass(shop.world, MINUTE);
  const third = await told(await shop.ask({ ...nonce(signed(shop.world, { nonce: 'n3' })), ...id }));

  expect(third).toEqual([409, 'idempotency_conflict']);
  expect(shop.world.provider.charges).toHaveLength(1);
});

it('an id whose first payment arrives late pays once', async () => {
  const shop = openShop();
  const { provider } = shop.world;
  const id = { 'x-id': 'pay_0123456789abcdef' };
  const first = signed(shop.world, { nonce: 'refused1' });
  await shop.ask({ ...nonce(first), ...id });
  provider.land(first);
  await pass(shop.world, 2 * MINUTE);

  const second = await told(await shop.ask({ ...nonce(signed(shop.world)), ...id }));
  expect(second).toEqual([409, 'idempotency_conflict']);
  expect(await told(await shop.ask({ ...nonce(first), ...id }))).toEqual([200, 'report 1']);
  expect(provider.charges).toHaveLength(1);
});

it('the price of today is offered with a credential that was declined at yesterday’s', async () => {
  const shop = openShop();
  const headers = refused(shop.world, '1');
  await shop.ask(headers);
  const dear = at(shop, { price: { ...PRICE, amount: 9_900 } });

  expect((await dear.ask(headers)).headers.get('x-nonce-required')).toBe('9900 usd');
});

it('a refund waits for the handler that runs, whoever ran before', async () => {
  const shop = openShop();
  const headers = nonce(signed(shop.world));
  const { runtime, checkout } = shop.world;
  let active = 0;
  shop.handler = async () => {
    active += 1;
    await runtime.sleep(25_000);
    active -= 1;
    return new Response('slow');
  };
  const sell: Guard = guard({
    checkout,
    tenant: 'acme',
    seller: 'shop',
    sale: () => ({ title: 'A report', price: PRICE }),
  });
  const ask = () => sell(new Request('https://shop.test/report', { headers }), shop.handler);
  const first = ask();
  await runtime.advance(21_500);
  const second = ask();
  await runtime.advance(1_000);
  const [cart = ''] = await carts(shop.world);
  const call = { tenant: 'acme', order: `order_${cart.slice(5)}_1`, key: 'r1', reason: 'slow' };
  const running = active;
  const asked = runtime.run(refundOrder(checkout, call));

  await expect(asked).rejects.toMatchObject({ code: 'cart_locked' });
  expect(running).toBeGreaterThan(0);
  expect((await runtime.run(first)).status).toBe(503);
  await runtime.run(second);
  expect(await told(await runtime.run(ask()))).toEqual([200, 'slow']);
});
