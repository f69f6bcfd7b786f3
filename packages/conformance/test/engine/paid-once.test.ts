import { expect, it } from 'vitest';
import { cartOf, nonce, orderOf, pay, recordOf, signed, token } from './calls.ts';
import { createWorld } from './world.ts';

it('S1.48 gives the first answer again under the same key, marked as replayed, without a call of the rail', async () => {
  const world = createWorld();
  const cart = await cartOf(world);

  const first = await pay(world, { cart, headers: token() });
  const asked = world.provider.calls.length;
  const again = await pay(world, { cart, headers: token() });

  expect(first).toMatchObject({
    status: 200,
    body: { status: 'paid', amount: 4_999, payment_rail: 'keyed' },
  });
  expect(first.headers['idempotent-replayed']).toBeUndefined();
  expect(again.body).toEqual(first.body);
  expect(again.headers).toEqual({ ...first.headers, 'idempotent-replayed': 'true' });
  expect(world.provider.calls).toHaveLength(asked);
  expect(world.provider.charges).toHaveLength(1);
});

it('gives the stored 200 to the credential that paid, under whatever key it comes', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  const first = await pay(world, { cart, headers: token() });

  const other = await pay(world, { cart, key: 'key-2', headers: token() });
  const without = await pay(world, { cart, key: null, headers: token() });

  expect(other).toMatchObject({ status: 200, body: first.body });
  expect(without).toMatchObject({ status: 200, body: first.body });
  expect(world.provider.calls).toHaveLength(1);
});

it('leaves a second credential unspent when the key has paid already', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  const first = await pay(world, { cart, headers: token('tok_a') });

  const second = await pay(world, { cart, headers: token('tok_b') });
  const elsewhere = await pay(world, { cart: await cartOf(world), key: 'key-2', headers: token('tok_b') });

  expect(second).toMatchObject({ status: 200, body: first.body });
  expect(elsewhere).toMatchObject({ status: 200, body: { payment_rail: 'keyed' } });
  expect(world.provider.charges.map(({ source }) => source)).toEqual(['tok_a', 'tok_b']);
});

it('S1.34 gives the stored 200 to a call without a credential under a key that has paid', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  const challenge = await pay(world, { cart });
  const first = await pay(world, { cart, headers: token() });

  const bare = await pay(world, { cart });

  expect(challenge.status).toBe(402);
  expect(bare).toMatchObject({ status: 200, body: first.body });
});

it.each([
  ['no credential', {}],
  ['a new credential', token('tok_b')],
  ['a credential of another rail', { 'x-nonce': '0xab.n9.4999.usd.4102444800000' }],
])('refuses another key on a paid cart, with %s, and names the order', async (_, headers) => {
  const world = createWorld();
  const cart = await cartOf(world);
  const first = await pay(world, { cart, headers: token() });

  const other = await pay(world, { cart, key: 'key-2', headers });

  expect(other).toMatchObject({
    status: 409,
    body: { error: 'cart_already_completed', details: { order_id: first.body.order_id } },
  });
  expect(world.provider.calls).toHaveLength(1);
});

it('gives no 402 for a paid cart, also not to a credential that was declined or is another cart’s', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  await pay(world, { cart, headers: token('tok_declined') });
  await pay(world, { cart: await cartOf(world), key: 'key-2', headers: token('tok_elsewhere') });
  await pay(world, { cart, headers: token('tok_a') });

  const declined = await pay(world, { cart, key: 'key-3', headers: token('tok_declined') });
  const used = await pay(world, { cart, key: 'key-4', headers: token('tok_elsewhere') });

  expect(declined).toMatchObject({ status: 409, body: { error: 'cart_already_completed' } });
  expect(used).toMatchObject({ status: 409, body: { error: 'cart_already_completed' } });
});

it('does not know the cart of another principal or tenant, paid or not', async () => {
  const world = createWorld();
  const cart = await cartOf(world);

  const before = await pay(world, { cart, principal: 'mallory', headers: token() });
  await pay(world, { cart, headers: token() });
  const after = await pay(world, { cart, principal: 'mallory', headers: token() });
  const abroad = await pay(world, { cart, tenant: 'other', headers: token() });

  for (const answer of [before, after, abroad])
    expect(answer).toMatchObject({ status: 404, body: { error: 'cart_not_found' } });
  expect(world.provider.charges).toHaveLength(1);
});

it('S1.40 pays by nonce in one call, without a challenge before', async () => {
  const world = createWorld();
  const cart = await cartOf(world);

  const answer = await pay(world, { cart, headers: nonce(signed(world)) });

  expect(answer).toMatchObject({ status: 200, body: { payment_rail: 'nonce', reference: 'ch_1' } });
  expect(answer.headers['x-nonce-receipt']).toBe('ch_1');
  expect(world.provider.calls.map(({ operation }) => operation)).toEqual(['submit']);
  expect((await recordOf(world, cart)).order).toMatchObject({ total: { amount: 4_999, currency: 'usd' } });
});

it('S1.33 charges the amount of the challenge and names the order that was announced', async () => {
  const world = createWorld();
  const cart = await cartOf(world);

  const challenge = await pay(world, { cart });
  const answer = await pay(world, { cart, headers: token() });
  const view = await orderOf(world, answer);

  expect(answer.body.amount).toBe(challenge.body.amount);
  expect(world.provider.charges).toMatchObject([{ amount: challenge.body.amount, currency: 'usd' }]);
  expect(view).toMatchObject({ status: 'paid', cart, order: { total: { amount: 4_999 } } });
});
