import type { Store } from '@railyard/core';
import { reconcile } from '@railyard/core/operator';
import { readOrder } from '@railyard/core/order';
import type { PaymentRail } from '@railyard/core/rail';
import { describe, expect, it } from 'vitest';
import { hostedRail, keyedRail } from '../../src/index.ts';
import { begin, cartOf, nonce, pay, recordOf, signed, token } from './calls.ts';
import { createWorld, HOUR, interrupted, MINUTE, mount, type World } from './world.ts';

const SECOND = 1_000;

/** The same store, in which one write waits before it is made. */
function held({ store, runtime }: World, at: number, ms: number): Store {
  return interrupted(store, at, () => runtime.sleep(ms));
}

it('asks the provider again after it has waited, before it tells anybody to pay beside a page', async () => {
  const world = createWorld();
  const { runtime, provider, store } = world;
  const cart = await cartOf(world);
  await pay(world, { cart, page: 'hosted' });
  const owner = { tenant: 'acme', principal: 'alice' };
  let reads = 0;
  const late: Store = {
    ...store,
    async get(space, key) {
      reads += space === 'cart' ? 1 : 0;
      if (space === 'cart' && reads === 2) {
        provider.fault('find_page', { type: 'slow_reply', ms: 15 * SECOND });
        void readOrder(world.checkout, owner, `order_${cart.slice('cart_'.length)}_2`);
        await runtime.sleep(10);
      }
      return store.get(space, key);
    },
  };
  const asking = begin(world.engine({ store: late }), { cart });
  await runtime.advance(3 * SECOND);
  provider.visit('page_1');

  expect(await runtime.run(asking)).toMatchObject({ status: 200, body: { status: 'paid' } });
});

it('looks up a declined authorization again after it has waited, before it sends its own', async () => {
  const world = createWorld();
  const { runtime, provider } = world;
  const cart = await cartOf(world);
  const first = signed(world, { nonce: 'refused1' });
  await pay(world, { cart, headers: nonce(first) });
  provider.fault('charge', { type: 'slow_reply', ms: 15 * SECOND });
  let isDead = false;
  const mortal: Store = {
    ...world.store,
    get: (space, key) => (isDead ? new Promise(() => {}) : world.store.get(space, key)),
  };
  const copy = (): Promise<unknown> =>
    begin(world.engine({ store: mortal }), { cart, headers: token('tok_declined') });
  // The copy has opened its attempt when this one would, and ends with its decline.
  const store = interrupted(world.store, 3, async () => {
    void copy();
    await runtime.sleep(SECOND);
  });
  const own = begin(world.engine({ store }), { cart, headers: nonce(signed(world, { nonce: 'n2' })) });
  await runtime.advance(5 * SECOND);
  provider.land(first);
  await runtime.advance(9 * SECOND);
  isDead = true;

  expect(await runtime.run(own)).toMatchObject({ status: 200, body: { status: 'paid' } });
  expect(provider.charges).toHaveLength(1);
});

it('uses no credential by what it saw before closing the page left something spendable', async () => {
  const world: World = createWorld({
    mounts: [
      mount(keyedRail()),
      mount({
        ...hostedRail(),
        async cancel() {
          world.provider.visit('page_1');
          const until = world.runtime.now() + MINUTE;
          return { state: 'declined', reason: 'no', evidence: 'provider_state', until };
        },
      } satisfies PaymentRail),
    ],
  });
  const cart = await cartOf(world);
  await pay(world, { cart, page: 'hosted' });

  const early = await pay(world, { cart, key: 'key-2', headers: token() });
  expect(early).toMatchObject({ status: 503, body: { error: 'payment_unresolved' } });
  const answer = await pay(world, { cart, key: 'key-2', headers: token() });
  expect(answer).toMatchObject({ status: 200, body: { payment_rail: 'hosted' } });
  expect(world.provider.count('charge')).toBe(0);
});

describe.each([
  [
    'was overtaken, for its clock is behind',
    5 * SECOND,
    async (world: World) => void (await reconcile(world.checkout)),
  ],
  ['had it for too long', 0, async () => {}],
] as const)('a worker that asked, and %s before it wrote the answer', (_, behind, meanwhile) => {
  /** What it makes of its answer, when money moves between the answer and the write. */
  async function woken(world: World, ask: Parameters<typeof begin>[1], move: () => unknown) {
    const runtime = { ...world.runtime, now: () => world.runtime.now() - behind };
    const late = begin(world.engine({ runtime, store: held(world, 2, 64 * SECOND) }), ask);
    await world.runtime.advance(62 * SECOND);
    await world.runtime.run(meanwhile(world));
    await world.runtime.advance(SECOND);
    move();
    return world.runtime.run(late);
  }

  it('tells nobody to pay beside a page', async () => {
    const world = createWorld();
    const cart = await cartOf(world);
    await pay(world, { cart, page: 'hosted' });

    const answer = await woken(world, { cart, key: 'key-2' }, () => world.provider.visit('page_1'));
    expect(answer).toMatchObject({ status: 503, body: { error: 'payment_unresolved' } });
  });

  it('lets no other credential pay after one that was declined', async () => {
    const world = createWorld();
    const cart = await cartOf(world);
    const first = signed(world, { nonce: 'refused1' });
    await pay(world, { cart, headers: nonce(first) });

    const answer = await woken(world, { cart, key: 'key-2', headers: token() }, () =>
      world.provider.land(first),
    );
    expect(answer).toMatchObject({ status: 503, body: { error: 'payment_unresolved' } });
    expect(world.provider.charges).toHaveLength(1);
    expect((await recordOf(world, cart)).attempts).toHaveLength(1);
  });
});

describe('a worker that stood still between the provider’s answer and its own write', () => {
  it('looks up what it heard was declined, before it tells anybody to pay', async () => {
    const world = createWorld();
    const cart = await cartOf(world);
    const first = signed(world, { nonce: 'refused1' });
    const late = begin(world.engine({ store: held(world, 2, 30 * MINUTE) }), { cart, headers: nonce(first) });
    await world.runtime.advance(20 * MINUTE);
    world.provider.land(first);

    expect(await world.runtime.run(late)).toMatchObject({ status: 200, body: { status: 'paid' } });
    expect(world.provider.charges).toHaveLength(1);
  });

  it('does so too when it was overtaken and its clock is behind', async () => {
    const world = createWorld();
    const cart = await cartOf(world);
    const first = signed(world, { nonce: 'refused1' });
    const runtime = { ...world.runtime, now: () => world.runtime.now() - 5 * SECOND };
    const behind = world.engine({ runtime, store: held(world, 2, 24 * SECOND) });
    const late = begin(behind, { cart, headers: nonce(first) });
    await world.runtime.advance(22 * SECOND);
    await world.runtime.run(reconcile(world.checkout));
    world.provider.land(first);

    expect(await world.runtime.run(late)).toMatchObject({ status: 200, body: { status: 'paid' } });
  });

  it('sends nobody to the page that was opened long ago', async () => {
    const world = createWorld();
    const cart = await cartOf(world);
    const late = begin(world.engine({ store: held(world, 2, 25 * HOUR) }), { cart, page: 'hosted' });

    expect(await world.runtime.run(late)).toMatchObject({
      status: 503,
      body: { error: 'payment_unresolved' },
    });
  });
});
