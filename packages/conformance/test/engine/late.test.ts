import { orderIdOf } from '@railyard/core';
import { ring } from '@railyard/core/operator';
import { readOrder } from '@railyard/core/order';
import { expect, it } from 'vitest';
import { webhook, withWebhook } from '../../src/fakes/webhook.ts';
import { hostedRail, keyedRail, nonceRail } from '../../src/index.ts';
import { cartOf, edit, nonce, pass, pay, recordOf, signed, token } from './calls.ts';
import { createWorld, HOUR, interrupted, MINUTE, mount, type World } from './world.ts';

const WHO = { tenant: 'acme', principal: 'alice' };

/** A cart with an authorization that was declined and then lands all the same, before anybody has noticed. */
async function landed(world: World): Promise<string> {
  const cart = await cartOf(world);
  const authorization = signed(world, { nonce: 'refused1' });
  await pay(world, { cart, headers: nonce(authorization) });
  world.provider.land(authorization);
  return cart;
}

it('makes the order of a payment that lands after its end, and says so', async () => {
  const world = createWorld();
  const cart = await landed(world);

  await pass(world, 5 * MINUTE);

  expect((await recordOf(world, cart)).order).toMatchObject({ reference: 'ch_1', version: 2 });
  expect((await recordOf(world, cart)).refunds).toEqual([]);
  expect(world.events.map(({ type }) => type)).toEqual(['payment.late', 'order.paid']);
});

it('gives the money back when the cart was edited since, and says so', async () => {
  const world = createWorld();
  const cart = await landed(world);
  await edit(world, cart, { type: 'tip', tip: 100 });

  await pass(world, 5 * MINUTE);
  const challenge = await pay(world, { cart });

  expect(world.provider.charges).toMatchObject([{ refunds: [{ amount: 4_999 }] }]);
  expect((await recordOf(world, cart)).order).toBeNull();
  expect(world.events.map(({ type }) => type)).toEqual(['payment.late', 'refund.due', 'refund.refunded']);
  expect(challenge).toMatchObject({ status: 402, body: { amount: 5_099 } });
});

it('tells the payer of a refunded credential, and takes another for the edited cart', async () => {
  const world = createWorld();
  const cart = await landed(world);
  await edit(world, cart, { type: 'tip', tip: 100 });
  await pass(world, 5 * MINUTE);

  const same = await pay(world, { cart, headers: nonce(signed(world, { nonce: 'refused1' })) });
  const other = await pay(world, { cart, headers: token() });

  expect(same).toMatchObject({ status: 409, body: { error: 'payment_refunded' } });
  expect(other).toMatchObject({ status: 200, body: { amount: 5_099 } });
});

it('gives the money back when another payment of the cart is open', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  const authorization = signed(world, { nonce: 'refused1' });
  await pay(world, { cart, headers: nonce(authorization) });
  await pay(world, { cart, page: 'hosted' });
  world.provider.land(authorization);

  await pass(world, 5 * MINUTE);
  world.provider.visit('page_1');
  await pass(world, 5 * MINUTE);

  expect(world.provider.charges).toMatchObject([
    { source: 'nonce:0xab:refused1', refunds: [{ amount: 4_999 }] },
    { source: 'page_1', refunds: [] },
  ]);
  expect((await recordOf(world, cart)).order).toMatchObject({ rail: 'hosted' });
});

it('gives the order to the key that paid for it, and not to that of a payment which came later', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  const late = signed(world, { nonce: 'refused1' });
  await pay(world, { cart, key: 'key-1', headers: nonce(late) });
  await pay(world, { cart, key: 'key-2', headers: token() });
  world.provider.land(late);
  await pass(world, 5 * MINUTE);

  const first = await pay(world, { cart, key: 'key-1' });
  const second = await pay(world, { cart, key: 'key-2' });

  expect(first).toMatchObject({ status: 409, body: { error: 'cart_already_completed' } });
  expect(second).toMatchObject({ status: 200, body: { payment_rail: 'keyed' } });
});

it('sends no 402 beside a page before a declined credential that could have landed is looked up', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  const authorization = signed(world, { nonce: 'refused1' });
  await pay(world, { cart, headers: nonce(authorization) });
  await pay(world, { cart, key: 'key-2', page: 'hosted' });
  world.provider.land(authorization);
  world.provider.fault('read_chain', { type: 'lost_reply' });

  const unsure = await pay(world, { cart, key: 'key-3' });
  const sure = await pay(world, { cart, key: 'key-4', headers: { 'x-keyed-token': 'nonsense' } });

  expect(unsure).toMatchObject({ status: 503, body: { error: 'payment_unresolved' } });
  expect(sure).toMatchObject({ status: 402, body: { error: 'credential_invalid' } });
  expect((await recordOf(world, cart)).attempts[0]).toMatchObject({ state: 'paid' });
  expect((await recordOf(world, cart)).refunds).toHaveLength(1);
});

it('says that money is owed back also when the latest attempt took none', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  const authorization = signed(world, { nonce: 'refused1' });
  await pay(world, { cart, headers: nonce(authorization) });
  await pay(world, { cart, key: 'key-2', page: 'hosted' });
  world.provider.land(authorization);
  world.provider.fault('refund', ...Array.from({ length: 500 }, () => ({ type: 'lost_request' }) as const));
  await pass(world, 25 * HOUR);

  const view = await world.runtime.run(readOrder(world.checkout, WHO, orderIdOf(cart, 2)));

  expect((await recordOf(world, cart)).attempts).toMatchObject([{ state: 'paid' }, { state: 'expired' }]);
  expect(view).toMatchObject({ status: 'refund_due', order: null, page: null });
});

it('looks up a declined credential when its order is read', async () => {
  const world = createWorld();
  const cart = await landed(world);

  const view = await world.runtime.run(readOrder(world.checkout, WHO, orderIdOf(cart, 2)));

  expect(view).toMatchObject({ status: 'paid', order: { reference: 'ch_1' } });
});

it('keeps the time for giving it back from running while the rail is not mounted', async () => {
  const world = createWorld();
  let mounts = [mount(keyedRail()), mount(nonceRail())];
  const engine = world.engine({ rails: () => mounts });
  const cart = await landed(engine);
  await edit(engine, cart, { type: 'tip', tip: 100 });
  await pay(engine, { cart });
  mounts = [mount(keyedRail())];
  await pass(engine, 30 * HOUR);
  const meanwhile = (await recordOf(world, cart)).refunds;
  mounts = [mount(keyedRail()), mount(nonceRail())];
  await pass(engine, 30 * MINUTE);

  expect(meanwhile).toMatchObject([{ state: 'due', openCase: 'rail_not_mounted' }]);
  expect((await recordOf(world, cart)).refunds).toMatchObject([{ state: 'refunded', openCase: null }]);
});

it('calls an order pending while it cannot be told whether a declined credential has landed', async () => {
  const world = createWorld();
  const cart = await landed(world);
  world.provider.fault('read_chain', { type: 'lost_reply' });

  const view = await world.runtime.run(readOrder(world.checkout, WHO, orderIdOf(cart, 2)));

  expect(view).toMatchObject({ status: 'pending', order: null });
});

/** A page that somebody is sent to, and a provider that rings about it. */
async function pageOf() {
  const hosted = mount(withWebhook(hostedRail()));
  const world = createWorld({ mounts: [hosted] });
  const cart = await cartOf(world);
  const rings = async (): Promise<unknown> => {
    const [attempt] = (await recordOf(world, cart)).attempts;
    return ring(world.checkout, hosted, webhook({ tenant: 'acme', cart, attempt: attempt?.id }));
  };
  return { world, cart, rings };
}

const KEPT = {
  attempts: [
    { state: 'cancelled', openCase: 'amount_mismatch', taken: { amount: 4_998, currency: 'usd' }, due: null },
  ],
};

it('keeps the case of money that came after the end when an old answer says that its page is open', async () => {
  const { world, cart, rings } = await pageOf();
  world.provider.fault('open_page', { type: 'slow_reply', ms: 10 * MINUTE });
  await pay(world, { cart, page: 'hosted' });
  await pass(world, MINUTE);
  await edit(world, cart, { type: 'tip', tip: 100 });
  world.provider.transfer('page_1', 'short');
  await world.runtime.run(rings());
  expect(await recordOf(world, cart)).toMatchObject(KEPT);

  await pass(world, 10 * MINUTE);

  expect(await recordOf(world, cart)).toMatchObject(KEPT);
  expect(world.events.map(({ type }) => type)).toEqual(['case.opened']);
});

it.each([
  ['before', 2],
  ['after', 3],
])(
  'keeps what came to a closed page when that is heard right %s its closing is recorded',
  async (_, update) => {
    const { world, cart, rings } = await pageOf();
    await pay(world, { cart, page: 'hosted' });
    const late = world.engine({
      store: interrupted(world.store, update, async () => {
        world.provider.transfer('page_1', 'short');
        await world.runtime.sleep(MINUTE);
        await rings();
      }),
    });

    await edit(late, cart, { type: 'tip', tip: 100 });
    await pass(world, MINUTE);

    expect(await recordOf(world, cart)).toMatchObject({ ...KEPT, cart: { tip: 100 } });
    expect(world.events.map(({ type }) => type)).toEqual(['case.opened']);
  },
);
