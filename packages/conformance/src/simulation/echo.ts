import type { CheckoutEvent } from '@railyard/core';
import { type Found, found } from './charges.ts';
import type { World } from './world.ts';

/** Lets every webhook that was heard come once more, and every forged one, and tells what that has changed. */
export async function echo(world: World): Promise<readonly string[]> {
  const { webhooks } = world.postman;
  return [
    ...(await changedBy(
      world,
      'a webhook that was forged',
      webhooks.filter(({ forged }) => forged),
    )),
    ...(await changedBy(
      world,
      'a webhook that came again',
      webhooks.filter(({ acknowledged }) => acknowledged),
    )),
  ];
}

async function changedBy(
  world: World,
  what: string,
  webhooks: World['postman']['webhooks'],
): Promise<readonly string[]> {
  const before = await standing(world);
  for (const one of webhooks) await world.postman.bring(one, world.calm);
  const after = await standing(world);
  return [...after]
    .filter(([name, text]) => before.get(name) !== text)
    .map(([name]) => `${what} changed ${name}`);
}

/** How everything stands, but for when it was last looked at. */
async function standing(world: World): Promise<ReadonlyMap<string, string>> {
  const carts = await found(world);
  const { charges } = world.provider;
  const budgets = await Promise.all(carts.map((one) => budgetOf(world, one)));
  return new Map([
    ...carts.map((one) => [one.cart.id, textOf(world, one)] as const),
    ['the money', JSON.stringify(charges)],
    ['what is left to spend', JSON.stringify(budgets)],
  ]);
}

function textOf({ events }: World, { cart, record, waiting, ruled }: Found): string {
  const { order, refunds } = record;
  const attempts = record.attempts.map(({ id, state, settlement, sealed, openCase, taken }) => [
    id,
    state,
    settlement,
    sealed,
    openCase,
    taken,
  ]);
  const own = events.filter((event) => event.cart === cart.id);
  const told = [...own, ...(waiting as World['events'])];
  const [alarms, others] = [told.filter(isAlarm), told.filter((event) => !isAlarm(event))];
  // One about a payment that was not made yet was for nobody, and may be told now: once.
  const again = namesOf(alarms).length - new Set(alarms.map(({ subject }) => subject.reference)).size;
  return JSON.stringify([order, attempts, refunds, ruled.length, namesOf(others), again]);
}

function isAlarm({ type }: CheckoutEvent): boolean {
  return type === 'payment.alarm';
}

/** Each once, however often it was told. */
function namesOf(events: readonly CheckoutEvent[]): readonly string[] {
  return [...new Set(events.map(({ id }) => id))].toSorted();
}

async function budgetOf({ store, runtime }: World, { cart }: Found): Promise<unknown> {
  const key = `${cart.tenant}:${await runtime.hash(`principal:${cart.principal}`)}`;
  return store.get('budget', key);
}
