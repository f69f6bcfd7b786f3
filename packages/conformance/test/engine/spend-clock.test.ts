import { changePolicy, createSpendGate, readBudgets } from '@railyard/core/spend';
import { memoryStore } from '@railyard/core/store';
import { expect, it } from 'vitest';
import { cartOf, pay, token } from './calls.ts';
import { createWorld, HOUR, type World } from './world.ts';

const ALICE = { tenant: 'acme', principal: 'alice' };
const PRICE = 4_999;
const DAY = 24 * HOUR;

/** A world in which alice may spend one cart a day, and whose clocks stand where the test puts them. */
async function worldAt(clock: { hours: number }): Promise<World> {
  const world = createWorld();
  const start = world.runtime.now();
  const now = (): number => start + clock.hours * HOUR;
  const store = memoryStore({ now });
  const runtime = { ...world.runtime, now };
  const engine = world.engine({ store, runtime, spend: createSpendGate({ store, runtime }) });
  const limit = { amount: PRICE, currency: 'usd' };
  await changePolicy({ store, runtime }, ALICE, () => ({
    budgets: [{ period: 'daily', limit, timeZone: 'UTC' }],
  }));
  return { ...engine, runtime: { ...world.runtime, now } };
}

async function spend(world: World): Promise<number> {
  const cart = await cartOf(world);
  const answer = await pay(world, { cart, key: cart, headers: token(`tok_${cart}`) });
  return answer.status;
}

it('spends no day anew when the clock goes back to the day before, and comes again', async () => {
  const clock = { hours: 23 };
  const world = await worldAt(clock);
  const answers: number[] = [];
  for (const hours of [23, 25, 23, 25, 1, 47]) {
    clock.hours = hours;
    answers.push(await spend(world));
  }

  expect(answers).toEqual([200, 200, 403, 403, 403, 403]);
  expect(world.provider.charges).toHaveLength(2);
});

it('tells what is left of the latest day on which something was spent, whatever the clock says', async () => {
  const clock = { hours: 25 };
  const world = await worldAt(clock);
  await spend(world);
  clock.hours = 23;

  expect(await readBudgets(world, ALICE)).toMatchObject([{ left: 0, resetsOn: '2030-01-03' }]);
  clock.hours = 2 * (DAY / HOUR);
  expect(await readBudgets(world, ALICE)).toMatchObject([{ left: PRICE, resetsOn: '2030-01-04' }]);
});
