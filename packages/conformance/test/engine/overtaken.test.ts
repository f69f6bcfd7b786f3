import { reconcile } from '@railyard/core/operator';
import type { PaymentRail, Prepared, Refusal } from '@railyard/core/rail';
import { expect, it } from 'vitest';
import { keyedRail } from '../../src/index.ts';
import { begin, cartOf, pass, pay, recordOf, token } from './calls.ts';
import { createWorld, Gate, HOUR, MINUTE, mount, standingStill, type World } from './world.ts';

const rail = { ...keyedRail(), prepare: async () => ({ prepared: {} }) };

/** The money of `tok_a` moved once, and nobody was told to pay again before that was known. */
async function expectOneCharge(world: World, cart: string): Promise<void> {
  await pay(world, { cart, headers: token('tok_b') });
  await pass(world, 30 * HOUR);
  const { attempts, order, refunds } = await recordOf(world, cart);
  expect(world.provider.charges.map(({ source }) => source)).toEqual(['tok_a']);
  expect([attempts.map(({ state }) => state), refunds]).toEqual([['paid'], []]);
  expect(order?.attempt).toBe(attempts[0]?.id);
}

/** A worker that is suspended, clock and all, inside `prepare`, which then ends as given. */
function suspended(world: World, end: () => ReturnType<typeof rail.prepare>) {
  const nap = new Gate();
  const runtime = standingStill(world);
  const asleep: PaymentRail = { ...rail, prepare: () => nap.opened.then(end) };
  return { nap, engine: world.engine({ runtime, rails: () => [mount(asleep)] }) };
}

it('does not end an attempt that another worker has sent because its own preparation failed late', async () => {
  const world = createWorld({ mounts: [mount(rail)] });
  const cart = await cartOf(world);
  const { nap, engine } = suspended(world, () => Promise.reject(new Error('The socket is closed.')));
  const running = begin(engine, { cart, headers: token() });
  world.provider.fault('charge', { type: 'lost_reply' });
  await world.runtime.advance(MINUTE);
  await world.runtime.run(reconcile(world.checkout));

  nap.open();
  const answer = await world.runtime.run(running);

  expect(answer.status).not.toBe(402);
  await expectOneCharge(world, cart);
});

it('does not end an attempt that was sent meanwhile because its own sealing key is gone', async () => {
  const world = createWorld({ mounts: [mount(rail)] });
  const cart = await cartOf(world);
  const { nap, engine } = suspended(world, rail.prepare);
  const running = begin(engine, { cart, headers: token() });
  const unsealing = new Gate();
  const keyless = { ...world.runtime, unseal: () => unsealing.opened.then(() => null) };
  await world.runtime.advance(MINUTE);
  const looking = reconcile(world.engine({ runtime: keyless }).checkout);
  await world.runtime.advance(1);

  nap.open();
  await world.runtime.advance(1);
  unsealing.open();
  await world.runtime.run(looking);
  await world.runtime.run(running);

  const { attempts } = await recordOf(world, cart);
  const charged = world.provider.charges.length;
  expect([charged, attempts[0]?.state]).toEqual([0, 'cancelled']);
});

it('does not believe a late refusal to send once the payment was sent again', async () => {
  let calls = 0;
  const prompt: PaymentRail = keyedRail();
  const slow: PaymentRail = {
    ...prompt,
    async settle(purchase, credential, context) {
      calls += 1;
      if (calls > 1) return prompt.settle(purchase, credential, context);
      await world.runtime.sleep(40_000);
      return { state: 'declined', reason: 'not_ready', evidence: 'not_sent' };
    },
  };
  const world = createWorld({ mounts: [mount(slow)] });
  const cart = await cartOf(world);
  world.provider.fault('charge', { type: 'lost_reply' });
  const first = await pay(world, { cart, headers: token() });
  await world.runtime.advance(10_000);
  await world.runtime.run(reconcile(world.checkout));
  await world.runtime.advance(30_000);

  const again = await pay(world, { cart, headers: token() });

  expect([first.status, again.status]).toEqual([503, 200]);
  await expectOneCharge(world, cart);
});

it.each<readonly [string, () => Promise<Prepared | Refusal>]>([
  ['fails', () => Promise.reject(new Error('The socket is closed.'))],
  ['refuses', async () => ({ refused: 'expired', message: 'Too late.' })],
])('sends nothing for a worker whose preparation %s after another has taken over', async (_, woken) => {
  const world = createWorld({ mounts: [mount(rail)] });
  const cart = await cartOf(world);
  const nap = new Gate();
  let sent = 0;
  const asleep: PaymentRail = {
    ...rail,
    prepare: () => nap.opened.then(woken),
    async settle() {
      sent += 1;
      return { state: 'declined', reason: 'not_ready', evidence: 'not_sent' };
    },
  };
  const frozen = standingStill(world);
  const late = begin(world.engine({ runtime: frozen, rails: () => [mount(asleep)] }), {
    cart,
    headers: token(),
  });
  world.provider.fault('charge', { type: 'lost_reply' });
  await world.runtime.advance(MINUTE);
  await world.runtime.run(reconcile(world.checkout));
  nap.open();

  const { status } = await world.runtime.run(late);
  expect({ sent, status }).toEqual({ sent: 0, status: 503 });
});

it('tells a worker that wakes of the order that was made meanwhile, and not to pay', async () => {
  const world = createWorld({ mounts: [mount(keyedRail())] });
  const cart = await cartOf(world);
  const nap = new Gate();
  const asleep: PaymentRail = {
    ...keyedRail(),
    async settle() {
      await nap.opened;
      return { state: 'declined', reason: 'token_declined', evidence: 'same_key' };
    },
  };
  const frozen = standingStill(world);
  const headers = token('tok_declined');
  const late = begin(world.engine({ runtime: frozen, rails: () => [mount(asleep)] }), { cart, headers });
  await world.runtime.advance(MINUTE);
  await world.runtime.run(reconcile(world.checkout));
  expect((await pay(world, { cart, key: 'key-2', headers: token('tok_b') })).status).toBe(200);
  nap.open();

  expect(await world.runtime.run(late)).toMatchObject({
    status: 409,
    body: { error: 'cart_already_completed' },
  });
});

it('opens no case about a payment that another process has found meanwhile', async () => {
  const world = createWorld({ mounts: [mount(keyedRail())] });
  const cart = await cartOf(world);
  world.provider.fault('charge', { type: 'lost_reply' });
  await pay(world, { cart, headers: token() });
  const nap = new Gate();
  const without = world.engine({ runtime: standingStill(world), rails: () => nap.opened.then(() => []) });
  await world.runtime.advance(MINUTE);
  const late = reconcile(without.checkout);
  await world.runtime.advance(3 * MINUTE);
  await world.runtime.run(reconcile(world.checkout));
  nap.open();
  await world.runtime.run(late);

  expect((await recordOf(world, cart)).attempts).toMatchObject([{ state: 'paid', openCase: null }]);
  expect(world.events.map(({ type }) => type)).toEqual(['order.paid']);
});
