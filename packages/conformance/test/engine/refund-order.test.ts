import { orderIdOf } from '@railyard/core';
import {
  type RefundCall,
  type RefundView,
  reconcile,
  refundOrder,
  requestRefund,
} from '@railyard/core/operator';
import type { PaymentRail } from '@railyard/core/rail';
import { describe, expect, it } from 'vitest';
import { keyedRail } from '../../src/index.ts';
import { cartOf, pass, pay, recordOf, token } from './calls.ts';
import { createWorld, MINUTE, mount, type World } from './world.ts';

const usd = (amount: number) => ({ amount, currency: 'usd' });

async function paidOrder(world: World): Promise<string> {
  const cart = await cartOf(world);
  await pay(world, { cart, headers: token() });
  return orderIdOf(cart, 2);
}

function refund(world: World, order: string, set: Partial<RefundCall> = {}): Promise<RefundView> {
  return world.runtime.run(refundOrder(world.checkout, callFor(order, set)));
}

function request({ store, runtime }: World, order: string, set: Partial<RefundCall> = {}) {
  return requestRefund({ store, runtime }, callFor(order, set));
}

const callFor = (order: string, set: Partial<RefundCall>): RefundCall => {
  return { tenant: 'acme', order, key: 'r-1', reason: 'returned', ...set };
};

const given = ({ provider }: World) =>
  provider.charges.flatMap(({ refunds }) => refunds.map(({ amount }) => amount));

describe('refunding an order', () => {
  it('gives all of it back once, however often it is asked for under one key', async () => {
    const world = createWorld();
    const order = await paidOrder(world);
    const views = [await refund(world, order), await refund(world, order)];

    expect(views[0]).toMatchObject({ state: 'refunded', amount: usd(4_999), openCase: null });
    expect(views[1]).toEqual(views[0]);
    expect(given(world)).toEqual([4_999]);
  });

  it('gives parts back until nothing is left', async () => {
    const world = createWorld();
    const order = await paidOrder(world);
    await refund(world, order, { amount: usd(1_000) });
    await refund(world, order, { key: 'r-2', amount: usd(999) });
    await expect(refund(world, order, { key: 'r-3', amount: usd(3_001) })).rejects.toMatchObject({
      code: 'refund_exceeds_payment',
      extras: { details: { refundable: 3_000 } },
    });
    await refund(world, order, { key: 'r-4' });

    expect(given(world)).toEqual([1_000, 999, 3_000]);
    await expect(refund(world, order, { key: 'r-5' })).rejects.toMatchObject({
      code: 'refund_exceeds_payment',
    });
  });

  it.each([
    [usd(0), 'refund_exceeds_payment'],
    [usd(-1), 'validation'],
    [usd(0.5), 'validation'],
    [{ amount: 1, currency: 'eur' }, 'refund_exceeds_payment'],
    [{ amount: 1, currency: 'nope' }, 'validation'],
  ])('refuses %j with %s', async (amount, code) => {
    const world = createWorld();
    const order = await paidOrder(world);
    await expect(refund(world, order, { amount })).rejects.toMatchObject({ code });
    expect(given(world)).toEqual([]);
  });

  it('refuses another amount under the same key', async () => {
    const world = createWorld();
    const order = await paidOrder(world);
    await refund(world, order, { amount: usd(1_000) });
    await expect(refund(world, order, { amount: usd(2_000) })).rejects.toMatchObject({
      code: 'idempotency_conflict',
    });
  });

  it('has one under way at a time, which the background work finishes', async () => {
    const world = createWorld();
    const order = await paidOrder(world);
    world.provider.fault('refund', { type: 'lost_reply' });
    const first = await refund(world, order, { amount: usd(1_000) });
    await expect(refund(world, order, { key: 'r-2' })).rejects.toMatchObject({ code: 'refund_in_progress' });
    await pass(world, 5 * MINUTE);

    expect(first.state).toBe('pending');
    expect((await refund(world, order, { amount: usd(1_000) })).state).toBe('refunded');
    expect(given(world)).toEqual([1_000]);
  });

  it('is a case where the rail cannot refund', async () => {
    const unable: PaymentRail = keyedRail();
    delete unable.refund;
    const world = createWorld({ mounts: [mount(unable)] });
    const order = await paidOrder(world);
    expect(await refund(world, order)).toMatchObject({ state: 'failed', openCase: 'refund_failed' });
  });

  it.each([
    ['another tenant', { tenant: 'other' }],
    ['an order that is none', { order: 'order_x_1' }],
    ['no id at all', { order: '' }],
  ])('does not exist for %s', async (_, set) => {
    const world = createWorld();
    const order = await paidOrder(world);
    await expect(refund(world, order, set)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('does not exist for an unpaid cart version', async () => {
    const world = createWorld();
    const cart = await cartOf(world);
    await expect(refund(world, orderIdOf(cart, 2))).rejects.toMatchObject({ code: 'not_found' });
    expect((await recordOf(world, cart)).refunds).toEqual([]);
  });
});

describe('asking for a refund without rails', () => {
  it('records it, and a process with rails makes it, once', async () => {
    const world = createWorld();
    const order = await paidOrder(world);
    const asked = await request(world, order, { amount: usd(1_000) });
    expect(asked).toMatchObject({ state: 'pending', amount: usd(1_000), reference: null });
    expect(given(world)).toEqual([]);

    await Promise.all([0, 1].map(() => world.runtime.run(reconcile(world.engine().checkout))));
    expect(given(world)).toEqual([1_000]);
    expect(await request(world, order)).toMatchObject({ id: asked.id, state: 'refunded' });
    expect(await refund(world, order, { amount: usd(1_000) })).toMatchObject({ id: asked.id });
    expect(given(world)).toEqual([1_000]);
  });

  it('is refused as any other', async () => {
    const world = createWorld();
    const order = await paidOrder(world);
    const refused = (set: Partial<RefundCall>) => request(world, order, set).catch((error: unknown) => error);
    expect(await refused({ amount: usd(5_000) })).toMatchObject({ code: 'refund_exceeds_payment' });
    expect(await refused({ tenant: 'other' })).toMatchObject({ code: 'not_found' });
    await request(world, order, { amount: usd(1_000) });
    expect(await refused({ key: 'r-2' })).toMatchObject({ code: 'refund_in_progress' });
    expect(await refused({ amount: usd(2_000) })).toMatchObject({ code: 'idempotency_conflict' });
  });
});
