import { expect, it } from 'vitest';
import { hostedRail, keyedRail, nonceRail } from '../../src/index.ts';
import { cartOf, nonce, pass, pay, recordOf, signed, token } from './calls.ts';
import { createWorld, mount } from './world.ts';

it('S1.42 S1.43 refuses the credential of an inactive rail and names the active ones', async () => {
  const world = createWorld({
    mounts: [mount(keyedRail()), mount(nonceRail(), { active: false }), mount(hostedRail())],
  });
  const cart = await cartOf(world);

  const answer = await pay(world, { cart, headers: nonce(signed(world)) });
  const garbage = await pay(world, { cart, headers: { 'x-nonce': 'garbage' } });
  const challenge = await pay(world, { cart });

  for (const refused of [answer, garbage])
    expect(refused).toMatchObject({
      status: 501,
      body: {
        error: 'rail_not_active',
        details: { payment_rail: 'nonce', active_rails: ['keyed', 'hosted'] },
        next_action: 'Pay with one of these: keyed, hosted.',
      },
    });
  expect(challenge.body.offers).toMatchObject([{ payment_rail: 'keyed' }]);
  expect(world.provider.calls).toHaveLength(0);
});

it('refuses a page of an inactive, unknown or agent rail', async () => {
  const world = createWorld({ mounts: [mount(keyedRail()), mount(hostedRail(), { active: false })] });
  const cart = await cartOf(world);

  for (const page of ['hosted', 'absent', 'keyed'])
    expect(await pay(world, { cart, page })).toMatchObject({
      status: 501,
      body: { error: 'rail_not_active' },
    });
  expect((await recordOf(world, cart)).attempts).toHaveLength(0);
});

it('lets a deactivated rail finish what it began', async () => {
  const mounts = [mount(keyedRail()), mount(nonceRail())];
  const world = createWorld({ rails: () => mounts.map((one) => ({ ...one })) });
  const cart = await cartOf(world);
  world.provider.fault('charge', { type: 'lost_reply' });
  const first = await pay(world, { cart, headers: token() });

  mounts[0] = mount(keyedRail(), { active: false });
  await pass(world, 5 * 60_000);
  const again = await pay(world, { cart, headers: token() });
  const fresh = await pay(world, { cart: await cartOf(world), key: 'key-2', headers: token('tok_b') });

  expect(first).toMatchObject({ status: 503, body: { error: 'payment_unresolved' } });
  expect(again).toMatchObject({ status: 200, body: { payment_rail: 'keyed' } });
  expect(fresh).toMatchObject({ status: 501, body: { error: 'rail_not_active' } });
});

it('finishes an attempt under the account it began with', async () => {
  const asked: string[] = [];
  const named = (account: string) => {
    const rail = keyedRail();
    return mount({ ...rail, status: (...call) => (asked.push(account), rail.status(...call)) }, { account });
  };
  const mounts = [named('acct_old')];
  const world = createWorld({ rails: () => mounts.map((one) => ({ ...one })) });
  const cart = await cartOf(world);
  world.provider.fault('charge', { type: 'lost_reply' });
  await pay(world, { cart, headers: token() });

  mounts.splice(0, 1, named('acct_new'), { ...named('acct_old'), active: false });
  await pass(world, 5 * 60_000);

  expect(asked).toEqual(['acct_old']);
  expect((await recordOf(world, cart)).order).toMatchObject({ rail: 'keyed' });
});

it('makes a person look when the rail of an unresolved attempt is gone', async () => {
  const mounts = [mount(keyedRail()), mount(nonceRail())];
  const world = createWorld({ rails: () => mounts.map((one) => ({ ...one })) });
  const cart = await cartOf(world);
  world.provider.fault('charge', { type: 'lost_reply' });
  await pay(world, { cart, headers: token() });

  mounts.shift();
  await pass(world, 5 * 60_000);
  const answer = await pay(world, { cart });

  expect(answer).toMatchObject({ status: 503, body: { error: 'payment_unresolved' } });
  expect((await recordOf(world, cart)).attempts).toMatchObject([{ openCase: 'rail_not_mounted' }]);
  expect(world.events).toMatchObject([{ type: 'case.opened', subject: { case: 'rail_not_mounted' } }]);
});

it('looks again, and asks nobody, when the platform could not name its rails for a while', async () => {
  const mounts = [mount(keyedRail())];
  let down = false;
  const world = createWorld({
    rails: () => {
      if (down) throw new Error('The platform is down.');
      return mounts;
    },
  });
  const cart = await cartOf(world);
  world.provider.fault('charge', { type: 'lost_reply' });
  await pay(world, { cart, headers: token() });

  down = true;
  await pass(world, 5 * 60_000);
  expect((await recordOf(world, cart)).attempts).toMatchObject([{ state: 'submitted', openCase: null }]);
  down = false;
  await pass(world, 10 * 60_000);
  expect((await recordOf(world, cart)).order).toMatchObject({ rail: 'keyed' });
});
