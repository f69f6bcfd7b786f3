import { orderIdOf } from '@railyard/core';
import { listOrders, type OrderReport, refundOrder, reportOrder } from '@railyard/core/operator';
import { expect, it } from 'vitest';
import { cartOf, edit, pay, token } from './calls.ts';
import { createWorld, type World } from './world.ts';

const report = ({ store }: World, named: string, tenant = 'acme') => reportOrder(store, tenant, named);

it('tells of an order by its id or its cart, with all that was tried to pay it', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  await pay(world, { cart, key: 'first', headers: token('tok_declined') });
  await pay(world, { cart, key: 'second', headers: token() });
  const order = orderIdOf(cart, 2);

  const told = await report(world, order);
  expect(told).toMatchObject({ id: order, state: 'paid', order: { id: order, reference: 'ch_1' } });
  expect(told?.purchase).toMatchObject({ cart, order, total: { amount: 4_999, currency: 'usd' } });
  expect(told?.attempts.map(({ state }) => state)).toEqual(['declined', 'paid']);
  expect(await report(world, cart)).toEqual(told);
});

it('tells of an earlier version of a cart by its own id, and by the cart of the last', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  await pay(world, { cart, key: 'first', headers: token('tok_declined') });
  await edit(world, cart, { type: 'tip', tip: 1 });
  await pay(world, { cart, key: 'second', headers: token() });

  const [before, after] = [await report(world, orderIdOf(cart, 2)), await report(world, orderIdOf(cart, 3))];
  expect([before?.state, before?.order, before?.purchase.version]).toEqual(['declined', null, 2]);
  expect([after?.state, after?.order?.version, after?.attempts.length]).toEqual(['paid', 3, 1]);
  expect(await report(world, cart)).toEqual(after);
});

it('tells of an answer that is owed for the order that was paid, and not for the version before it', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  await pay(world, { cart, key: 'first', headers: token('tok_declined') });
  await edit(world, cart, { type: 'tip', tip: 1 });
  await pay(world, { cart, key: 'second', headers: token() });
  const fulfilment = { state: 'due', within: 1, answer: null, busyUntil: null, due: null, openCase: 'late' };
  await world.store.update([{ space: 'cart', key: `acme:${cart}` }], ([row]) => ({
    rows: [row && { ...row, value: { ...(row.value as object), fulfilment } }],
    result: null,
  }));

  expect(await report(world, orderIdOf(cart, 2))).toMatchObject({ state: 'declined', openCase: null });
  expect(await report(world, orderIdOf(cart, 3))).toMatchObject({ state: 'case', openCase: 'late' });
});

it('tells of refunds, and names a case first', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  const order = orderIdOf(cart, 2);
  await pay(world, { cart, headers: token() });
  world.provider.fault('refund', { type: 'lost_reply' });
  const call = { tenant: 'acme', order, key: 'r-1', reason: 'returned' };
  const made = await world.runtime.run(refundOrder(world.checkout, call));
  expect((await report(world, order))?.refunds).toEqual([made]);
});

it('knows nothing of what nobody tried to pay, or of another tenant', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  expect(await report(world, cart)).toBeNull();
  await pay(world, { cart, headers: token() });
  for (const named of [orderIdOf(cart, 1), orderIdOf(cart, 3), 'cart_none', '-'])
    expect(await report(world, named)).toBeNull();
  expect(await report(world, orderIdOf(cart, 2), 'other')).toBeNull();
});

it('lists the last order of each cart, page by page, and no other tenant’s', async () => {
  const world = createWorld();
  await cartOf(world);
  const theirs = await cartOf(world, { tenant: 'other' });
  const paid = [await cartOf(world), await cartOf(world)];
  for (const cart of paid) await pay(world, { cart, key: cart, headers: token(`tok_${cart}`) });
  await pay(world, { cart: theirs, tenant: 'other', key: theirs, headers: token() });
  expect(await report(world, theirs, 'other')).toMatchObject({ state: 'paid' });

  const found: OrderReport[] = [];
  let after: string | undefined;
  for (let more = true; more; more = after !== undefined) {
    const query = { tenant: 'acme', limit: 1, ...(after !== undefined && { after }) };
    const { orders, next } = await listOrders(world.store, query);
    found.push(...orders);
    after = next ?? undefined;
  }
  expect(found.map(({ purchase }) => purchase.cart).toSorted()).toEqual(paid.toSorted());
});
