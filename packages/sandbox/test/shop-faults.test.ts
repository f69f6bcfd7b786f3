import { EventEmitter, once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { ShopFault } from '../src/index.ts';
import { ask, cardFor, openShopBench, orderFor, place, refusalOf, type ShopBench } from './shop-support.ts';

const BREAKS: readonly (readonly [ShopFault, string])[] = [
  [{ fault: 'cut' }, 'TypeError: fetch failed'],
  [{ fault: 'bad_gateway' }, '502'],
  [{ fault: 'html' }, '200 <!doctype html>'],
  [{ fault: 'truncated' }, '200 {"id":"ord_'],
  [{ fault: 'status', status: 503 }, '503 {"error":{"code":"internal_error"'],
  [{ fault: 'error_less' }, '500 {}'],
  [{ fault: 'not_json' }, '200 upstream'],
];

async function look(bench: ShopBench, body: unknown): Promise<string> {
  return ask(bench, 'POST /orders', { body }).then(({ status, text }) => `${status} ${text}`, String);
}

describe('an order whose call breaks', () => {
  it.each(BREAKS)('by %o before the work is not there, and can be placed', async (fault, seen) => {
    const bench = await openShopBench();
    const body = await orderFor(bench, await cardFor(bench));
    bench.local.fault('orders.create', fault);
    expect(await look(bench, body)).toContain(seen);
    expect((await ask(bench, 'GET /order_keys/k1')).body).toMatchObject({ certain: true, orders: [] });
    expect((await ask(bench, 'POST /orders', { body })).status).toBe(201);
    expect(bench.local.orders()).toHaveLength(1);
  });

  it.each(BREAKS)('by %o after the work is there, and found by its key', async (fault, seen) => {
    const bench = await openShopBench();
    const body = await orderFor(bench, await cardFor(bench));
    bench.local.fault('orders.create', { ...fault, when: 'after' } as ShopFault);
    expect(await look(bench, body)).toContain(seen);
    const { body: found } = await ask(bench, 'GET /order_keys/k1');
    expect(found).toMatchObject({ certain: true, orders: [{ state: 'confirmed' }] });
    expect((await ask(bench, 'POST /orders', { body })).body.id).toBe(found.orders?.[0]?.id);
    expect(bench.issuing.local.issuing.authorizations()).toHaveLength(1);
  });

  it('and arrives late is there in the end, once', async () => {
    const gate = new EventEmitter();
    const bench = await openShopBench(() => once(gate, 'open'));
    const body = await orderFor(bench, await cardFor(bench));
    bench.local.fault('orders.create', { fault: 'late', ms: 60_000 });
    expect(await look(bench, body)).toBe('TypeError: fetch failed');
    expect((await ask(bench, 'GET /order_keys/k1')).body).toMatchObject({ certain: true, orders: [] });
    gate.emit('open');
    await expect.poll(() => bench.local.orders()).toHaveLength(1);
    expect((await ask(bench, 'POST /orders', { body })).body.id).toBe(bench.local.orders()[0]?.id);
  });

  it('and whose caller hangs up is not certain while it is being placed', async () => {
    const gate = new EventEmitter();
    const bench = await openShopBench(() => once(gate, 'open'));
    const body = await orderFor(bench, await cardFor(bench));
    bench.local.fault('orders.create', { fault: 'delay', ms: 60_000 });
    const placing = ask(bench, 'POST /orders', { body });
    await expect.poll(() => bench.local.calls().length).toBe(2);
    expect((await ask(bench, 'GET /order_keys/k1')).body).toMatchObject({ certain: false, orders: [] });
    expect(refusalOf(await ask(bench, 'POST /orders', { body }))).toBe('409 order_in_progress');
    gate.emit('open');
    expect((await placing).status).toBe(201);
    expect((await ask(bench, 'GET /order_keys/k1')).body).toMatchObject({ certain: true, orders: [{}] });
  });
});

describe('a shop that cannot tell', () => {
  it('says so, as often as it was told', async () => {
    const bench = await openShopBench();
    await place(bench, await cardFor(bench));
    bench.local.fault('orders.find', { fault: 'cannot_tell', times: 2 });
    const find = async (): Promise<unknown> => (await ask(bench, 'GET /order_keys/k1')).body;
    expect(await find()).toEqual({ client_key: 'k1', orders: [], certain: false });
    expect(await find()).toMatchObject({ certain: false });
    expect(await find()).toMatchObject({ certain: true, orders: [{}] });
    expect(() => bench.local.fault('orders.list', { fault: 'cannot_tell' })).toThrow('no fault of');
  });

  it('has lost its index takes an order a second time, but not of the same cart, and then finds both', async () => {
    const bench = await openShopBench();
    const first = await orderFor(bench, await cardFor(bench));
    await ask(bench, 'POST /orders', { body: first });
    bench.local.loseIndex(60_000);
    expect((await ask(bench, 'GET /order_keys/k1')).body).toMatchObject({ certain: false, orders: [] });
    expect(refusalOf(await ask(bench, 'POST /orders', { body: first }))).toBe('409 cart_already_ordered');
    expect((await place(bench, await cardFor(bench))).status).toBe(201);
    bench.issuing.pass(60_000);
    expect((await ask(bench, 'GET /order_keys/k1')).body).toMatchObject({ certain: true, orders: [{}, {}] });
  });
});

describe('what a shop was asked', () => {
  it('is known, but for the card', async () => {
    const bench = await openShopBench();
    const card = await cardFor(bench);
    await place(bench, card);
    const calls = bench.local.calls();
    expect(calls).toMatchObject([
      { call: 'carts.create', clientKey: null, status: 201, customer: bench.local.facts.customer.id },
      { call: 'orders.create', clientKey: 'k1', status: 201, fault: null },
    ]);
    expect(JSON.stringify([calls, bench.local.orders()])).not.toContain(card.shown.number);
    bench.local.reset();
    expect(bench.local.calls()).toEqual([]);
    expect(bench.local.orders()).toHaveLength(1);
  });
});
