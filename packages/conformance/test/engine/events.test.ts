import type { CheckoutEvent } from '@railyard/core';
import { reconcile, refundOrder } from '@railyard/core/operator';
import { expect, it } from 'vitest';
import { cartOf, pass, pay, recordOf, token } from './calls.ts';
import { createWorld, Gate, MINUTE } from './world.ts';

it('delivers an event once it has happened, and forgets it once it was taken', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  const paid = await pay(world, { cart, headers: token() });

  await pass(world, 5 * MINUTE);

  expect(world.events).toMatchObject([
    {
      id: `${paid.body.order_id as string}:order.paid`,
      type: 'order.paid',
      tenant: 'acme',
      cart,
      subject: { order: paid.body.order_id, rail: 'keyed' },
    },
  ]);
  expect(await world.store.list('outbox', { tenant: 'acme', limit: 9 })).toEqual({ keys: [], next: null });
});

it('keeps an event until the platform takes it, under one id', async () => {
  const seen: string[] = [];
  const world = createWorld({
    deliver: async ({ id }: CheckoutEvent) => {
      seen.push(id);
      if (seen.length < 3) throw new Error('not now');
    },
  });
  await pay(world, { cart: await cartOf(world), headers: token() });

  await pass(world, 60 * MINUTE);

  expect(seen).toHaveLength(3);
  expect(new Set(seen).size).toBe(1);
});

it('keeps an event that was delivered but not noted, and delivers it again', async () => {
  const world = createWorld();
  await pay(world, { cart: await cartOf(world), headers: token() });
  const forgetful = world.engine({
    store: { ...world.store, update: () => Promise.reject(new Error('down')) },
  });
  await world.runtime.advance(MINUTE);

  await world.runtime.run(reconcile(forgetful.checkout));
  await pass(world, MINUTE);

  expect(world.events.map(({ id }) => id)).toHaveLength(2);
  expect(new Set(world.events.map(({ id }) => id)).size).toBe(1);
});

it('finishes payments although the platform takes no events', async () => {
  const world = createWorld({ deliver: () => Promise.reject(new Error('down for hours')) });
  for (let index = 0; index < 60; index += 1)
    await pay(world, { cart: await cartOf(world), key: `key-${index}`, headers: token(`tok_${index}`) });
  await pass(world, 10 * MINUTE);
  const cart = await cartOf(world);
  world.provider.fault('charge', { type: 'lost_reply' });
  await pay(world, { cart, key: 'last', headers: token('tok_last') });

  await pass(world, 10 * MINUTE);

  expect((await recordOf(world, cart)).order).not.toBeNull();
});

it('is not held up by a platform that never answers', async () => {
  const world = createWorld({ deliver: () => new Promise(() => {}) });
  await pay(world, { cart: await cartOf(world), headers: token() });
  const cart = await cartOf(world);
  world.provider.fault('charge', { type: 'lost_reply' });
  await pay(world, { cart, key: 'key-2', headers: token('tok_b') });

  const started = world.runtime.now();
  await pass(world, 5 * MINUTE);

  expect((await recordOf(world, cart)).order).not.toBeNull();
  expect(world.runtime.now() - started).toBeLessThan(10 * MINUTE);
});

it('tells nothing secret in an event', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  await pay(world, { cart, headers: token('tok_short_secret') });
  await pass(world, 5 * MINUTE);

  expect(world.events).toHaveLength(1);
  expect(JSON.stringify(world.events)).not.toContain('secret');
});

it('makes no event wait for one that another round has delivered meanwhile', async () => {
  const world = createWorld();
  const gate = new Gate();
  const slow = world.engine({
    async deliver() {
      await gate.opened;
      throw new Error('Not now.');
    },
  });
  const cart = await cartOf(world);
  await pay(world, { cart, headers: token() });
  await world.runtime.advance(10 * MINUTE);
  const round = reconcile(slow.checkout);
  await world.runtime.advance(10);
  await world.runtime.run(reconcile(world.checkout));
  gate.open();
  await world.runtime.run(round);

  expect(await world.store.get('outbox', `acme:${cart}`)).toBeNull();
});

it('keeps the events behind one that was not taken, in order', async () => {
  const seen: string[] = [];
  const world = createWorld({
    deliver: async ({ type }: CheckoutEvent) => {
      seen.push(type);
      if (seen.length === 1) throw new Error('not now');
    },
  });
  const { body } = await pay(world, { cart: await cartOf(world), headers: token() });
  const call = { tenant: 'acme', order: body.order_id as string, key: 'back', reason: 'broken' };
  await world.runtime.run(refundOrder(world.checkout, call));

  await pass(world, 10 * MINUTE);

  expect(seen).toEqual(['order.paid', 'order.paid', 'refund.due', 'refund.refunded']);
});

it('tells of a payment without writing its cart again', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  await pay(world, { cart, headers: token() });
  const written: string[] = [];
  const watched = world.engine({
    store: {
      ...world.store,
      update(keys, change) {
        written.push(...keys.map(({ space }) => space));
        return world.store.update(keys, change);
      },
    },
  });
  await world.runtime.advance(MINUTE);

  await world.runtime.run(reconcile(watched.checkout));

  expect(world.events).toHaveLength(1);
  expect(written).toEqual(['outbox']);
});
