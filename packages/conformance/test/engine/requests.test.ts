import { createCart, editCart } from '@railyard/core/cart';
import { reconcile } from '@railyard/core/operator';
import { expect, it } from 'vitest';
import { begin, cartOf, edit, pay, recordOf, token } from './calls.ts';
import { createWorld, Gate, HOUR, interrupted } from './world.ts';

it('S1.50 keeps the same key of two principals apart', async () => {
  const world = createWorld();
  const alices = await cartOf(world);
  const bobs = await cartOf(world, { principal: 'bob' });

  const alice = await pay(world, { cart: alices, headers: token('tok_a') });
  const bob = await pay(world, { cart: bobs, principal: 'bob', headers: token('tok_b') });

  expect([alice.status, bob.status]).toEqual([200, 200]);
  expect(alice.body.order_id).not.toBe(bob.body.order_id);
  expect(world.provider.charges).toHaveLength(2);
});

it('S1.50 keeps the same key of two tenants apart', async () => {
  const world = createWorld();
  const here = await cartOf(world);
  const there = await cartOf(world, { tenant: 'other' });

  await pay(world, { cart: here, headers: token('tok_a') });
  const answer = await pay(world, { cart: there, tenant: 'other', headers: token('tok_b') });

  expect(answer).toMatchObject({ status: 200, body: { reference: 'ch_2' } });
});

it.each([
  ['body', { body: { note: 'other' } }],
  ['cart', { cart: 'another' }],
])(
  'S1.51 refuses the same key with another %s, paid or in flight, before anything else is looked at',
  async (_, set) => {
    const world = createWorld();
    const cart = await cartOf(world);
    world.provider.fault('charge', { type: 'slow_reply', ms: 5_000 });
    const running = begin(world, { cart, headers: token() });
    await world.runtime.advance(1_000);

    const inFlight = await pay(world, { cart, ...set, headers: { 'x-keyed-token': 'malformed!' } });
    const paid = await world.runtime.run(running);
    const after = await pay(world, { cart, ...set });

    expect(paid.status).toBe(200);
    for (const answer of [inFlight, after])
      expect(answer).toMatchObject({ status: 409, body: { error: 'idempotency_conflict' } });
  },
);

it('takes bodies that are equal as JSON for the same request', async () => {
  const world = createWorld();
  const cart = await cartOf(world);

  await pay(world, { cart, body: { a: 1, b: [true, null] }, headers: token() });
  const again = await pay(world, { cart, body: { b: [true, null], a: 1.0 }, headers: token() });

  expect(again).toMatchObject({ status: 200, headers: { 'idempotent-replayed': 'true' } });
});

it('S1.49 lets a key be used again while the first call runs, and after its answer was lost', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  world.provider.fault('charge', { type: 'slow_reply', ms: 3_000 });

  const first = begin(world, { cart, headers: token() });
  await world.runtime.advance(1_000);
  const second = begin(world, { cart, headers: token() });
  const [one, two] = await world.runtime.run(Promise.all([first, second]));

  expect(one.status).toBe(200);
  expect(two.body).toEqual(one.body);
  expect(world.provider.count('charge')).toBe(1);
});

const broken = () => Promise.reject(new Error('no configuration'));

it('S1.48 needs neither the rails nor the limits to give an answer again', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  const first = await pay(world, { cart, headers: token() });

  const again = await pay(world.engine({ rails: broken, limits: broken }), { cart, headers: token() });

  expect(again).toMatchObject({ status: 200, body: first.body });
});

it('forgets a key after three days and still charges nothing twice', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  const first = await pay(world, { cart, headers: token() });
  await world.runtime.advance(73 * 60 * 60_000);
  await world.runtime.run(reconcile(world.checkout));

  const same = await pay(world, { cart, headers: token() });
  const bare = await pay(world, { cart });

  expect(await world.store.list('request', { tenant: 'acme', limit: 9 })).toMatchObject({
    keys: [expect.any(String)],
  });
  expect(same).toMatchObject({ status: 200, body: first.body });
  expect(bare).toMatchObject({ status: 200, body: first.body });
  expect(world.provider.charges).toHaveLength(1);
});

it('never keeps the idempotency key or the credential in the open', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  world.provider.fault('charge', { type: 'lost_reply' }, { type: 'lost_reply' });
  await pay(world, { cart, key: 'secret-key', headers: token('tok_secret') });

  const { keys } = await world.store.list('request', { tenant: 'acme', limit: 9 });
  const kept = JSON.stringify([
    keys,
    await recordOf(world, cart),
    await Promise.all(keys.map((key) => world.store.get('request', key))),
    world.events,
  ]);

  expect(keys).toHaveLength(1);
  expect(kept).not.toContain('secret-key');
  expect(kept.replaceAll('keyed:tok_secret', '')).not.toContain('tok_secret');
  expect(world.runtime.sealed).toMatchObject([{ text: '"tok_secret"' }]);
});

it('applies an edit once under its key, and tells a changed one apart', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  const first = await edit(world, cart, { type: 'tip', tip: 100 }, { key: 'edit-1' });

  const again = await edit(world, cart, { type: 'tip', tip: 100 }, { key: 'edit-1' });
  const other = edit(world, cart, { type: 'tip', tip: 200 }, { key: 'edit-1' });

  expect(again).toEqual({ ...first, replayed: true });
  await expect(other).rejects.toMatchObject({ code: 'idempotency_conflict' });
  expect((await recordOf(world, cart)).cart).toMatchObject({ version: 3, tip: 100 });
});

it('makes one cart under one key', async () => {
  const world = createWorld();
  const call = { tenant: 'acme', principal: 'alice', operation: 'cart.create', key: 'new-1', body: {} };

  const [one, two] = await world.runtime.run(
    Promise.all([1, 2].map(() => createCart(world.checkout, call, { seller: 'shop', currency: 'usd' }))),
  );

  expect(one?.cart).toEqual(two?.cart);
  expect((await world.store.list('cart', { tenant: 'acme', limit: 9 })).keys).toHaveLength(1);
});

it('S1.48 tells the same beside a cart again, and asks a replay for nothing', async () => {
  const world = createWorld();
  const by = { tenant: 'acme', principal: 'alice', body: {} };
  let asked = 0;
  const beside = (seller: string) => `${seller} as it was ${(asked += 1)}`;
  const start = () => {
    asked += 10;
    return { seller: 'shop', currency: 'usd' };
  };
  const create = { ...by, operation: 'cart.create', key: 'new', beside };
  const made = await world.runtime.run(createCart(world.checkout, create, start));
  expect([made.beside, made.replayed]).toEqual(['shop as it was 11', false]);
  expect(await world.runtime.run(createCart(world.checkout, create, start))).toEqual({
    ...made,
    replayed: true,
  });

  const tipping = { ...by, operation: 'cart.tip', key: 'tip', beside };
  const tip = () => editCart(world.checkout, tipping, made.cart.id, { type: 'tip', tip: 1 });
  const first = await world.runtime.run(tip());
  expect(first.beside).toBe('shop as it was 12');
  expect(await world.runtime.run(tip())).toEqual({ ...first, replayed: true });
});

it('forgets every key that has served its time in one round, however many there are', async () => {
  const world = createWorld();
  const call = { tenant: 'acme', principal: 'alice', operation: 'cart.create', body: {} };
  for (let keys = 0; keys < 120; keys += 1) {
    await createCart(world.checkout, { ...call, key: `key-${keys}` }, { seller: 'shop', currency: 'usd' });
  }

  await world.runtime.advance(73 * HOUR);
  expect(await world.store.due('request', 500)).toHaveLength(120);
  await world.runtime.run(reconcile(world.checkout));
  expect(await world.store.due('request', 500)).toEqual([]);
});

it('refuses a repeat of another payment under a key that was taken at the same moment', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  const other = await cartOf(world);
  await pay(world, { cart, headers: token('tok_a') });
  const ask = { cart: other, key: 'key-9', headers: token('tok_b') };
  const store = interrupted(world.store, 1, async () => {
    world.provider.fault('charge', { type: 'lost_reply' });
    await begin(world, ask);
  });

  const repeat = await pay(world.engine({ store }), { cart, key: 'key-9', headers: token('tok_a') });

  expect(repeat).toMatchObject({ status: 409, body: { error: 'idempotency_conflict' } });
  expect(await pay(world, ask)).toMatchObject({ status: 200, body: { status: 'paid' } });
});

it('S1.49 refuses another body under a key whose first request paid while this one had read that it is free', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  const gate = new Gate();
  const slow = world.engine({
    store: {
      ...world.store,
      async get<T>(space: string, key: string): Promise<T | null> {
        const found = await world.store.get<T>(space, key);
        if (space === 'request') await gate.opened;
        return found;
      },
    },
  });
  const late = begin(slow, { cart, headers: token(), body: { note: 'changed' } });
  await world.runtime.advance(10);
  expect((await pay(world, { cart, headers: token() })).status).toBe(200);
  gate.open();

  expect(await world.runtime.run(late)).toMatchObject({
    status: 409,
    body: { error: 'idempotency_conflict' },
  });
});
