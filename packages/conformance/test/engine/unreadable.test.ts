import type { Space } from '@railyard/core/store';
import { expect, it } from 'vitest';
import { cartOf, pass, pay, recordOf, token } from './calls.ts';
import { createWorld, HOUR, MINUTE, type World } from './world.ts';

const BUDGET = { period: 'daily', limit: { amount: 100_000, currency: 'usd' }, timeZone: 'UTC' } as const;
const BROKEN: readonly unknown[] = [7, 'text', {}, [null], { cart: {}, attempts: [null] }];

/** What no version of ours has written, overdue for long. */
function plant({ store }: World, space: Space, key: string, value: unknown): Promise<null> {
  return store.update([{ space, key }], () => ({
    rows: [{ value, tenant: 'acme', state: 'broken', due: 1 }],
    result: null,
  }));
}

/** A payment that only the background work can finish. */
async function unfinished(world: World, principal: string): Promise<string> {
  const cart = await cartOf(world, { principal });
  world.provider.fault('charge', { type: 'lost_reply' });
  await pay(world, { cart, principal, key: cart, headers: token(`tok_${cart}`) });
  expect((await recordOf(world, cart)).order).toBeNull();
  return cart;
}

it.each([1, 60])(
  'the work goes on past what it cannot read in carts and events, %i of each',
  async (many) => {
    const reports: unknown[] = [];
    const world = createWorld({ report: (error) => reports.push(error) });
    for (let at = 0; at < many; at += 1)
      for (const space of ['cart', 'outbox'])
        await plant(world, space, `acme:broken_${at}`, BROKEN[at % BROKEN.length]);
    const cart = await unfinished(world, 'alice');
    await pass(world, MINUTE);

    expect((await recordOf(world, cart)).order).toMatchObject({ reference: 'ch_1' });
    expect(world.events.map(({ type }) => type)).toEqual(['order.paid']);
    for (const space of ['cart', 'outbox'])
      expect(reports.map(String)).toContain(
        `RailError: The work on "acme:broken_0" of the space "${space}" has stopped. It stays due.`,
      );
  },
);

it.each([{}, { policy: null, ledger: { latest: 0 } }, 'text'])(
  'the work goes on past what somebody has spent, when nobody can read it: %j',
  async (broken) => {
    const reports: unknown[] = [];
    const world = createWorld({
      report: (error) => reports.push(error),
      spending: { policy: { budgets: [BUDGET] } },
    });
    const bob = await unfinished(world, 'bob');
    const [key = ''] = (await world.store.list('budget', { tenant: 'acme', limit: 9 })).keys;
    const alice = await unfinished(world, 'alice');
    const ledger = await world.store.get('budget', key);
    await plant(world, 'budget', key, broken);
    await pass(world, MINUTE);

    expect((await recordOf(world, alice)).order).toMatchObject({ reference: 'ch_2' });
    expect((await recordOf(world, bob)).order).toBeNull();
    expect(reports.map(String).join('\n')).toMatch(/has stopped|of undefined/);

    await plant(world, 'budget', key, ledger);
    await pass(world, HOUR);
    expect((await recordOf(world, bob)).order).toMatchObject({ reference: 'ch_1' });
  },
);
