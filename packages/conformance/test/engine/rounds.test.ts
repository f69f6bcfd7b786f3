import type { Store } from '@railyard/core';
import { reconcile } from '@railyard/core/operator';
import { expect, it } from 'vitest';
import { cartOf, pay, token } from './calls.ts';
import { createWorld, HOUR } from './world.ts';

it('ends although fifty carts stay due, because the clock of the store is ahead', async () => {
  const world = createWorld();
  for (let carts = 0; carts < 50; carts += 1) {
    const cart = await cartOf(world);
    world.provider.fault('charge', { type: 'lost_request' });
    await pay(world, { cart, key: `key-${carts}`, headers: token(`tok_${carts}`) });
  }
  let rounds = 0;
  const store: Store = {
    ...world.store,
    async due(space, limit) {
      rounds += space === 'cart' ? 1 : 0;
      if (rounds > 9) throw new Error('It does not end.');
      return world.store.due(space, limit);
    },
  };
  const start = world.runtime.now();
  await world.runtime.advance(HOUR);
  const behind = world.engine({ store, runtime: { ...world.runtime, now: () => start } });

  expect(await world.runtime.run(reconcile(behind.checkout))).toMatchObject({ carts: 50, attempts: 0 });
});
