import { choose, lookAgain, type PaymentView } from '@railyard/core/chooser';
import { readOrder, readStanding } from '@railyard/core/order';
import { expect, it } from 'vitest';
import { hostedRail, keyedRail } from '../../src/index.ts';
import { cartOf, edit, pay, recordOf, token } from './calls.ts';
import { ask, card, chooserOf, pick, read, shop, WHO } from './chooser-calls.ts';
import { HOUR, mount } from './world.ts';

it('S1.23 gives a page of its own with an id that nobody guesses, and opens nothing at a provider', async () => {
  const world = shop();
  const cart = await cartOf(world);

  const { status, body } = await ask(world, { cart });

  expect(status).toBe(200);
  expect(body).toMatchObject({
    payment_rail: 'hosted',
    status: 'action_required',
    methods: ['coins', 'plastic'],
    amount: 4_999,
    currency: 'usd',
  });
  expect(body.session_id).toMatch(/^kpc_[\w-]{22}$/);
  expect(body.payment_url).toBe(`https://shop.test/pay/${body.session_id as string}`);
  expect(world.provider.calls).toEqual([]);
  expect((await recordOf(world, cart)).attempts).toEqual([]);
});

it('gives the same page again, under the same key and under another', async () => {
  const world = shop();
  const cart = await cartOf(world);
  const first = await ask(world, { cart });
  const again = await ask(world, { cart });
  const other = await ask(world, { cart, key: 'key-2' });
  const none = await ask(world, { cart, key: null });

  expect(again.headers['idempotent-replayed']).toBe('true');
  expect(new Set([first, again, other, none].map(({ body }) => body.session_id)).size).toBe(1);
});

it('refuses another request under the same key, and gives a new page for another e-mail', async () => {
  const world = shop();
  const cart = await cartOf(world);
  const id = await chooserOf(world, { cart });

  expect((await ask(world, { cart, email: 'a@shop.test' })).body).toMatchObject({
    error: 'idempotency_conflict',
  });
  const next = await chooserOf(world, { cart, key: 'key-2', email: 'a@shop.test' });

  expect(next).not.toBe(id);
  expect(await read(world, id)).toBeNull();
});

it('reads without any effect', async () => {
  const world = shop();
  const cart = await cartOf(world);
  const id = await chooserOf(world, { cart });
  const before = JSON.stringify(await recordOf(world, cart));

  expect(await read(world, id)).toMatchObject({
    state: 'choose',
    methods: ['coins', 'plastic'],
    page: null,
    purchase: { total: { amount: 4_999 } },
  });
  expect(await read(world, 'kpc_nobody')).toBeNull();
  expect(JSON.stringify(await recordOf(world, cart))).toBe(before);
  expect(world.provider.calls).toEqual([]);
});

it('opens the page of the chosen method once, however often it is chosen', async () => {
  const world = shop();
  const cart = await cartOf(world);
  const id = await chooserOf(world, { cart });

  const views = await world.runtime.run(
    Promise.all([1, 2, 3].map(() => choose(world.checkout, id, 'plastic'))),
  );
  const again = await pick(world, id, 'plastic');

  expect(new Set([...views, again].map(({ page }) => page?.url)).size).toBe(1);
  expect(again).toMatchObject({ state: 'waiting', chosen: 'plastic', methods: ['coins', 'plastic'] });
  expect(world.provider.count('open_page')).toBe(1);
  expect((await recordOf(world, cart)).attempts).toHaveLength(1);
});

it('closes the page of one method before it opens that of another', async () => {
  const world = shop();
  const cart = await cartOf(world);
  const id = await chooserOf(world, { cart });
  const first = await pick(world, id, 'plastic');

  const second = await pick(world, id, 'coins');

  expect(world.provider.calls.map(({ operation }) => operation)).toEqual([
    'open_page',
    'find_page',
    'close_page',
    'open_page',
  ]);
  expect(world.provider.visit(first.page?.reference ?? '')).toBe(false);
  expect(second).toMatchObject({ state: 'waiting', chosen: 'coins' });
  expect(world.provider.visit(second.page?.reference ?? '')).toBe(true);
});

it('shows the payment instead of another page when the first was just paid', async () => {
  const world = shop();
  const cart = await cartOf(world);
  const id = await chooserOf(world, { cart });
  const first = await pick(world, id, 'plastic');
  world.provider.visit(first.page?.reference ?? '');

  expect(await pick(world, id, 'coins')).toMatchObject({
    state: 'paid',
    order: { rail: 'card' },
    methods: [],
  });
  expect(world.provider.count('open_page')).toBe(1);
});

it('answers the call that asked for the page with the order, and another with its id', async () => {
  const world = shop();
  const cart = await cartOf(world);
  const id = await chooserOf(world, { cart });
  const { page } = await pick(world, id, 'coins');
  world.provider.visit(page?.reference ?? '');
  await world.runtime.run(lookAgain(world.checkout, (await read(world, id)) as PaymentView));

  expect(await read(world, id)).toMatchObject({ state: 'paid' });
  const replay = await ask(world, { cart });
  expect(replay).toMatchObject({ status: 200, body: { status: 'paid', payment_rail: 'hosted' } });
  expect((await ask(world, { cart, key: 'key-2' })).body).toMatchObject({ error: 'cart_already_completed' });
});

it('reads the order by the id of the chooser and by that of the provider’s page', async () => {
  const world = shop();
  const cart = await cartOf(world);
  const id = await chooserOf(world, { cart });
  const status = async (named: string, who = WHO) =>
    (await world.runtime.run(readOrder(world.checkout, who, named))).status;

  expect(await status(id)).toBe('action_required');
  await expect(status(id, { ...WHO, principal: 'mallory' })).rejects.toMatchObject({ code: 'not_found' });
  const { page } = await pick(world, id, 'coins');
  expect(await status(id)).toBe('action_required');
  world.provider.visit(page?.reference ?? '');
  expect(await status(page?.reference ?? '')).toBe('paid');
  expect(await status(id)).toBe('paid');
  await expect(status(id, { ...WHO, principal: 'mallory' })).rejects.toMatchObject({ code: 'not_found' });
  await expect(status(id, { ...WHO, tenant: 'other' })).rejects.toMatchObject({ code: 'not_found' });
});

it('is a page that waits for the buyer until the cart changes, for who reads the order and the cart', async () => {
  const world = shop();
  const cart = await cartOf(world);
  const id = await chooserOf(world, { cart });
  const seen = async () => {
    const { status, chooser } = await world.runtime.run(readOrder(world.checkout, WHO, id));
    const { state, order } = await world.runtime.run(readStanding(world.checkout, WHO, cart));
    const named = order === null ? null : await world.runtime.run(readOrder(world.checkout, WHO, order));
    return [status, chooser?.id ?? null, state, named?.status ?? null];
  };

  expect(await seen()).toEqual(['action_required', id, 'being_paid', 'action_required']);
  await pick(world, id, 'plastic');
  expect(await seen()).toEqual(['action_required', id, 'being_paid', 'action_required']);
  await edit(world, cart, { type: 'tip', tip: 100 });
  expect(await seen()).toEqual(['unpaid', null, 'open', null]);
});

it('is nothing to who asks by the id of a provider’s page, of which they are told alone', async () => {
  const world = shop();
  const cart = await cartOf(world);
  const id = await chooserOf(world, { cart });
  const { page } = await pick(world, id, 'plastic');
  await pick(world, id, 'coins');
  const orderAt = (named: string) => world.runtime.run(readOrder(world.checkout, WHO, named));

  expect(await orderAt(page?.reference ?? '')).toMatchObject({ status: 'action_required', chooser: null });
  expect(await orderAt(id)).toMatchObject({ status: 'action_required', chooser: { id } });
});

it('is no page that waits once its time is over', async () => {
  const world = shop();
  const cart = await cartOf(world);
  const id = await chooserOf(world, { cart });
  await world.runtime.advance(24 * HOUR);
  expect(await world.runtime.run(readOrder(world.checkout, WHO, id))).toMatchObject({
    status: 'unpaid',
    chooser: null,
  });
});

it('opens nothing for a cart that has changed since', async () => {
  const world = shop();
  const cart = await cartOf(world);
  const id = await chooserOf(world, { cart });
  await edit(world, cart, { type: 'tip', tip: 100 });

  expect(await read(world, id)).toMatchObject({ state: 'expired', methods: [] });
  expect(await pick(world, id, 'coins')).toMatchObject({ state: 'expired', page: null });
  expect(world.provider.calls).toEqual([]);
  expect(await chooserOf(world, { cart, key: 'key-2' })).not.toBe(id);
});

it('opens nothing for a cart that is edited while the choice is made', async () => {
  const world = shop();
  const cart = await cartOf(world);
  const id = await chooserOf(world, { cart });
  const late = world.engine({
    rails: async () => {
      await edit(world, cart, { type: 'tip', tip: 100 });
      return [mount(hostedRail())];
    },
  });

  await expect(choose(late.checkout, id, 'coins')).rejects.toMatchObject({ code: 'price_changed' });
  expect(world.provider.count('open_page')).toBe(0);
});

it('S1.22 leaves out a method whose rail the seller has not activated', async () => {
  const world = shop([mount(hostedRail(), { active: false }), mount(card)]);
  const cart = await cartOf(world);

  expect((await ask(world, { cart })).body).toMatchObject({ methods: ['plastic'] });
});

it('refuses to make a page without any method', async () => {
  const world = shop([mount(hostedRail(), { active: false }), mount(keyedRail())]);
  const cart = await cartOf(world);

  expect((await ask(world, { cart })).body).toMatchObject({ error: 'rail_not_active' });
});

it('refuses a method that it does not have', async () => {
  const world = shop();
  const id = await chooserOf(world, { cart: await cartOf(world) });

  await expect(choose(world.checkout, id, 'cash')).rejects.toMatchObject({ code: 'validation' });
  await expect(choose(world.checkout, 'kpc_nobody', 'coins')).rejects.toMatchObject({ code: 'not_found' });
});

it('closes the chosen page when an agent pays, and shows that the cart is paid', async () => {
  const world = shop();
  const cart = await cartOf(world);
  const id = await chooserOf(world, { cart });
  const { page } = await pick(world, id, 'coins');

  const answer = await pay(world, { cart, key: 'key-2', headers: token() });

  expect(answer).toMatchObject({ status: 200, body: { payment_rail: 'keyed' } });
  expect(world.provider.visit(page?.reference ?? '')).toBe(false);
  expect(await read(world, id)).toMatchObject({ state: 'paid', order: { rail: 'keyed' } });
});

it('does not call it a repeat when the same key gets another page', async () => {
  const world = shop();
  const cart = await cartOf(world);
  const id = await chooserOf(world, { cart });
  await edit(world, cart, { type: 'tip', tip: 100 });
  const next = await ask(world, { cart });
  expect(next.body.session_id).not.toBe(id);
  expect(next.headers['idempotent-replayed']).toBeUndefined();
});
