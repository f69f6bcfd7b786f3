import { orderIdOf } from '@railyard/core';
import { refundOrder } from '@railyard/core/operator';
import type { PaymentRail } from '@railyard/core/rail';
import { expect, it } from 'vitest';
import { type Fault, keyedRail, nonceRail } from '../../src/index.ts';
import { cartOf, nonce, pass, pay, recordOf, signed, token } from './calls.ts';
import { createWorld, HOUR, MINUTE, mount, type World } from './world.ts';

/** A cart that is paid, with a second payment that landed on top and has to go back. */
async function paidTwice(world: World): Promise<string> {
  const cart = await cartOf(world);
  const first = signed(world, { nonce: 'refused1' });
  await pay(world, { cart, headers: nonce(first) });
  await pay(world, { cart, headers: nonce(signed(world, { nonce: 'n2' })) });
  world.provider.land(first);
  return cart;
}

it.each<Fault>([
  { type: 'lost_request' },
  { type: 'lost_reply' },
  { type: 'error_after' },
  { type: 'hang' },
  { type: 'slow_request', ms: 90_000 },
  { type: 'slow_reply', ms: 90_000 },
])('gives the second payment back once although the call met $type', async (fault) => {
  const world = createWorld();
  const cart = await paidTwice(world);
  world.provider.fault('refund', fault, fault);

  await pass(world, 30 * MINUTE);

  expect(world.provider.charges.map(({ refunds }) => refunds.length)).toEqual([0, 1]);
  expect((await recordOf(world, cart)).refunds).toMatchObject([{ state: 'refunded', openCase: null }]);
  expect(
    new Set(world.provider.calls.flatMap(({ operation, key }) => (operation === 'refund' ? key : []))).size,
  ).toBe(1);
  expect(world.provider.conflicts).toEqual([]);
});

it('asks the provider to refund the payment itself, by the reference that came with the money', async () => {
  const world = createWorld();
  await paidTwice(world);

  await pass(world, 20 * MINUTE);

  const refund = world.provider.calls.find(({ operation }) => operation === 'refund');
  expect(JSON.parse(refund?.body ?? '{}')).toMatchObject({ charge: 'ch_2', amount: 4_999 });
});

it('opens a case with an event when the rail cannot refund', async () => {
  const unable: PaymentRail = nonceRail();
  delete unable.refund;
  const world = createWorld({ mounts: [mount(unable)] });
  const cart = await paidTwice(world);

  await pass(world, 20 * MINUTE);

  expect((await recordOf(world, cart)).refunds).toMatchObject([{ openCase: 'refund_failed' }]);
  expect(world.events.at(-1)).toMatchObject({
    type: 'case.opened',
    subject: { case: 'refund_failed' },
  });
});

it('opens a case with events when the provider refuses the refund, and asks no more', async () => {
  const failing = { ...nonceRail(), refund: async () => ({ state: 'failed', reason: 'too_old' }) as const };
  const world = createWorld({ mounts: [mount(failing)] });
  const cart = await paidTwice(world);

  await pass(world, 20 * MINUTE);

  expect((await recordOf(world, cart)).refunds).toMatchObject([
    { state: 'failed', openCase: 'refund_failed' },
  ]);
  expect(world.events.map(({ type }) => type).slice(-2)).toEqual(['refund.failed', 'case.opened']);
});

it('waits for a refund that the provider has accepted', async () => {
  const rail = nonceRail();
  const answers = ['pending', 'pending'];
  const slow: typeof rail = {
    ...rail,
    async refund(...call) {
      return answers.shift() ? { state: 'pending' } : rail.refund(...call);
    },
  };
  const world = createWorld({ mounts: [mount(slow)] });
  const cart = await paidTwice(world);

  await pass(world, 30 * MINUTE);

  expect(answers).toEqual([]);
  expect((await recordOf(world, cart)).refunds).toMatchObject([{ state: 'refunded' }]);
  expect(world.provider.charges[1]?.refunds).toHaveLength(1);
});

it('makes a person look when a refund stays unanswered, and sends none after its window', async () => {
  const asked: number[] = [];
  const rail = nonceRail();
  const silent: typeof rail = {
    ...rail,
    refund(...[, , context]) {
      asked.push(context.now());
      return Promise.reject(new Error('no answer'));
    },
  };
  const world = createWorld({ mounts: [mount(silent), mount(keyedRail())] });
  const cart = await paidTwice(world);
  const started = world.runtime.now();

  await pass(world, 30 * HOUR);

  expect((await recordOf(world, cart)).refunds).toMatchObject([{ openCase: 'refund_unresolved' }]);
  expect(world.events.at(-1)).toMatchObject({ type: 'case.opened' });
  expect(Math.max(...asked) - started).toBeLessThan(25 * HOUR);
});

it('finds a refund that was given in the provider’s own record, once it may not be sent again', async () => {
  const rail = nonceRail();
  const keyed = { ...rail, manifest: { ...rail.manifest, keyLifetime: 10 * MINUTE } };
  const world = createWorld({ mounts: [mount(keyed)] });
  const cart = await paidTwice(world);
  world.provider.fault('refund', ...Array.from({ length: 20 }, (): Fault => ({ type: 'lost_reply' })));

  await pass(world, 40 * MINUTE);

  expect((await recordOf(world, cart)).refunds).toMatchObject([{ state: 'refunded' }]);
  expect(world.provider.charges[1]?.refunds).toHaveLength(1);
});

it('takes an answer outside the contract for none, and goes on telling the platform of the order', async () => {
  const rail = { ...keyedRail(), refund: async () => ({ state: 'succeeded' }) as never };
  const world = createWorld({ mounts: [mount(rail)] });
  const cart = await cartOf(world);
  await pay(world, { cart, headers: token() });

  const call = { tenant: 'acme', order: orderIdOf(cart, 2), key: 'r-1', reason: 'late' };
  const asked = await world.runtime.run(refundOrder(world.checkout, call));
  await pass(world, 5 * MINUTE);
  const told = world.events.map(({ type }) => type);
  for (let hours = 0; hours < 26; hours += 1) await pass(world, HOUR);

  expect(asked).toMatchObject({ state: 'pending', openCase: null });
  expect(told).toEqual(['order.paid', 'refund.due']);
  expect((await recordOf(world, cart)).refunds).toMatchObject([{ openCase: 'refund_unresolved' }]);
});

it('takes a smaller refund at the provider for none of ours, once it only looks', async () => {
  const keyed = keyedRail();
  const seen: string[] = [];
  const world = createWorld({
    mounts: [
      mount({
        ...keyed,
        refund: async () => ({ state: 'unknown', reason: 'silence' }),
        async status(...call) {
          const refunds = seen.map((id) => ({
            id,
            amount: { amount: 1, currency: 'usd' },
            state: 'refunded' as const,
            reference: 're_1',
          }));
          return { ...(await keyed.status(...call)), refunds };
        },
      }),
    ],
  });
  const cart = await cartOf(world);
  await pay(world, { cart, headers: token() });
  const call = { tenant: 'acme', order: orderIdOf(cart, 2), key: 'r-1', reason: 'late' };
  seen.push((await world.runtime.run(refundOrder(world.checkout, call))).id);
  for (let hours = 0; hours < 26; hours += 1) await pass(world, HOUR);

  expect((await recordOf(world, cart)).refunds).toMatchObject([{ openCase: 'refund_unresolved' }]);
});
