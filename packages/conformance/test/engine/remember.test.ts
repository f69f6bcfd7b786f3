import { reconcile } from '@railyard/core/operator';
import type { PaymentRail } from '@railyard/core/rail';
import { expect, it } from 'vitest';
import { nonceRail } from '../../src/index.ts';
import { begin, cartOf, nonce, pay, recordOf, signed } from './calls.ts';
import { createWorld, MINUTE, mount, type World } from './world.ts';

/** The nonce rail, which remembers something before it sends, and is slow to do so the first time. */
function slowToRemember(world: () => World, member: 'settle' | 'refund'): PaymentRail {
  const rail = nonceRail();
  let calls = 0;
  const remember = async (context: { remember(facts: Record<string, string>): Promise<void> }) => {
    calls += 1;
    if (calls === 1) await world().runtime.sleep(MINUTE);
    await context.remember({ seen: `by call ${calls}` });
  };
  return {
    ...rail,
    async settle(...call) {
      if (member === 'settle') await remember(call[2]);
      return rail.settle(...(call as Parameters<typeof rail.settle>));
    },
    async refund(...call) {
      if (member === 'refund') await remember(call[2]);
      return rail.refund(...call);
    },
  };
}

it('lets a worker that was overtaken remember nothing, so that it sends nothing', async () => {
  const world: World = createWorld({ rails: () => mounts });
  const mounts = [mount(slowToRemember(() => world, 'settle'))];
  const cart = await cartOf(world);
  const first = begin(world, { cart, headers: nonce(signed(world)) });
  await world.runtime.advance(31_000);
  const other = world.engine();
  await other.runtime.run(reconcile(other.checkout));
  const submitted = world.provider.count('submit');
  const answer = await world.runtime.run(first);
  await world.runtime.advance(MINUTE);

  expect(submitted).toBe(1);
  expect(world.provider.count('submit')).toBe(1);
  expect(answer.status).toBe(503);
  expect((await recordOf(world, cart)).attempts).toMatchObject([{ state: 'paid' }]);
});

it('lets an overtaken worker of a refund remember nothing, so that it gives nothing back', async () => {
  const world: World = createWorld({ rails: () => mounts });
  const mounts = [mount(slowToRemember(() => world, 'refund'))];
  const cart = await cartOf(world);
  const first = signed(world, { nonce: 'refused1' });
  await pay(world, { cart, headers: nonce(first) });
  await pay(world, { cart, headers: nonce(signed(world, { nonce: 'n2' })) });
  world.provider.land(first);
  await world.runtime.advance(2 * MINUTE);
  await world.runtime.run(reconcile(world.checkout));
  const slow = reconcile(world.checkout);
  await world.runtime.advance(35_000);
  await world.runtime.run(reconcile(world.engine().checkout));
  await world.runtime.advance(MINUTE);
  await world.runtime.run(slow);

  expect(world.provider.charges.map(({ refunds }) => refunds.length)).toEqual([0, 1]);
  expect(world.provider.count('refund')).toBe(1);
});

it('finishes a backlog of any length in one round', async () => {
  const world = createWorld();
  for (let n = 0; n < 120; n += 1) {
    await pay(world, {
      cart: await cartOf(world),
      key: `k${n}`,
      headers: nonce(signed(world, { nonce: `n${n}` })),
    });
  }
  const done = await world.runtime.run(reconcile(world.checkout));

  expect(done).toMatchObject({ events: 120, failed: 0 });
});
