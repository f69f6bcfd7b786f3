import {
  choose,
  lookAgain,
  openChooser,
  type PaymentView,
  readChooser,
  readPayment,
} from '@railyard/core/chooser';
import { type Answer, answerTo, problemAnswer } from '@railyard/core/http';
import { refundOrder, ring } from '@railyard/core/operator';
import { readOrder } from '@railyard/core/order';
import type { PaymentRail } from '@railyard/core/rail';
import { expect, it } from 'vitest';
import { hostedRail, keyedRail } from '../../src/index.ts';
import { cartOf, edit, pass, pay, recordOf, token } from './calls.ts';
import { createWorld, HOUR, mount, type World } from './world.ts';

const fake = hostedRail();
const card: PaymentRail = {
  ...fake,
  id: 'card',
  manifest: { ...fake.manifest, writes: { headers: [], body: [], meta: [] } },
};
const METHODS = [
  { name: 'coins', rail: 'hosted' },
  { name: 'plastic', rail: 'card' },
];
const NOTHING = { method: 'POST', url: '/', headers: {}, meta: {}, body: new Uint8Array() };
const WHO = { tenant: 'acme', principal: 'alice' };

function shop(mounts = [mount(hostedRail()), mount(card), mount(keyedRail())]): World {
  return createWorld({ mounts });
}

interface Asked {
  readonly cart: string;
  readonly key?: string | null;
  readonly email?: string;
}

/** Asks for the chooser of a cart, and gives the answer as HTTP has it. */
function ask({ checkout, runtime }: World, { cart, key = 'key-1', email }: Asked): Promise<Answer> {
  const call = {
    ...WHO,
    operation: 'cart.page',
    key,
    body: email === undefined ? {} : { email },
    cart,
    email: email ?? null,
    request: NOTHING,
    resource: '/page',
    rail: 'hosted',
    methods: METHODS,
    url: (id: string) => `https://shop.test/pay/${id}`,
  };
  return runtime.run(openChooser(checkout, call).then(answerTo, problemAnswer));
}

async function chooserOf(world: World, asked: Asked): Promise<string> {
  const { body } = await ask(world, asked);
  return body.session_id as string;
}

function read({ checkout, runtime }: World, id: string): Promise<PaymentView | null> {
  return runtime.run(readChooser(checkout, id));
}

function pick({ checkout, runtime }: World, id: string, method: string): Promise<PaymentView> {
  return runtime.run(choose(checkout, id, method));
}

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

  expect(await status(id)).toBe('unpaid');
  await expect(status(id, { ...WHO, principal: 'mallory' })).rejects.toMatchObject({ code: 'not_found' });
  const { page } = await pick(world, id, 'coins');
  expect(await status(id)).toBe('action_required');
  world.provider.visit(page?.reference ?? '');
  expect(await status(page?.reference ?? '')).toBe('paid');
  expect(await status(id)).toBe('paid');
  await expect(status(id, { ...WHO, principal: 'mallory' })).rejects.toMatchObject({ code: 'not_found' });
  await expect(status(id, { ...WHO, tenant: 'other' })).rejects.toMatchObject({ code: 'not_found' });
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

it('shows the buyer who comes back where the payment stands, and the chooser to choose again', async () => {
  const world = shop();
  const cart = await cartOf(world);
  const id = await chooserOf(world, { cart });
  await pick(world, id, 'coins');
  const [attempt] = (await recordOf(world, cart)).attempts;
  const place = { tenant: 'acme', cart, attempt: attempt?.id ?? '' };
  const back = (at = place) => world.runtime.run(readPayment(world.checkout, at));

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
  const shown = () => world.runtime.run(readPayment(world.checkout, place));

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
  expect(await world.runtime.run(readPayment(world.checkout, place))).toBeNull();
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
    const shown = await world.runtime.run(readPayment(world.checkout, { tenant: 'acme', cart, attempt }));
    expect(shown).toMatchObject({ state: 'refunded', order: null });
  }
});
