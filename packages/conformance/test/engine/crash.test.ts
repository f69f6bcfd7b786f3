import { editCart } from '@railyard/core/cart';
import { reconcile } from '@railyard/core/operator';
import { expect, it } from 'vitest';
import { mortal } from '../../src/index.ts';
import { type Ask, begin, cartOf, edit, editCall, pass, pay, recordOf, token } from './calls.ts';
import { faultsAtRest } from './invariants.ts';
import { createWorld, MINUTE, type World } from './world.ts';

const TIP = { type: 'tip', tip: 100 } as const;

type When = 'before' | 'after';

/** Lets an engine die at its n-th call of the store or the provider; `finished` when it got through alive. */
async function die(world: World, at: number, when: When, act: (doomed: World) => Promise<unknown>) {
  const doom = mortal({ store: world.store, fetch: world.provider.fetch }, at, when);
  const life = act(world.engine({ store: doom.store, fetch: doom.fetch })).then(
    () => 'finished' as const,
    () => 'finished' as const,
  );
  return world.runtime.run(Promise.race([life, doom.death.then(() => 'died' as const)]));
}

/** What is wrong once the background work has run, and again once the client has tried once more and paid. */
async function faultsAfter(world: World, cart: string, retry: Ask): Promise<readonly string[]> {
  await pass(world, 3 * MINUTE);
  const unaided = await faultsAtRest(world, cart);
  const { status, body } = await pay(world, retry);
  const { session_id: page } = body as { session_id?: string };
  if (page) world.provider.visit(page);
  await pass(world, 2 * MINUTE);
  const answered = status === 200 ? [] : [`an answer of ${status}`];
  const ordered = (await recordOf(world, cart)).order ? [] : ['no order in the end'];
  return [...unaided, ...answered, ...ordered, ...(await faultsAtRest(world, cart))];
}

/** Tries death at the first call, the second and so on, until one is not reached; how many were. */
async function everyDeath(attempt: (at: number) => Promise<'died' | 'finished'>): Promise<number> {
  let deaths = 0;
  while ((await attempt(deaths + 1)) === 'died') deaths += 1;
  return deaths;
}

it('is paid exactly once when the engine dies, and the one that takes over too', async () => {
  const faults: (readonly string[])[] = [];
  const deathsOfSecond: number[] = [];
  const deathsOfFirst = await everyDeath(async (first) => {
    let end: 'died' | 'finished' = 'finished';
    const deaths = await everyDeath(async (second) => {
      const world = createWorld();
      const cart = await cartOf(world);
      const ask = { cart, headers: token() };
      end = await die(world, first, 'after', (doomed) => begin(doomed, ask));
      await world.runtime.advance(2 * MINUTE);
      const secondEnd = await die(world, second, 'before', (doomed) => reconcile(doomed.checkout));
      faults.push(await faultsAfter(world, cart, ask));
      return secondEnd;
    });
    deathsOfSecond.push(deaths);
    return end;
  });

  expect(faults.flat()).toEqual([]);
  expect(deathsOfFirst).toBeGreaterThan(5);
  expect(Math.max(...deathsOfSecond)).toBeGreaterThan(5);
});

it('applies an edit once when the engine dies after any of its calls', async () => {
  const versions: number[] = [];
  const deaths = await everyDeath(async (at) => {
    const world = createWorld();
    const cart = await cartOf(world);
    await pay(world, { cart, page: 'hosted' });
    const end = await die(world, at, 'after', (doomed) =>
      editCart(doomed.checkout, editCall(TIP, { key: 'edit-1' }), cart, TIP),
    );
    await pass(world, MINUTE);
    await edit(world, cart, TIP, { key: 'edit-1' });
    versions.push((await recordOf(world, cart)).cart.version);
    return end;
  });

  expect(deaths).toBeGreaterThan(3);
  expect(new Set(versions)).toEqual(new Set([3]));
});
