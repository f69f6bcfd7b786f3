import { expect, it } from 'vitest';
import { begin, cartOf, pay, recordOf, token } from './calls.ts';
import { createWorld, HOUR } from './world.ts';

it('answers from the cart when there is no idempotency key: paid gives the order', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  const first = await pay(world, { cart, key: null, headers: token() });

  const bare = await pay(world, { cart, key: null });
  const other = await pay(world, { cart, key: null, headers: token('tok_b') });

  expect(bare).toMatchObject({ status: 200, body: first.body });
  expect(other).toMatchObject({ status: 409, body: { error: 'cart_already_completed' } });
  expect((await world.store.list('request', { tenant: 'acme', limit: 9 })).keys).toEqual([]);
});

it('answers from the cart when there is no idempotency key: an open page gives its url, an ended one a new page', async () => {
  const world = createWorld();
  const cart = await cartOf(world);

  const first = await pay(world, { cart, key: null, page: 'hosted' });
  const again = await pay(world, { cart, key: null, page: 'hosted' });
  await world.runtime.advance(25 * HOUR);
  const next = await pay(world, { cart, key: null, page: 'hosted' });

  expect(again).toEqual(first);
  expect(next).toMatchObject({ status: 200, body: { session_id: 'page_2' } });
});

it('charges once for 20 calls at once without a key', async () => {
  const world = createWorld();
  const cart = await cartOf(world);

  const answers = await world.runtime.run(
    Promise.all(Array.from({ length: 20 }, () => begin(world, { cart, key: null, headers: token() }))),
  );

  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(world.provider.charges).toHaveLength(1);
  expect((await recordOf(world, cart)).attempts).toHaveLength(1);
});
