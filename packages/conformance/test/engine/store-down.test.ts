import type { Store } from '@railyard/core';
import { reconcile } from '@railyard/core/operator';
import { expect, it } from 'vitest';
import { cartOf, nonce, pass, pay, recordOf, signed, token } from './calls.ts';
import { createWorld, MINUTE, type World } from './world.ts';

type Trouble = 'fails' | 'fails after it wrote';

/** A store of which the n-th update meets trouble; 0 is none of them. */
function troubled(store: Store, at: number, trouble: Trouble): Store {
  let updates = 0;
  return {
    ...store,
    async update(keys, change) {
      updates += 1;
      if (updates !== at) return store.update(keys, change);
      if (trouble === 'fails after it wrote') await store.update(keys, change);
      throw new Error('ECONNRESET 10.0.0.7');
    },
  };
}

async function calm(world: World, cart: string, headers: Readonly<Record<string, string>>): Promise<void> {
  await pass(world, 3 * MINUTE);
  const retry = await pay(world, { cart, headers });
  expect(retry).toMatchObject({ status: 200, body: { status: 'paid' } });
  expect(world.provider.charges).toHaveLength(1);
  expect((await recordOf(world, cart)).order).not.toBeNull();
}

it('does not call the rail when the store is down before the submission', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  const down = world.engine({ store: troubled(world.store, 1, 'fails') });

  const answer = await pay(down, { cart, headers: token() });

  expect(answer).toMatchObject({ status: 503, body: { error: 'upstream_unavailable', retryable: true } });
  expect(JSON.stringify(answer)).not.toContain('10.0.0.7');
  expect(world.provider.calls).toHaveLength(0);
  await calm(world, cart, token());
});

it('does not call the rail when the store wrote the attempt and its answer was lost', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  const down = world.engine({ store: troubled(world.store, 1, 'fails after it wrote') });

  const answer = await pay(down, { cart, headers: token() });

  expect(answer).toMatchObject({ status: 503 });
  expect(world.provider.calls).toHaveLength(0);
  await calm(world, cart, token());
});

it.each<Trouble>(['fails', 'fails after it wrote'])(
  'calls a payment unresolved when the store %s with its answer',
  async (trouble) => {
    const world = createWorld();
    const cart = await cartOf(world);
    const headers = nonce(signed(world));
    const down = world.engine({ store: troubled(world.store, 2, trouble) });

    const answer = await pay(down, { cart, headers });

    expect(answer).toMatchObject({ status: 503, body: { error: 'payment_unresolved' } });
    expect(world.provider.charges).toHaveLength(1);
    await calm(world, cart, headers);
  },
);

const refuse = () => Promise.reject(new Error('ECONNREFUSED'));

it('answers 503 while the store does not answer at all', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  const down = world.engine({
    store: { durability: 'volatile', get: refuse, update: refuse, due: refuse, list: refuse },
  });

  expect(await pay(down, { cart, headers: token() })).toMatchObject({
    status: 503,
    body: { error: 'upstream_unavailable' },
  });
  expect(await pay(down, { cart })).toMatchObject({ status: 503 });
  await expect(reconcile(down.checkout)).rejects.toMatchObject({ code: 'upstream_unavailable' });
});

it('goes on with the other carts when one cannot be finished', async () => {
  const world = createWorld();
  const [bad, good] = [await cartOf(world), await cartOf(world)];
  world.provider.fault('charge', { type: 'lost_reply' }, { type: 'lost_reply' });
  await pay(world, { cart: bad, headers: token('tok_a') });
  await pay(world, { cart: good, key: 'key-2', headers: token('tok_b') });
  const picky = world.engine({
    store: {
      ...world.store,
      update: (keys, change) =>
        keys.some(({ key }) => key.includes(bad))
          ? Promise.reject(new Error('no'))
          : world.store.update(keys, change),
    },
  });
  await world.runtime.advance(MINUTE);

  const round = await world.runtime.run(reconcile(picky.checkout));

  expect(round).toMatchObject({ carts: 2, failed: 1 });
  expect((await recordOf(world, good)).order).not.toBeNull();
  await pass(world, 3 * MINUTE);
  expect((await recordOf(world, bad)).order).not.toBeNull();
});
