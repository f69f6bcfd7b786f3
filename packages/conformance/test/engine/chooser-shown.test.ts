import { lookAgain, readReturn } from '@railyard/core/chooser';
import { refundOrder, ring } from '@railyard/core/operator';
import { expect, it } from 'vitest';
import { cartOf, edit, pass, pay, recordOf, token } from './calls.ts';
import { ask, card, chooserOf, NOTHING, pick, read, shop } from './chooser-calls.ts';
import { HOUR, mount } from './world.ts';

it('is not given while nobody can tell whether a page that is open was paid', async () => {
  const world = shop();
  const cart = await cartOf(world);
  await pick(world, await chooserOf(world, { cart }), 'coins');
  world.provider.fault('find_page', { type: 'lost_reply' });

  const unsure = await ask(world, { cart, key: 'key-2' });
  const sure = await ask(world, { cart, key: 'key-2' });

  expect(unsure).toMatchObject({ status: 503, body: { error: 'payment_unresolved', retryable: true } });
  expect(sure).toMatchObject({ status: 200, body: { status: 'action_required' } });
  expect(world.provider.count('close_page')).toBe(0);
});

it('ends with its time, and not before what was opened has ended', async () => {
  const world = shop();
  const cart = await cartOf(world);
  const id = await chooserOf(world, { cart });
  await pass(world, 25 * HOUR);

  expect(await read(world, id)).toMatchObject({ state: 'expired' });
  expect(await pick(world, id, 'coins')).toMatchObject({ state: 'expired' });
  expect(world.provider.calls).toEqual([]);
});

it('shows the buyer who comes back where the payment stands, and the chooser to choose again', async () => {
  const world = shop();
  const cart = await cartOf(world);
  const id = await chooserOf(world, { cart });
  await pick(world, id, 'coins');
  const [attempt] = (await recordOf(world, cart)).attempts;
  const place = { tenant: 'acme', cart, attempt: attempt?.id ?? '' };
  const back = (at = place) => world.runtime.run(readReturn(world.checkout, at));

  expect(await back()).toMatchObject({ state: 'waiting', chooser: id });
  await pick(world, id, 'plastic');
  expect(await back()).toMatchObject({ state: 'expired', chooser: id });
  expect(await back({ ...place, attempt: 'att_nobody' })).toBeNull();
  expect(await back({ ...place, tenant: 'other' })).toBeNull();
});

it('gives back what a closed page took all the same, and says so on that page alone', async () => {
  const world = shop();
  const cart = await cartOf(world);
  const id = await chooserOf(world, { cart });
  const first = await pick(world, id, 'plastic');
  const second = await pick(world, id, 'coins');
  world.provider.visit(second.page?.reference ?? '');
  await pass(world, HOUR);
  const [closed] = (await recordOf(world, cart)).attempts;
  const place = { tenant: 'acme', cart, attempt: closed?.id ?? '' };
  const late = mount({
    ...card,
    status: async ({ total }) => ({
      state: 'paid',
      reference: first.page?.reference ?? '',
      total,
      receipt: { headers: {}, body: {}, meta: {} },
    }),
    webhook: async () => place,
  });
  const shown = () => world.runtime.run(readReturn(world.checkout, place));

  expect(await shown()).toMatchObject({ state: 'paid' });
  await world.runtime.run(ring(world.checkout, late, NOTHING));
  await pass(world, HOUR);

  expect(await shown()).toMatchObject({ state: 'refunded', order: null });
  expect(await read(world, id)).toMatchObject({ state: 'paid', order: { rail: 'hosted' } });
  expect((await recordOf(world, cart)).refunds).toHaveLength(1);
  expect(world.events.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['order.paid', 'payment.late', 'refund.due']),
  );
});

it('leaves the owner of the cart some tries, however often the buyer changes their mind', async () => {
  const world = shop();
  const cart = await cartOf(world);
  const id = await chooserOf(world, { cart });
  for (let turn = 0; turn < 30; turn += 1) await pick(world, id, turn % 2 === 0 ? 'coins' : 'plastic');

  expect(world.provider.count('open_page')).toBe(15);
  expect(await read(world, id)).toMatchObject({ state: 'waiting', methods: [] });
  expect(await pay(world, { cart, key: 'key-2', headers: token() })).toMatchObject({ status: 200 });
});

it('is in nobody’s way while it asks again about a page that is open', async () => {
  const world = shop();
  const cart = await cartOf(world);
  const id = await chooserOf(world, { cart });
  const view = await pick(world, id, 'coins');
  const before = JSON.stringify(await recordOf(world, cart));
  world.provider.fault('find_page', { type: 'slow_reply', ms: 5_000 });
  const looking = lookAgain(world.checkout, view);
  await world.runtime.advance(1_000);

  expect(JSON.stringify(await recordOf(world, cart))).toBe(before);
  expect(await edit(world, cart, { type: 'tip', tip: 5 })).toMatchObject({ cart: { tip: 5 } });
  await world.runtime.run(looking);
});

it('opens no further page once its time is over, and shows the one that is open', async () => {
  const world = shop();
  const cart = await cartOf(world);
  const id = await chooserOf(world, { cart });
  await pass(world, 23 * HOUR);
  const { page } = await pick(world, id, 'coins');
  await pass(world, 2 * HOUR);

  expect(await pick(world, id, 'plastic')).toMatchObject({ state: 'waiting', page, methods: [] });
  expect(world.provider.count('open_page')).toBe(1);
});

it('shows nothing of a payment that an agent has made to who knows its id', async () => {
  const world = shop();
  const cart = await cartOf(world);
  await pay(world, { cart, headers: token() });
  const [attempt] = (await recordOf(world, cart)).attempts;
  const place = { tenant: 'acme', cart, attempt: attempt?.id ?? '' };
  expect(await world.runtime.run(readReturn(world.checkout, place))).toBeNull();
});

it('says on every page of a cart that what was paid has gone back', async () => {
  const world = shop();
  const cart = await cartOf(world);
  const id = await chooserOf(world, { cart });
  await pick(world, id, 'plastic');
  const { page } = await pick(world, id, 'coins');
  world.provider.visit(page?.reference ?? '');
  await pass(world, HOUR);
  const order = (await recordOf(world, cart)).order?.id ?? '';
  await world.runtime.run(
    refundOrder(world.checkout, { tenant: 'acme', order, key: 'r', reason: 'returned' }),
  );

  for (const { id: attempt } of (await recordOf(world, cart)).attempts) {
    const shown = await world.runtime.run(readReturn(world.checkout, { tenant: 'acme', cart, attempt }));
    expect(shown).toMatchObject({ state: 'refunded', order: null });
  }
});
