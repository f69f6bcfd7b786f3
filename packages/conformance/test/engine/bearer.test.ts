import { expect, it } from 'vitest';
import { cartOf, pay, token } from './calls.ts';
import { createWorld } from './world.ts';

/** Nobody vouches for who makes these calls: they name the cart and the key, and show a credential. */
const bearer = { bearer: true } as const;

it('takes a payment from a caller whom nobody vouches for', async () => {
  const world = createWorld();
  const cart = await cartOf(world);

  expect(await pay(world, { cart, headers: token(), ...bearer })).toMatchObject({
    status: 200,
    body: { status: 'paid' },
  });
});

it('gives a stored order to the credential that paid', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  const first = await pay(world, { cart, headers: token() });

  const again = await pay(world, { cart, headers: token(), ...bearer });

  expect(again.body).toEqual(first.body);
  expect(world.provider.count('charge')).toBe(1);
});

it('gives it to no other credential, though it comes with the key that paid', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  await pay(world, { cart, headers: token() });

  const other = await pay(world, { cart, headers: token('tok_b'), ...bearer });
  const none = await pay(world, { cart, ...bearer });

  for (const answer of [other, none]) {
    expect(answer).toMatchObject({ status: 409, body: { error: 'cart_already_completed' } });
    expect(JSON.stringify(answer.body)).not.toContain('ch_1');
  }
  expect(world.provider.count('charge')).toBe(1);
});

it('gives it to no other credential that asked the provider and heard of it', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  world.provider.fault('charge', { type: 'lost_reply' });
  world.provider.fault('find_charge', { type: 'lost_reply' });
  await pay(world, { cart, headers: token() });
  await world.runtime.advance(60_000);

  const other = await pay(world, { cart, headers: token('tok_b'), ...bearer });

  expect(other).toMatchObject({ status: 409, body: { error: 'cart_already_completed' } });
});

it('gives the order that another one paid for to no credential that was declined, nor while it waits for it', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  const declined = await pay(world, { cart, headers: token('tok_declined'), ...bearer });
  expect(declined).toMatchObject({ status: 402, body: { error: 'payment_declined' } });
  world.provider.fault('charge', { type: 'slow_reply', ms: 5_000 });
  const paying = pay(world, { cart, headers: token('tok_b') });
  const meanwhile = pay(world, { cart, headers: token('tok_declined'), ...bearer });

  const [order, other] = await Promise.all([paying, meanwhile]);
  const later = await pay(world, { cart, headers: token('tok_declined'), ...bearer });

  expect(order.status).toBe(200);
  for (const answer of [other, later]) {
    expect(answer.status).not.toBe(200);
    expect(JSON.stringify(answer.body)).not.toContain('ch_1');
  }
});
