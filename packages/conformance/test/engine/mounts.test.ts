import { checkMounts, createCheckout } from '@railyard/core';
import type { PaymentRail } from '@railyard/core/rail';
import { memoryStore } from '@railyard/core/store';
import { expect, it } from 'vitest';
import { hostedRail, keyedRail, nonceRail } from '../../src/index.ts';
import { cartOf, pay, token } from './calls.ts';
import { createWorld, mount } from './world.ts';

const renamed = (id: string): PaymentRail => ({ ...keyedRail(), id });

it('mounts rails that share nothing', () => {
  const mounts = [mount(keyedRail()), mount(nonceRail()), mount(hostedRail())];
  expect(() => checkMounts(mounts, 'live')).not.toThrow();
});

it.each([
  ['an id', keyedRail()],
  [
    'a header',
    {
      ...renamed('other'),
      manifest: { ...keyedRail().manifest, writes: { headers: ['X-Keyed-Required'], body: [], meta: [] } },
    },
  ],
  [
    'a body member',
    {
      ...renamed('other'),
      manifest: { ...keyedRail().manifest, writes: { headers: [], body: ['keyed'], meta: [] } },
    },
  ],
  [
    'a _meta member',
    {
      ...renamed('other'),
      manifest: { ...keyedRail().manifest, writes: { headers: [], body: [], meta: ['fake/keyed'] } },
    },
  ],
])('refuses two active rails that share %s, and names both', (_, other) => {
  expect(() => checkMounts([mount(keyedRail()), mount(other)], 'test')).toThrow(
    `Rails "keyed" and "${other.id}" share`,
  );
  expect(() => checkMounts([mount(keyedRail()), mount(other, { active: false })], 'test')).not.toThrow();
});

it.each([true, false])(
  'refuses a rail that speaks another version of the interface (active: %s)',
  (active) => {
    const future: PaymentRail = Object.assign(keyedRail(), { spec: 2 });
    expect(() => checkMounts([mount(future, { active })], 'test')).toThrow('version 2');
  },
);

it('mounts no rail that refuses the mode, and says why', async () => {
  const testOnly: PaymentRail = {
    ...keyedRail(),
    refuses: (mode) => (mode === 'live' ? 'Rail "keyed" has no live key. Set one.' : null),
  };
  expect(() => checkMounts([mount(testOnly)], 'live')).toThrow('has no live key');

  const mounts = [mount(testOnly)];
  const world = createWorld({ rails: () => mounts });
  const live = world.engine({ mode: 'live', allowVolatileStore: true });
  const cart = await cartOf(world);
  expect(await pay(world, { cart, headers: token() })).toMatchObject({ status: 200 });
  expect(await pay(live, { cart: await cartOf(world), headers: token('tok_b'), key: 'key-2' })).toMatchObject(
    {
      status: 500,
      body: { error: 'internal' },
    },
  );
});

it('takes no live payments on a store that forgets, unless told to', () => {
  const { runtime, provider } = createWorld();
  const options = {
    store: memoryStore(),
    runtime,
    rails: () => [],
    limits: () => ({ maxItemQuantity: 1, maxCartTotal: {} }),
    fetch: provider.fetch,
  };

  expect(() => createCheckout({ ...options, mode: 'live' })).toThrow(
    expect.objectContaining({ code: 'configuration' }),
  );
  expect(() => createCheckout({ ...options, mode: 'test' })).not.toThrow();
  expect(() => createCheckout({ ...options, mode: 'live', allowVolatileStore: true })).not.toThrow();
  const durable = { ...memoryStore(), durability: 'disk' as const };
  expect(() => createCheckout({ ...options, store: durable, mode: 'live' })).not.toThrow();
});

it('pays with a rail whose predecessor, which reads the same header, stays mounted', async () => {
  const old = { ...keyedRail(), id: 'keyed-1' };
  const world = createWorld({ mounts: [mount(old, { active: false }), mount(keyedRail())] });
  const cart = await cartOf(world);
  expect(await pay(world, { cart, headers: token() })).toMatchObject({
    status: 200,
    body: { payment_rail: 'keyed' },
  });
});
