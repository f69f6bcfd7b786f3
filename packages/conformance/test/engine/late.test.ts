import { expect, it } from 'vitest';
import { cartOf, edit, nonce, pass, pay, recordOf, signed, token } from './calls.ts';
import { createWorld, MINUTE, type World } from './world.ts';

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
