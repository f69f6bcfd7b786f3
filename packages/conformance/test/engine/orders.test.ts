import { readCart } from '@railyard/core/cart';
import { reconcile } from '@railyard/core/operator';
import { readOrder, readStanding } from '@railyard/core/order';
import { expect, it } from 'vitest';
import { cartOf, edit, nonce, orderOf, pass, pay, recordOf, signed, token } from './calls.ts';
import { createWorld, HOUR, interrupted, MINUTE, type World } from './world.ts';

const ALICE = { tenant: 'acme', principal: 'alice' };

async function idOf(world: World, cart: string, version = 2): Promise<string> {
  const { cart: stored } = await recordOf(world, cart);
  return `order_${stored.id.replace('cart_', '')}_${version}`;
}

it('exists from the first attempt on, and not before', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  const id = await idOf(world, cart);

  await expect(readOrder(world.checkout, ALICE, id)).rejects.toMatchObject({ code: 'not_found' });
  await pay(world, { cart, headers: token('tok_declined') });

  expect(await readOrder(world.checkout, ALICE, id)).toMatchObject({ status: 'unpaid', order: null, cart });
});

it('asks the provider while the payment is not settled, and settles it', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  const answer = await pay(world, { cart, headers: token('tok_pending') });

  const pending = await orderOf(world, answer);
  world.provider.finish((await recordOf(world, cart)).attempts[0]?.id ?? '', 'succeeded');
  const paid = await orderOf(world, answer);

  expect(pending).toMatchObject({ status: 'pending', rail: 'keyed', order: null });
  expect(paid).toMatchObject({ status: 'paid', order: { reference: 'ch_1' } });
});

it('shows the page while it is open, and the order once it is paid', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  await pay(world, { cart, page: 'hosted' });
  const id = await idOf(world, cart);

  const open = await world.runtime.run(readOrder(world.checkout, ALICE, id));
  world.provider.visit('page_1');
  const paid = await world.runtime.run(readOrder(world.checkout, ALICE, id));

  expect(open).toMatchObject({ status: 'action_required', page: { reference: 'page_1' } });
  expect(paid).toMatchObject({ status: 'paid', page: null, order: { rail: 'hosted' } });
});

it('tells of a cart whether it is open, being paid or paid, and asks no provider', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  const standing = () => world.runtime.run(readStanding(world.checkout, ALICE, cart));
  const id = await idOf(world, cart);

  expect(await standing()).toMatchObject({ state: 'open', order: null, cart: { version: 2 } });
  await pay(world, { cart, page: 'hosted' });
  expect(await standing()).toMatchObject({ state: 'being_paid', order: id });
  world.provider.visit('page_1');
  expect(await standing()).toMatchObject({ state: 'being_paid', order: id });
  await world.runtime.run(readOrder(world.checkout, ALICE, id));
  expect(await standing()).toMatchObject({ state: 'paid', order: id });
  const stranger = { ...ALICE, principal: 'bob' };
  await expect(readStanding(world.checkout, stranger, cart)).rejects.toMatchObject({
    code: 'cart_not_found',
  });
});

it('does not wait for a payment that is being worked on', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  world.provider.fault('charge', { type: 'lost_reply' });
  await pay(world, { cart, headers: token() });
  world.provider.fault('find_charge', { type: 'slow_reply', ms: 5_000 });
  await world.runtime.advance(2_000);
  const looking = reconcile(world.checkout);
  await world.runtime.advance(100);

  expect(await readOrder(world.checkout, ALICE, await idOf(world, cart))).toMatchObject({
    status: 'pending',
  });
  await world.runtime.run(looking);
});

it('tells of money that went back, and of the version that was paid', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  const late = signed(world, { nonce: 'refused1' });
  await pay(world, { cart, headers: nonce(late) });
  world.provider.land(late);
  await edit(world, cart, { type: 'tip', tip: 100 });
  await pass(world, 5 * MINUTE);
  await pay(world, { cart, headers: token() });

  expect(await readOrder(world.checkout, ALICE, await idOf(world, cart, 2))).toMatchObject({
    status: 'refunded',
    order: null,
  });
  expect(await readOrder(world.checkout, ALICE, await idOf(world, cart, 3))).toMatchObject({
    status: 'paid',
    purchase: { version: 3, total: { amount: 5_099 } },
  });
});

it('is nobody else’s, and neither is the cart', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  await pay(world, { cart, headers: token() });
  const id = await idOf(world, cart);

  for (const who of [
    { ...ALICE, principal: 'mallory' },
    { ...ALICE, tenant: 'other' },
  ]) {
    await expect(readOrder(world.checkout, who, id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(readCart(world.checkout, who, cart)).rejects.toMatchObject({ code: 'cart_not_found' });
  }
  expect(await readCart(world.checkout, ALICE, cart)).toMatchObject({ id: cart, version: 2 });
});

it.each([
  '',
  'order_',
  'order_x',
  'order_x_1',
  'order_x_99999999999999',
  'cart_x',
  `order_${'x'.repeat(5_000)}_1`,
])('knows no order %j', async (id) => {
  await expect(readOrder(createWorld().checkout, ALICE, id)).rejects.toMatchObject({ code: 'not_found' });
});

it('asks about every payment of an order that may still have gone through, not only the last', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  const first = signed(world, { nonce: 'refused1' });
  await pay(world, { cart, headers: nonce(first) });
  await pay(world, { cart, headers: token('tok_declined') });
  world.provider.land(first);

  const order = await world.runtime.run(readOrder(world.checkout, ALICE, await idOf(world, cart)));
  expect(order).toMatchObject({
    status: 'paid',
    order: { rail: 'nonce' },
  });
});

it('shows no page of which the last look is old', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  await pay(world, { cart, page: 'hosted' });
  const store = interrupted(world.store, 2, () => world.runtime.sleep(25 * HOUR));
  const { checkout } = world.engine({ store });

  const view = await world.runtime.run(readOrder(checkout, ALICE, await idOf(world, cart)));
  expect(view).toMatchObject({ status: 'pending', page: null });
});
