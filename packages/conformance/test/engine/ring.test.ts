import { ring } from '@railyard/core/operator';
import { readOrder } from '@railyard/core/order';
import type { Money, PaymentEvent, PaymentRail, Settlement } from '@railyard/core/rail';
import { expect, it } from 'vitest';
import { webhook, withWebhook } from '../../src/fakes/webhook.ts';
import { hostedRail, keyedRail, nonceRail } from '../../src/index.ts';
import { begin, cartOf, nonce, pass, pay, recordOf, signed, token } from './calls.ts';
import { createWorld, Gate, HOUR, MINUTE, mount, type World } from './world.ts';

const paid = (total: Money, reference: string): Settlement => ({
  state: 'paid',
  reference,
  total,
  receipt: { headers: {}, body: {}, meta: {} },
});

const hosted = mount(withWebhook(hostedRail()));
const spending = mount(withWebhook(nonceRail()));

async function eventOf(world: World, cart: string): Promise<PaymentEvent> {
  const { attempts } = await recordOf(world, cart);
  return { tenant: 'acme', cart, attempt: attempts[0]?.id ?? '' };
}

it('asks the provider about the payment that it rang about, and makes the order', async () => {
  const world = createWorld({ mounts: [hosted] });
  const cart = await cartOf(world);
  await pay(world, { cart, page: 'hosted' });
  world.provider.visit('page_1');
  const event = await eventOf(world, cart);

  const heard = await world.runtime.run(ring(world.checkout, hosted, webhook(event)));

  expect(heard).toEqual(event);
  expect((await recordOf(world, cart)).order).toMatchObject({ reference: 'ch_1' });
});

it('asks once more for each copy, and makes one order', async () => {
  const world = createWorld({ mounts: [hosted] });
  const cart = await cartOf(world);
  await pay(world, { cart, page: 'hosted' });
  world.provider.visit('page_1');
  const event = webhook(await eventOf(world, cart));

  await world.runtime.run(Promise.all([1, 2, 3].map(() => ring(world.checkout, hosted, event))));
  await world.runtime.run(ring(world.checkout, hosted, event));
  await pass(world, MINUTE);

  expect(world.events.map(({ type }) => type)).toEqual(['order.paid']);
});

it('believes the provider and not the event', async () => {
  const world = createWorld({ mounts: [hosted] });
  const cart = await cartOf(world);
  await pay(world, { cart, page: 'hosted' });

  await world.runtime.run(ring(world.checkout, hosted, webhook(await eventOf(world, cart))));

  expect(await recordOf(world, cart)).toMatchObject({
    order: null,
    attempts: [{ state: 'action_required' }],
  });
});

it('hears of money that landed after the end, and makes the order', async () => {
  const world = createWorld({ mounts: [spending] });
  const cart = await cartOf(world);
  const authorization = signed(world, { nonce: 'refused1' });
  await pay(world, { cart, headers: nonce(authorization) });
  await pass(world, 2 * HOUR);
  expect(await recordOf(world, cart)).toMatchObject({ attempts: [{ state: 'declined', due: null }] });
  const late = withWebhook({
    ...nonceRail(),
    status: async () => ({
      state: 'paid',
      reference: 'ch_9',
      total: { amount: 4_999, currency: 'usd' },
      receipt: { headers: {}, body: {}, meta: {} },
    }),
  });

  await world.runtime.run(ring(world.checkout, mount(late), webhook(await eventOf(world, cart))));
  await pass(world, MINUTE);

  expect((await recordOf(world, cart)).order).toMatchObject({ reference: 'ch_9' });
  expect(world.events.map(({ type }) => type)).toEqual(['payment.late', 'order.paid']);
});

it('changes nothing of an end that the provider confirms', async () => {
  const world = createWorld({ mounts: [spending] });
  const cart = await cartOf(world);
  await pay(world, { cart, headers: nonce(signed(world, { nonce: 'refused1' })) });
  await pass(world, 2 * HOUR);
  const before = await recordOf(world, cart);

  await world.runtime.run(ring(world.checkout, spending, webhook(await eventOf(world, cart))));

  expect(await recordOf(world, cart)).toEqual(before);
});

it('refuses what the provider did not sign, and asks nothing', async () => {
  const world = createWorld({ mounts: [hosted] });
  const cart = await cartOf(world);
  await pay(world, { cart, page: 'hosted' });
  const forged = webhook(await eventOf(world, cart), 'forged');

  await expect(world.runtime.run(ring(world.checkout, hosted, forged))).rejects.toMatchObject({
    code: 'invalid_signature',
    status: 400,
  });
  expect(world.provider.count('find_page')).toBe(0);
});

it.each<readonly [string, (event: PaymentEvent) => unknown]>([
  ['none of its payments', () => null],
  ['a payment that is not known', (event) => ({ ...event, attempt: 'att_0' })],
  ['a cart that is not known', (event) => ({ ...event, cart: 'cart_0' })],
  ['the cart of another tenant', (event) => ({ ...event, tenant: 'globex' })],
])('passes over an event about %s', async (_, other) => {
  const world = createWorld({ mounts: [hosted] });
  const cart = await cartOf(world);
  await pay(world, { cart, page: 'hosted' });
  const event = webhook(other(await eventOf(world, cart)));

  expect(await world.runtime.run(ring(world.checkout, hosted, event))).toBeNull();
  expect(world.provider.count('find_page')).toBe(0);
});

it.each<readonly [string, (world: World) => World]>([
  ['here', (world) => world],
  ['in another process', (world) => world.engine()],
])('asks again when somebody %s had asked before it was paid', async (_, asking) => {
  const world = createWorld({ mounts: [hosted] });
  const cart = await cartOf(world);
  await pay(world, { cart, page: 'hosted' });
  await world.runtime.advance(20 * MINUTE);
  world.provider.fault('find_page', { type: 'slow_reply', ms: 5_000 });
  const order = `order_${cart.slice('cart_'.length)}_2`;
  void readOrder(asking(world).checkout, { tenant: 'acme', principal: 'alice' }, order);
  await world.runtime.advance(10);
  world.provider.visit('page_1');

  await world.runtime.run(ring(world.checkout, hosted, webhook(await eventOf(world, cart))));

  expect((await recordOf(world, cart)).order).toMatchObject({ reference: 'ch_1' });
});

it('lets no account ring about the payments of another one', async () => {
  const world = createWorld({ mounts: [hosted] });
  const cart = await cartOf(world);
  await pay(world, { cart, page: 'hosted' });
  const event = webhook(await eventOf(world, cart));

  const other = { ...hosted, account: 'acct_2' };
  expect(await world.runtime.run(ring(world.checkout, other, event))).toBeNull();
  expect(world.provider.count('find_page')).toBe(0);
});

it.each<readonly [string, unknown]>([
  ['no names', {}],
  ['names that are no text', { tenant: 1, cart: {}, attempt: [] }],
  ['a tenant with a colon', { tenant: 'acme:cart_1', cart: 'cart_1', attempt: 'att_1' }],
])('has the provider send an event again that holds %s', async (_, event) => {
  const world = createWorld({ mounts: [hosted] });
  await expect(world.runtime.run(ring(world.checkout, hosted, webhook(event)))).rejects.toMatchObject({
    code: 'upstream_unavailable',
  });
});

it('has the provider send it again when the rail fails, and says that a rail takes none', async () => {
  const world = createWorld();
  const failing = mount({ ...keyedRail(), webhook: async () => Promise.reject(new Error('No network.')) });

  await expect(world.runtime.run(ring(world.checkout, failing, webhook({})))).rejects.toMatchObject({
    code: 'upstream_unavailable',
  });
  await expect(
    world.runtime.run(ring(world.checkout, mount(keyedRail()), webhook({}))),
  ).rejects.toMatchObject({ code: 'not_found' });
});

it('leaves a paid order as it is', async () => {
  const rung = mount(withWebhook(keyedRail()));
  const world = createWorld({ mounts: [rung] });
  const cart = await cartOf(world);
  await pay(world, { cart, headers: token() });

  await world.runtime.run(ring(world.checkout, rung, webhook(await eventOf(world, cart))));

  expect(world.provider.count('find_charge')).toBe(0);
  expect((await recordOf(world, cart)).order).toMatchObject({ reference: 'ch_1' });
});

it('tells the platform once what it rang about a paid order', async () => {
  const rung = mount(withWebhook(keyedRail()));
  const world = createWorld({ mounts: [rung] });
  const cart = await cartOf(world);
  await pay(world, { cart, headers: token() });
  const alarm = { word: 'dispute_created', reference: 'dp_1' };
  const event = webhook({ ...(await eventOf(world, cart)), alarm });

  await world.runtime.run(Promise.all([1, 2].map(() => ring(world.checkout, rung, event))));
  await pass(world, MINUTE);

  const told = world.events.filter(({ type }) => type === 'payment.alarm');
  const { order, attempts } = await recordOf(world, cart);
  expect(told).toMatchObject([
    {
      tenant: 'acme',
      cart,
      subject: { attempt: attempts[0]?.id, order: order?.id, alarm: 'dispute_created', reference: 'dp_1' },
    },
  ]);
});

it('tells nothing of an alarm about a payment that is not made', async () => {
  const world = createWorld({ mounts: [hosted] });
  const cart = await cartOf(world);
  await pay(world, { cart, page: 'hosted' });
  const alarm = { word: 'dispute_created', reference: 'dp_1' };
  const event = webhook({ ...(await eventOf(world, cart)), alarm });

  await expect(world.runtime.run(ring(world.checkout, hosted, event))).rejects.toMatchObject({
    code: 'upstream_unavailable',
  });
  await pass(world, MINUTE);
  expect(world.events).toEqual([]);
});

it('tells of a dispute that rings before the payment is known to be made', async () => {
  const world = createWorld({ mounts: [hosted] });
  const cart = await cartOf(world);
  await pay(world, { cart, page: 'hosted' });
  world.provider.visit('page_1');
  const alarm = { word: 'dispute_created', reference: 'dp_1' };

  await world.runtime.run(ring(world.checkout, hosted, webhook({ ...(await eventOf(world, cart)), alarm })));
  await pass(world, MINUTE);
  expect(world.events.map(({ type }) => type)).toEqual(['order.paid', 'payment.alarm']);
});

it('has an alarm rung again while nobody can tell whether the payment was made', async () => {
  const world = createWorld({ mounts: [hosted] });
  const cart = await cartOf(world);
  await pay(world, { cart, page: 'hosted' });
  world.provider.visit('page_1');
  world.provider.fault('find_page', { type: 'lost_reply' });
  const alarm = { word: 'dispute_created', reference: 'dp_1' };
  const event = webhook({ ...(await eventOf(world, cart)), alarm });

  await expect(world.runtime.run(ring(world.checkout, hosted, event))).rejects.toMatchObject({
    code: 'upstream_unavailable',
  });
});

/** A page that a credential is closing, and that takes money all the same before this is written down. */
async function whileClosed() {
  const gate = new Gate();
  const closing = new Gate();
  let isPaid = false;
  const page = hostedRail();
  const rail = withWebhook({
    ...page,
    status: async (payment, context) =>
      isPaid ? paid(payment.total, 'ch_late') : page.status(payment, context),
    async cancel(payment, context) {
      const closed = await page.cancel?.(payment, context);
      closing.open();
      await gate.opened;
      return closed ?? { state: 'unknown', reason: 'no_cancel' };
    },
  } satisfies PaymentRail);
  const rung = mount(rail);
  const world = createWorld({ mounts: [mount(keyedRail()), rung] });
  const cart = await cartOf(world);
  await pay(world, { cart, page: 'hosted' });
  const event = webhook(await eventOf(world, cart));
  const paying = begin(world, { cart, key: 'key-2', headers: token() });
  await closing.opened;
  isPaid = true;
  return { world, cart, paying, gate, ring: (engine = world) => ring(engine.checkout, rung, event) };
}

it('hears of money that landed while somebody was closing the page', async () => {
  const { world, cart, paying, gate, ring: rings } = await whileClosed();
  const heard = rings();
  await world.runtime.advance(1_000);
  gate.open();

  expect((await world.runtime.run(paying)).status).toBe(200);
  await world.runtime.run(heard);
  await pass(world, MINUTE);

  expect(await recordOf(world, cart)).toMatchObject({
    attempts: [{ state: 'paid' }, { state: 'paid' }],
    order: { rail: 'keyed' },
    refunds: [{}],
  });
  expect(world.events.map(({ type }) => type)).toContain('payment.late');
});

it('has the provider ring again about a page that somebody is closing for too long', async () => {
  const { world, paying, gate, ring: rings } = await whileClosed();
  const hasty = world.engine({ timeouts: { rail: 20_000, copy: 5_000 } });

  await expect(world.runtime.run(rings(hasty))).rejects.toMatchObject({ code: 'upstream_unavailable' });
  gate.open();
  expect((await world.runtime.run(paying)).status).toBe(200);
});

/** An authorization that was declined and is over, and a rail that says this of it now. */
async function endedWith(said: () => Promise<Settlement>) {
  const world = createWorld({ mounts: [spending] });
  const cart = await cartOf(world);
  await pay(world, { cart, headers: nonce(signed(world, { nonce: 'refused1' })) });
  await pass(world, 2 * HOUR);
  const event = webhook(await eventOf(world, cart));
  const late = mount(withWebhook({ ...nonceRail(), status: said }));
  return { world, cart, rung: () => world.runtime.run(ring(world.checkout, late, event)) };
}

it.each<readonly [string, () => Promise<Settlement>]>([
  ['nobody can tell what became of it', async () => ({ state: 'unknown', reason: 'no_answer' })],
  ['nobody answers', () => Promise.reject(new Error('No network.'))],
  ['the provider says that money is on its way', async () => ({ state: 'pending', reference: 'ch_9' })],
])('has the provider ring again about an end when %s', async (_, said) => {
  const { rung } = await endedWith(said);
  await expect(rung()).rejects.toMatchObject({ code: 'upstream_unavailable' });
});

it('makes a case of another amount that landed after the end', async () => {
  const { world, rung } = await endedWith(async () => ({
    state: 'paid',
    reference: 'ch_9',
    total: { amount: 999, currency: 'usd' },
    receipt: { headers: {}, body: {}, meta: {} },
  }));
  await rung();
  await pass(world, MINUTE);
  expect(world.events.map(({ type }) => type)).toContain('case.opened');
});

it('keeps the provider ringing about a payment of this installation that no record knows, and reports it', async () => {
  const reported: unknown[] = [];
  const world = createWorld({
    mounts: [hosted],
    deployment: 'shop-1',
    report: (error) => void reported.push(error),
  });
  const lost = { tenant: 'acme', cart: 'cart_lost', attempt: 'att_lost' };
  const hear = (event: PaymentEvent) =>
    world.runtime.run(ring(world.checkout, hosted, webhook(event)).catch((error: unknown) => error));

  expect(await hear({ ...lost, deployment: 'shop-1' })).toMatchObject({
    code: 'payment_unknown',
    status: 503,
  });
  expect(reported).toMatchObject([{ code: 'payment_unknown' }]);
  expect(await hear({ ...lost, deployment: 'shop-2' })).toBeNull();
  expect(await hear(lost)).toBeNull();
  expect(reported).toHaveLength(1);
});

const took = (amount: number): Settlement => ({
  state: 'unknown',
  reason: 'charged_without_order',
  openCase: 'charged_without_order',
  taken: { amount, currency: 'usd' },
});

it('does not let an older answer about an end stand over a newer one', async () => {
  const world = createWorld({ mounts: [spending] });
  const cart = await cartOf(world);
  await pay(world, { cart, headers: nonce(signed(world, { nonce: 'refused1' })) });
  await pass(world, 2 * HOUR);
  const [asked, gate] = [new Gate(), new Gate()];
  let calls = 0;
  const late = mount(
    withWebhook({
      ...nonceRail(),
      async status() {
        calls += 1;
        if (calls > 1) return took(7_000);
        asked.open();
        await gate.opened;
        return took(5_000);
      },
    }),
  );
  const event = webhook(await eventOf(world, cart));
  const slow = world.runtime.run(ring(world.checkout, late, event));
  await asked.opened;

  await world.runtime.run(ring(world.checkout, late, event));
  gate.open();
  await slow;

  expect(calls).toBe(3);
  expect((await recordOf(world, cart)).attempts).toMatchObject([
    { openCase: 'charged_without_order', taken: { amount: 7_000, currency: 'usd' } },
  ]);
});
