import { RailError } from '@railyard/core';
import { createCart } from '@railyard/core/cart';
import { expect, it } from 'vitest';
import { keyedRail } from '../../src/index.ts';
import { begin, cartOf, edit, pay, recordOf, token } from './calls.ts';
import { createWorld, mount, type World } from './world.ts';

const capped = (maxCartTotal: Readonly<Record<string, number>>): World =>
  createWorld({ limits: () => ({ maxItemQuantity: 10, maxCartTotal }) });

it('refuses an empty cart before any rail', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  await edit(world, cart, { type: 'quantity', item: 'item_1', quantity: 0 });

  for (const ask of [{ cart }, { cart, headers: token() }, { cart, page: 'hosted' }])
    expect(await pay(world, ask)).toMatchObject({ status: 400, body: { error: 'cart_empty' } });
  expect(world.provider.calls).toHaveLength(0);
});

it('S0.5 refuses a total above the cap, with what it is', async () => {
  const world = capped({ usd: 4_998 });
  const cart = await cartOf(world);

  for (const ask of [{ cart }, { cart, headers: token() }, { cart, page: 'hosted' }])
    expect(await pay(world, ask)).toMatchObject({
      status: 400,
      body: { error: 'cart_total_exceeds_limit', details: { max_cart_total_cents: 4_998, currency: 'usd' } },
    });
  expect(world.provider.calls).toHaveLength(0);
});

it('S0.6 passes a total of exactly the cap', async () => {
  const world = capped({ usd: 4_999 });

  expect(await pay(world, { cart: await cartOf(world), headers: token() })).toMatchObject({ status: 200 });
});

it('refuses a currency without a cap', async () => {
  const world = capped({ jpy: 1_000_000 });

  expect(await pay(world, { cart: await cartOf(world), headers: token() })).toMatchObject({
    status: 400,
    body: { error: 'currency_not_supported' },
  });
});

it('holds a changed limit at once, and still answers what was paid before', async () => {
  let cap = 10_000;
  const world = createWorld({ limits: () => ({ maxItemQuantity: 10, maxCartTotal: { usd: cap } }) });
  const cart = await cartOf(world);
  const paid = await pay(world, { cart, headers: token() });
  cap = 1;

  expect(await pay(world, { cart, headers: token() })).toMatchObject({ status: 200, body: paid.body });
  expect(await pay(world, { cart: await cartOf(world), key: 'key-2' })).toMatchObject({ status: 400 });
});

it('refuses a cart with more of one item than is allowed by now', async () => {
  let most = 10;
  const world = createWorld({ limits: () => ({ maxItemQuantity: most, maxCartTotal: { usd: 100_000 } }) });
  const cart = await cartOf(world);
  await edit(world, cart, { type: 'quantity', item: 'item_1', quantity: 3 });
  most = 2;

  for (const ask of [{ cart }, { cart, headers: token() }, { cart, page: 'hosted' }])
    expect(await pay(world, ask)).toMatchObject({
      status: 400,
      body: { error: 'quantity_exceeds_limit', details: { max_item_quantity: 2 } },
    });
  expect(world.provider.calls).toHaveLength(0);
  most = 3;
  expect(await pay(world, { cart })).toMatchObject({ status: 402 });
});

it('asks the platform whether it admits the purchase, before any rail and any write', async () => {
  const world = createWorld({
    admit: ({ shipTo }) => {
      if (!shipTo) throw new RailError('invalid_shipping', 'Where to?');
    },
  });
  const cart = await cartOf(world);

  expect(await pay(world, { cart, headers: token() })).toMatchObject({
    status: 400,
    body: { error: 'invalid_shipping' },
  });
  expect(await pay(world, { cart })).toMatchObject({ status: 400 });
  expect((await recordOf(world, cart)).attempts).toEqual([]);
});

it('pays in a currency without minor units', async () => {
  const world = createWorld({
    mounts: [mount(keyedRail())],
    limits: () => ({ maxItemQuantity: 10, maxCartTotal: { jpy: 9_000 } }),
  });
  const call = { tenant: 'acme', principal: 'alice', operation: 'cart.create', key: null, body: {} };
  const { cart } = await createCart(world.checkout, call, { seller: 'shop', currency: 'jpy' });
  const line = { item: 'item_1', variant: 'tea', title: 'Tea', quantity: 3, unitAmount: 500 };
  await edit(world, cart.id, { type: 'add', line });

  const answer = await world.runtime.run(begin(world, { cart: cart.id, headers: token() }));

  expect(answer).toMatchObject({ status: 200, body: { amount: 1_500, currency: 'jpy' } });
});
