import type { Store } from '@railyard/core';
import { reconcile } from '@railyard/core/operator';
import { expect, it } from 'vitest';
import { keyedRail } from '../../src/index.ts';
import { begin, cartOf, edit, nonce, pay, recordOf, signed, token } from './calls.ts';
import { createWorld, interrupted, MINUTE, mount, type World } from './world.ts';

const TIP = { type: 'tip', tip: 100 } as const;

/** An engine that is overtaken right before its first update. */
const overtaken = (world: World, act: () => Promise<unknown>): World =>
  world.engine({ store: interrupted(world.store, 1, act) });

it('opens no attempt when the cart was paid between its reading and its writing', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  const late = overtaken(world, () => begin(world, { cart, key: 'key-2', headers: token('tok_b') }));

  const answer = await pay(late, { cart, headers: token('tok_a') });

  expect(answer).toMatchObject({ status: 409, body: { error: 'cart_already_completed' } });
  expect(world.provider.charges.map(({ source }) => source)).toEqual(['tok_b']);
});

it('finishes the attempt that was opened between its reading and its writing, and leaves its own credential', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  world.provider.fault('charge', { type: 'lost_request' });
  const late = overtaken(world, () => begin(world, { cart, key: 'key-2', headers: token('tok_b') }));

  const answer = await pay(late, { cart, headers: token('tok_a') });

  expect(answer).toMatchObject({ status: 200, body: { payment_rail: 'keyed' } });
  expect(world.provider.charges.map(({ source }) => source)).toEqual(['tok_b']);
  expect((await recordOf(world, cart)).attempts).toHaveLength(1);
});

it('looks up an authorization that was declined between its reading and its writing before it sends its own', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  const declined = signed(world, { nonce: 'refused1' });
  const late = overtaken(world, async () => {
    await begin(world, { cart, key: 'key-2', headers: nonce(declined) });
    world.provider.land(declined);
  });

  const answer = await pay(late, { cart, headers: nonce(signed(world, { nonce: 'n2' })) });

  expect(answer).toMatchObject({ status: 200, body: { reference: 'ch_1' } });
  expect(world.provider.charges.map(({ source }) => source)).toEqual(['nonce:0xab:refused1']);
});

it('charges the new amount when the cart was edited between its reading and its writing', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  const late = overtaken(world, () => edit(world, cart, TIP));

  const answer = await pay(late, { cart, headers: token() });

  expect(answer).toMatchObject({ status: 200, body: { amount: 5_099 } });
  expect(world.provider.charges).toMatchObject([{ amount: 5_099 }]);
});

it('claims no credential that another cart claimed between its reading and its writing', async () => {
  const world = createWorld();
  const [cart, other] = [await cartOf(world), await cartOf(world)];
  const late = overtaken(world, () => begin(world, { cart: other, key: 'key-2', headers: token() }));

  const answer = await pay(late, { cart, headers: token() });

  expect(answer).toMatchObject({ status: 402, body: { error: 'credential_already_used' } });
  expect(world.provider.charges).toHaveLength(1);
});

it('knows a credential that was claimed after the cart was read and before its claim was', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  const headers = token();
  const others: Promise<unknown>[] = [];
  const late = world.engine({
    store: {
      ...world.store,
      async get<T>(...[space, key]: Parameters<Store['get']>) {
        if (space === 'proof' && others.length === 0) {
          others.push(begin(world, { cart, key: 'key-2', headers }));
          await others[0];
        }
        return world.store.get<T>(space, key);
      },
    },
  });

  const answer = await pay(late, { cart, headers });

  expect(answer).toMatchObject({ status: 200, body: { reference: 'ch_1' } });
  expect(world.provider.charges).toHaveLength(1);
});

it('edits no cart for which a payment was opened between its reading and its writing', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  world.provider.fault('charge', { type: 'lost_request' });
  const late = overtaken(world, () => begin(world, { cart, headers: token() }));

  await expect(edit(late, cart, TIP)).rejects.toMatchObject({ code: 'cart_locked' });
  expect((await recordOf(world, cart)).cart.version).toBe(2);
});

it('asks the provider once when two processes find the same attempt due', async () => {
  const world = createWorld();
  const other = world.engine();
  const cart = await cartOf(world);
  world.provider.fault('charge', { type: 'lost_reply' });
  await pay(world, { cart, headers: token() });
  await world.runtime.advance(MINUTE);

  await world.runtime.run(Promise.all([reconcile(world.checkout), reconcile(other.checkout)]));

  expect(world.provider.count('find_charge')).toBe(1);
  expect((await recordOf(world, cart)).order).not.toBeNull();
});

it('asks for a refund once when two processes find it due', async () => {
  const world = createWorld();
  const other = world.engine();
  const cart = await cartOf(world);
  const first = signed(world, { nonce: 'refused1' });
  await pay(world, { cart, headers: nonce(first) });
  await pay(world, { cart, headers: nonce(signed(world, { nonce: 'n2' })) });
  world.provider.land(first);
  await pay(world, { cart, headers: token(), key: 'key-2' });
  world.provider.fault('refund', { type: 'slow_reply', ms: 2_000 });

  for (let round = 0; round < 3; round += 1) {
    await world.runtime.advance(MINUTE);
    await world.runtime.run(Promise.all([reconcile(world.checkout), reconcile(other.checkout)]));
  }

  expect(world.provider.count('refund')).toBe(1);
  expect((await recordOf(world, cart)).refunds).toMatchObject([{ state: 'refunded' }]);
});

it('calls no rail for an authorization that expired while it was prepared', async () => {
  const settled: string[] = [];
  const world: World = createWorld({
    mounts: [
      mount({
        ...keyedRail(),
        detect: () => ({
          fingerprint: 'keyed:brief',
          payload: 'tok_a',
          facts: {},
          expiresAt: world.runtime.now() + 5_000,
        }),
        prepare: () => world.runtime.sleep(6_000).then(() => ({ prepared: {} })),
        settle: async () => {
          settled.push('settle');
          return { state: 'unknown', reason: 'no_answer' };
        },
      }),
    ],
  });

  const answer = await pay(world, { cart: await cartOf(world) });

  expect(answer).toMatchObject({
    status: 402,
    body: { error: 'payment_declined', details: { reason: 'window_closed' } },
  });
  expect(settled).toEqual([]);
});
