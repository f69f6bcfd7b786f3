import { reconcile } from '@railyard/core/operator';
import type { Credential, PaymentRail } from '@railyard/core/rail';
import { expect, it } from 'vitest';
import { keyedRail, mortal } from '../../src/index.ts';
import { begin, cartOf, pass, pay, recordOf, token } from './calls.ts';
import { createWorld, Gate, HOUR, MINUTE, mount, standingStill, type World } from './world.ts';

type Prepare = NonNullable<PaymentRail<'keyed', string>['prepare']>;

function preparing(prepare: Prepare): PaymentRail {
  return { ...keyedRail(), prepare };
}

/** A world whose engine died while its attempt was still being prepared. */
async function diedInPrepare(prepare: Prepare = async () => ({ prepared: {} })) {
  const world = createWorld({ mounts: [mount(preparing(prepare))] });
  const cart = await cartOf(world);
  const doom = mortal({ store: world.store, fetch: world.provider.fetch }, 5, 'before');
  void begin(world.engine({ store: doom.store }), { cart, headers: token() });
  await doom.death;
  return { world, cart };
}

it('prepares inside the attempt, stores what it learned, and hands it to every later call', async () => {
  const seen: unknown[] = [];
  const rail = keyedRail();
  const world: World = createWorld({
    mounts: [
      mount({
        ...rail,
        prepare: async () => {
          seen.push((await recordOf(world, cart)).attempts[0]?.state);
          return { prepared: { quote: 'q1' } };
        },
        settle: async (purchase, credential, context) => {
          seen.push((await recordOf(world, cart)).attempts[0]?.state, context.prepared);
          return rail.settle(purchase, credential as Credential<string>, context);
        },
        status: (payment, context) => {
          seen.push(payment.prepared, context.prepared);
          return rail.status(payment, context);
        },
      }),
    ],
  });
  const cart = await cartOf(world);
  world.provider.fault('charge', { type: 'lost_reply' });

  await pay(world, { cart, headers: token() });
  await pay(world, { cart, headers: token() });

  expect(seen).toEqual(['created', 'submitted', { quote: 'q1' }, { quote: 'q1' }, { quote: 'q1' }]);
});

it('resumes an attempt found in created from its sealed credential', async () => {
  const { world, cart } = await diedInPrepare();
  expect((await recordOf(world, cart)).attempts).toMatchObject([{ state: 'created' }]);

  await pass(world, 2 * MINUTE);

  expect((await recordOf(world, cart)).order).toMatchObject({ rail: 'keyed' });
  expect(world.provider.charges).toMatchObject([{ source: 'tok_a' }]);
});

it('resumes on the client’s retry', async () => {
  const { world, cart } = await diedInPrepare();
  await world.runtime.advance(2 * MINUTE);

  expect(await pay(world, { cart, headers: token() })).toMatchObject({ status: 200 });
  expect(world.provider.charges).toHaveLength(1);
});

it('ends it as cancelled when the sealing key is lost, and frees the credential', async () => {
  const { world, cart } = await diedInPrepare();
  world.runtime.loseKeys();

  await pass(world, 2 * MINUTE);
  const ended = (await recordOf(world, cart)).attempts;
  const again = await pay(world, { cart, headers: token() });

  expect(ended).toMatchObject([{ state: 'cancelled', sealed: null }]);
  expect(again).toMatchObject({ status: 200 });
  expect(world.provider.charges).toHaveLength(1);
});

it('goes on by status when the sealing key is lost after the submission, and never declines it', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  world.provider.fault('charge', { type: 'lost_request' });
  await pay(world, { cart, headers: token() });
  world.runtime.loseKeys();

  await pass(world, HOUR);
  const answer = await pay(world, { cart, headers: token() });

  expect(answer).toMatchObject({ status: 503, body: { error: 'payment_unresolved' } });
  expect((await recordOf(world, cart)).attempts).toMatchObject([{ state: 'submitted' }]);
  expect(world.provider.count('charge')).toBe(1);
  expect(world.provider.count('find_charge')).toBeGreaterThan(3);
});

it('frees the claim of a credential that was never submitted', async () => {
  const answers = [
    async () => Promise.reject(new Error('no answer')),
    async () => ({ refused: 'risk', message: 'Not today.' }),
  ];
  const world = createWorld({
    mounts: [mount(preparing(() => (answers.shift() ?? (async () => ({ prepared: {} })))()))],
  });
  const cart = await cartOf(world);

  const unreached = await pay(world, { cart, headers: token() });
  const refused = await pay(world, { cart, headers: token() });
  const elsewhere = await pay(world, { cart: await cartOf(world), key: 'key-2', headers: token() });

  expect(unreached).toMatchObject({ status: 503, body: { error: 'upstream_unavailable', retryable: true } });
  expect(refused).toMatchObject({
    status: 402,
    body: { error: 'payment_declined', details: { reason: 'risk' } },
  });
  expect(elsewhere).toMatchObject({ status: 200 });
  expect((await recordOf(world, cart)).attempts.map(({ state }) => state)).toEqual(['cancelled', 'declined']);
});

it('sends once when two workers resume the same attempt', async () => {
  const { world, cart } = await diedInPrepare(async () => ({ prepared: {} }));
  const other = world.engine();
  await world.runtime.advance(2 * MINUTE);

  await world.runtime.run(Promise.all([reconcile(world.checkout), reconcile(other.checkout)]));

  expect((await recordOf(world, cart)).order).not.toBeNull();
  expect(world.provider.count('charge')).toBe(1);
});

it.each(['prepare', 'settle'])(
  'charges once when a worker sleeps in %s and another finishes',
  async (member) => {
    const world = createWorld();
    const nap = new Gate();
    const rail = { ...keyedRail(), prepare: async () => ({ prepared: {} }) };
    const sleepy: typeof rail =
      member === 'prepare'
        ? { ...rail, prepare: () => nap.opened.then(() => rail.prepare()) }
        : { ...rail, settle: (...call) => nap.opened.then(() => rail.settle(...call)) };
    const cart = await cartOf(world);
    // A suspended machine: its timers do not run either.
    const runtime = standingStill(world);
    const running = begin(world.engine({ runtime, rails: () => [mount(sleepy)] }), {
      cart,
      headers: token(),
    });

    await pass(world.engine({ rails: () => [mount(rail)] }), 2 * MINUTE);
    const before = world.provider.charges.length;
    nap.open();

    expect(await world.runtime.run(running)).toMatchObject({ status: 200 });
    expect(before).toBe(1);
    expect(world.provider.charges).toHaveLength(1);
    expect(world.provider.conflicts).toEqual([]);
  },
);

it('sends nothing when it wakes in prepare and another has sent, although the outcome is still unknown', async () => {
  const world = createWorld();
  const nap = new Gate();
  const rail = { ...keyedRail(), prepare: async () => ({ prepared: {} }) };
  const sleepy: PaymentRail = { ...rail, prepare: () => nap.opened.then(() => rail.prepare()) };
  const cart = await cartOf(world);
  const runtime = standingStill(world);
  const running = begin(world.engine({ runtime, rails: () => [mount(sleepy)] }), { cart, headers: token() });
  world.provider.fault('charge', { type: 'lost_request' }, { type: 'lost_request' });

  const other = world.engine({ rails: () => [mount(rail)] });
  await world.runtime.advance(MINUTE);
  await world.runtime.run(reconcile(other.checkout));
  nap.open();

  expect(await world.runtime.run(running)).toMatchObject({
    status: 503,
    body: { error: 'payment_unresolved' },
  });
  expect(world.provider.count('charge')).toBe(1);
});

it('carries on after a crash between opening and sending', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  const doom = mortal({ store: world.store, fetch: world.provider.fetch }, 4, 'after');
  void begin(world.engine({ store: doom.store, fetch: doom.fetch }), { cart, headers: token() });
  await doom.death;
  expect((await recordOf(world, cart)).attempts).toMatchObject([{ state: 'submitted' }]);
  expect(world.provider.calls).toHaveLength(0);

  await pass(world, 2 * MINUTE);

  expect((await recordOf(world, cart)).order).toMatchObject({ reference: 'ch_1' });
});
