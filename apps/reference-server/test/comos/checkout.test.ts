import { listCases, resolveCase } from '@railyard/core/operator';
import { expect, test } from 'vitest';
import { ADDRESS } from '../../src/demo/comos.ts';
import type { Mail } from '../../src/mail.ts';
import { storedSellers } from '../../src/sellers.ts';
import { like } from '../matchers.ts';
import { BASKET, begin, COURSE, PRESS, type Shopper } from './agent.ts';
import { goneOf, openWorld, sessionIn, type World } from './world.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

async function openPage({ call }: Shopper, sagaId: string): Promise<string> {
  const { structuredContent } = await call('checkout_create_payment_session', { sagaId });
  return sessionIn(structuredContent.paymentUrl);
}

async function statusOf({ call }: Shopper, sagaId: string): Promise<unknown> {
  return (await call('checkout_status', { sagaId })).structuredContent.status;
}

async function openAda(): Promise<{ readonly world: World; readonly ada: Shopper }> {
  const world = await openWorld();
  return { world, ada: await world.shopper('ada') };
}

test('S2.2 a paymentMethodId charges a test card at once, and is refused where money is real', async () => {
  const { world, ada } = await openAda();
  const paid = await begin(ada, 'guest-1', { paymentMethodId: 'pm_test_visa' });
  expect(await statusOf(ada, paid)).toBe('completed');
  expect(world.stripe.intents()).toMatchObject([{ status: 'succeeded', amount_received: 4_100 }]);

  const live = await world.shopper('ada', 'demo', world.serve({ testCards: null }));
  await live.call('cart_add_item', { cartId: 'guest-2', productId: BASKET });
  const start = {
    userId: 'ada',
    cartId: 'guest-2',
    shippingAddress: ADDRESS,
    paymentMethodId: 'pm_test_visa',
  };
  const refused = await live.call('checkout_start', start);
  expect(refused.structuredContent).toMatchObject({
    error: 'validation',
    details: { fields: { paymentMethodId: like(/./) } },
  });
  expect((await live.call('checkout_list', { userId: 'ada' })).structuredContent.checkouts).toHaveLength(1);
});

test('S2.2 a test card that is declined fails the checkout for good, and gives the goods back', async () => {
  const { world, ada } = await openAda();
  const sagaId = await begin(ada, 'guest-1', { paymentMethodId: 'pm_card_chargeDeclined' });
  const { structuredContent } = await ada.call('checkout_status', { sagaId });
  expect(structuredContent).toMatchObject({
    status: 'compensated',
    currentStep: 'process_payment',
    error: { code: 'PAYMENT_DECLINED', retryable: false },
    compensation: { inventoryReleased: true, refunds: [] },
  });
  expect(await goneOf(world, BASKET)).toEqual({ held: 0, sold: 0 });
  const retried = await ada.call('checkout_retry', { sagaId });
  expect(retried).toMatchObject({
    isError: true,
    structuredContent: { details: { code: 'PAYMENT_DECLINED' } },
  });

  expect(await begin(ada, 'guest-1', { paymentMethodId: 'pm_card_visa' })).toBe(sagaId);
  expect(await statusOf(ada, sagaId)).toBe('completed');
});

test('S2.4 without a choice the default way to deliver applies', async () => {
  const { world, ada } = await openAda();
  const sagaId = await begin(ada, 'guest-1');
  await openPage(ada, sagaId);
  const { structuredContent } = await ada.call('checkout_status', { sagaId });
  expect(structuredContent).toMatchObject({
    shipping: { carrierId: 'ups', serviceId: 'ground' },
    shippingCost: 700,
    total: 4_100,
  });
  expect(world.stripe.sessions()).toMatchObject([{ amount_total: 4_100 }]);
});

test('S2.4 a seller without ways to choose from delivers at its own fee', async () => {
  const { world } = await openAda();
  const bob = await world.shopper('bob', 'other');
  const sagaId = await begin(bob, 'guest-1', { product: '66f0a1b2c3d4e5f607182940', userId: 'bob' });
  const options = await bob.call('checkout_shipping_options', { sagaId });
  expect(options.structuredContent).toEqual({ options: [] });
  expect((await bob.call('checkout_status', { sagaId })).structuredContent).toMatchObject({
    shipping: null,
    shippingCost: 500,
  });
});

test('S2.3 a choice while the page is open closes it, and the next page asks for the new total', async () => {
  const { world, ada } = await openAda();
  const sagaId = await begin(ada, 'guest-1');
  const first = await openPage(ada, sagaId);
  const chosen = await ada.call('checkout_select_shipping', {
    sagaId,
    carrierId: 'ups',
    serviceId: 'next_day',
  });
  expect(chosen.structuredContent).toMatchObject({ status: 'pending', shippingCost: 2_400, total: 5_800 });
  const second = await openPage(ada, sagaId);
  expect(world.stripe.sessions()).toMatchObject([
    { id: first, status: 'expired' },
    { id: second, status: 'open', amount_total: 5_800 },
  ]);

  world.stripe.visit(second, 'pay');
  expect((await ada.call('checkout_status', { sagaId })).structuredContent).toMatchObject({
    status: 'completed',
    shipping: { serviceId: 'next_day' },
  });
});

test('S2.3 a choice is refused that nobody offers, and once it is paid', async () => {
  const { world, ada } = await openAda();
  const sagaId = await begin(ada, 'guest-1');
  const nobody = await ada.call('checkout_select_shipping', {
    sagaId,
    carrierId: 'ups',
    serviceId: 'rocket',
  });
  expect(nobody).toMatchObject({ isError: true, structuredContent: { error: 'invalid_shipping' } });
  world.stripe.visit(await openPage(ada, sagaId), 'pay');
  const late = await ada.call('checkout_select_shipping', {
    sagaId,
    carrierId: 'ups',
    serviceId: 'next_day',
  });
  expect(late).toMatchObject({ isError: true, structuredContent: { error: 'cart_already_completed' } });
});

test('S2.3 what is delivered needs an address, and what is not needs none', async () => {
  const { world, ada } = await openAda();
  await ada.call('cart_add_item', { cartId: 'guest-1', productId: BASKET });
  const without = await ada.call('checkout_start', { userId: 'ada', cartId: 'guest-1' });
  expect(without.structuredContent).toMatchObject({ code: 'INVALID_ADDRESS', retryable: false });
  const elsewhere = { userId: 'ada', cartId: 'guest-1', shippingAddress: { ...ADDRESS, country: 'FR' } };
  expect((await ada.call('checkout_start', elsewhere)).structuredContent).toMatchObject({
    code: 'INVALID_ADDRESS',
  });

  const { postalCode: _, ...short } = ADDRESS;
  const half = await ada.call('checkout_start', { userId: 'ada', cartId: 'guest-1', shippingAddress: short });
  expect(half.structuredContent).toMatchObject({ details: { fields: { postalCode: like(/Required/) } } });

  const sagaId = await begin(ada, 'guest-2', { product: COURSE });
  world.stripe.visit(await openPage(ada, sagaId), 'pay');
  expect((await ada.call('checkout_status', { sagaId })).structuredContent).toMatchObject({
    status: 'completed',
    shippingCost: 0,
    total: 1_900,
  });
});

test('S2.9 the webhook alone completes the order', async () => {
  const { world, ada } = await openAda();
  const sagaId = await begin(ada, 'guest-1');
  world.stripe.visit(await openPage(ada, sagaId), 'pay');
  expect(await world.ring()).toBeGreaterThan(0);
  await world.round();
  const listed = await ada.call('checkout_list', { userId: 'ada', status: 'completed' });
  expect(listed.structuredContent.checkouts).toMatchObject([{ sagaId, orderId: like(/^order_/) }]);
  expect(await goneOf(world, BASKET)).toEqual({ held: 0, sold: 1 });
  expect(world.inbox.received()).toMatchObject([{ to: 'ada@example.com' }]);
  const cart = await ada.call('cart_get', { cartId: 'guest-1' });
  expect(cart.structuredContent.items).toEqual([]);
});

test('S2.11 S2.10 without any webhook it stays payment_pending until somebody asks', async () => {
  const { world, ada } = await openAda();
  const sagaId = await begin(ada, 'guest-1');
  const session = await openPage(ada, sagaId);
  world.stripe.fault('checkout_sessions.retrieve', { fault: 'bad_gateway', times: 1 });
  world.stripe.visit(session, 'pay');
  const unsure = await ada.call('checkout_status', { sagaId });
  expect(unsure.structuredContent).toMatchObject({
    status: 'payment_pending',
    verified: false,
    paymentUrl: null,
  });
  expect(unsure.words).toContain('not certain');
  const listed = await ada.call('checkout_list', { userId: 'ada', status: 'payment_pending' });
  expect(listed.structuredContent.checkouts).toHaveLength(1);
  expect(await statusOf(ada, sagaId)).toBe('completed');
});

test('S2.11 the background work resolves what no webhook told of', async () => {
  const { world, ada } = await openAda();
  const sagaId = await begin(ada, 'guest-1');
  world.stripe.visit(await openPage(ada, sagaId), 'pay');
  for (let minute = 0; minute < 20; minute += 1) {
    world.advance(MINUTE);
    await world.round();
  }
  const listed = await ada.call('checkout_list', { userId: 'ada' });
  expect(listed.structuredContent.checkouts).toMatchObject([{ sagaId, status: 'completed' }]);
});

test('S2.13 a page that is over gives way to a new one', async () => {
  const { world, ada } = await openAda();
  const sagaId = await begin(ada, 'guest-1');
  const first = await openPage(ada, sagaId);
  world.advance(DAY + MINUTE);
  const fresh = await world.shopper('ada');
  expect((await fresh.call('checkout_status', { sagaId })).structuredContent).toMatchObject({
    status: 'payment_pending',
    paymentUrl: null,
  });
  const second = await openPage(fresh, sagaId);
  expect(second).not.toBe(first);
  world.stripe.visit(second, 'pay');
  expect(await statusOf(fresh, sagaId)).toBe('completed');
  expect(world.stripe.intents().filter(({ status }) => status === 'succeeded')).toHaveLength(1);
});

test('S2.14 S2.12 the session of a checkout is given again as long as it is open', async () => {
  const { world, ada } = await openAda();
  const sagaId = await begin(ada, 'guest-1');
  const opened = await ada.call('checkout_create_payment_session', { sagaId });
  expect(opened.structuredContent).toMatchObject({ status: 'payment_pending', paymentUrl: like(/^https:/) });
  const again = await ada.call('checkout_create_payment_session', { sagaId });
  expect(again.structuredContent).toEqual(opened.structuredContent);
  world.stripe.visit(sessionIn(opened.structuredContent.paymentUrl), 'debit');
  expect((await ada.call('checkout_status', { sagaId })).structuredContent).toMatchObject({
    paymentUrl: null,
  });
  const used = await ada.call('checkout_create_payment_session', { sagaId });
  expect(used).toMatchObject({ isError: true, structuredContent: { error: 'cart_locked' } });
  expect(world.stripe.sessions()).toHaveLength(1);
});

test('goods that another has set aside fail a checkout, which begins anew once there are some', async () => {
  const { world, ada } = await openAda();
  const bob = await world.shopper('bob');
  await bob.call('cart_add_item', { cartId: 'b', productId: PRESS, quantity: 2 });
  await bob.call('checkout_start', { userId: 'bob', cartId: 'b', shippingAddress: ADDRESS });
  const sagaId = await begin(ada, 'guest-1', { product: PRESS });
  expect((await ada.call('checkout_status', { sagaId })).structuredContent).toMatchObject({
    status: 'failed',
    completedSteps: ['validate_cart'],
    error: { code: 'INVENTORY_UNAVAILABLE', retryable: false },
  });
  world.advance(31 * MINUTE);
  await world.round();
  expect(await begin(ada, 'guest-1', { product: PRESS })).toBe(sagaId);
  expect(await statusOf(ada, sagaId)).toBe('pending');
  expect(await goneOf(world, PRESS)).toEqual({ held: 2, sold: 0 });
});

test('a page that is open keeps its goods set aside, however long', async () => {
  const { world, ada } = await openAda();
  const sagaId = await begin(ada, 'guest-1', { product: PRESS });
  const session = await openPage(ada, sagaId);
  for (let hour = 0; hour < 12; hour += 1) {
    world.advance(60 * MINUTE);
    await world.round();
  }
  expect(await goneOf(world, PRESS)).toEqual({ held: 1, sold: 0 });
  world.stripe.visit(session, 'pay');
  await world.ring();
  await world.round();
  expect(await goneOf(world, PRESS)).toEqual({ held: 0, sold: 1 });
});

test('who has paid when nothing was left gets the money back', async () => {
  const { world, ada } = await openAda();
  const sagaId = await begin(ada, 'guest-1', { product: PRESS });
  const session = await openPage(ada, sagaId);
  // The page ends unpaid, its goods are sold to another, and the money of a slow bank lands after all.
  world.stripe.visit(session, 'expire');
  await statusOf(ada, sagaId);
  world.advance(31 * MINUTE);
  await world.round();
  const bob = await world.shopper('bob');
  const other = await begin(bob, 'b', {
    product: PRESS,
    quantity: 2,
    userId: 'bob',
    paymentMethodId: 'pm_card_visa',
  });
  const third = await begin(bob, 'c', { product: PRESS, userId: 'bob', paymentMethodId: 'pm_card_visa' });
  expect([await statusOf(bob, other), await statusOf(bob, third)]).toEqual(['completed', 'failed']);
  world.stripe.visit(session, 'pay_late');
  await world.ring();
  for (let minute = 0; minute < 5; minute += 1) {
    world.advance(MINUTE);
    await world.round();
  }
  expect(
    (await (await world.shopper('ada')).call('checkout_status', { sagaId })).structuredContent,
  ).toMatchObject({
    status: 'compensated',
    error: { code: 'INVENTORY_UNAVAILABLE', retryable: false },
    compensation: { refunds: [{ amount: 13_600, state: 'refunded' }] },
  });
  expect(world.stripe.refunds()).toHaveLength(1);
});

test('an inventory that fails ends the checkout, which is retried', async () => {
  const { world } = await openAda();
  const broken = world.serve({
    inventory: {
      reserve: () => Promise.reject(new Error('No connection.')),
      sell: () => Promise.resolve(true),
      release: () => Promise.resolve(),
      find: () => Promise.resolve(null),
      lapse: () => Promise.resolve(),
    },
  });
  const there = await world.shopper('ada', 'demo', broken);
  const sagaId = await begin(there, 'guest-1');
  expect((await there.call('checkout_status', { sagaId })).structuredContent).toMatchObject({
    status: 'failed',
    currentStep: 'reserve_inventory',
    error: { code: 'INVENTORY_SERVICE_ERROR', retryable: true },
  });
  const page = await there.call('checkout_create_payment_session', { sagaId });
  expect(page).toMatchObject({ isError: true, structuredContent: { details: { status: 'failed' } } });
  const ada = await world.shopper('ada');
  const retried = await ada.call('checkout_retry', { sagaId });
  expect(retried.structuredContent).toMatchObject({
    sagaId,
    status: 'pending',
    error: null,
    compensation: null,
  });
});

test('a checkout whose page nobody opens times out after a day, and is retried', async () => {
  const { world, ada } = await openAda();
  const sagaId = await begin(ada, 'guest-1');
  world.advance(DAY + MINUTE);
  await world.round();
  const later = await world.shopper('ada');
  expect((await later.call('checkout_status', { sagaId })).structuredContent).toMatchObject({
    status: 'compensated',
    error: { code: 'SAGA_TIMEOUT', retryable: true },
  });
  const retried = await later.call('checkout_retry', { sagaId });
  expect(retried.structuredContent).toMatchObject({ status: 'pending', completedSteps: { length: 3 } });
});

test('a checkout that was being paid when it wanted attention times out once nothing is paid after all', async () => {
  const { world } = await openAda();
  const { stripe } = world;
  const paymentMethod = 'pm_usBankAccount_processing';
  const grant = async () => stripe.mint({ paymentMethod, maxAmount: 4_100 });
  const server = world.serve({ testCards: { grant } });
  const sagaId = await begin(await world.shopper('ada', 'demo', server), 'guest-1', {
    paymentMethodId: 'pm_card_visa',
  });
  const afterADay = async (): Promise<unknown> => {
    world.advance(DAY + MINUTE);
    await world.round();
    return statusOf(await world.shopper('ada'), sagaId);
  };

  const waiting = [await afterADay(), await afterADay()];
  stripe.finish(stripe.intents()[0]?.id ?? '', 'failed');

  expect(waiting).toEqual(['in_progress', 'in_progress']);
  await afterADay();
  expect(await afterADay()).toBe('compensated');
});

test('a checkout is retried only when it has failed', async () => {
  const { world, ada } = await openAda();
  const sagaId = await begin(ada, 'guest-1');
  const pending = await ada.call('checkout_retry', { sagaId });
  const session = await openPage(ada, sagaId);
  const waiting = await ada.call('checkout_retry', { sagaId });
  world.stripe.visit(session, 'pay');
  const completed = await ada.call('checkout_retry', { sagaId });
  expect([pending, waiting, completed].map(({ isError }) => isError)).toEqual([true, true, true]);
  expect(await statusOf(ada, sagaId)).toBe('completed');
});

test('an order that stands at what was taken is told and mailed at that amount', async () => {
  const { world } = await openAda();
  const { stripe } = world;
  const short: typeof fetch = async (input, init) => {
    const answer = await stripe.fetch(input, init);
    const text = (await answer.text()).replace('"amount_received":4100', '"amount_received":4099');
    return new Response(text, answer);
  };
  const server = world.serve({ fetch: short });
  const ada = await world.shopper('ada', 'demo', server);
  const sagaId = await begin(ada, 'guest-1', { paymentMethodId: 'pm_card_visa' });
  const { cases } = await listCases(world.store, { tenant: 'demo', limit: 9 });
  await resolveCase(server.checkout, {
    tenant: 'demo',
    case: cases[0]?.id ?? '',
    key: 'k',
    ruling: 'stands',
    reference: stripe.intents()[0]?.id ?? '',
    by: 'Ada',
    reason: 'x',
  });
  await world.round();

  const status = await ada.call('checkout_status', { sagaId });
  expect(status.structuredContent).toMatchObject({
    status: 'completed',
    total: 4_099,
    totalDecimal: '40.99',
  });
  expect(status.words).toContain('Paid and completed: 40.99 usd');
  expect(world.inbox.received()[0]?.text).toContain('In all: 40.99 USD');
});

test('a mail server that is down delays the confirmation, and never undoes the order', async () => {
  let down = true;
  const sent: string[] = [];
  const mail: Mail = {
    async send({ to }) {
      if (down) throw new Error('Nobody answers.');
      sent.push(to);
    },
  };
  const world = await openWorld({ buyers: { secret: 'a secret of this shop', mail } });
  const ada = await world.shopper('ada');
  const sagaId = await begin(ada, 'guest-1', { paymentMethodId: 'pm_card_visa' });
  expect((await ada.call('checkout_status', { sagaId })).structuredContent).toMatchObject({
    status: 'in_progress',
    currentStep: 'send_confirmation',
  });
  down = false;
  world.advance(10 * MINUTE);
  await world.round();
  expect(await statusOf(ada, sagaId)).toBe('completed');
  expect(sent).toEqual(['ada@example.com']);
});

test('a checkout of a cart that was emptied meanwhile fails', async () => {
  const { ada } = await openAda();
  const sagaId = await begin(ada, 'guest-1');
  await ada.call('cart_remove_item', { cartId: 'guest-1', productId: BASKET });
  const page = await ada.call('checkout_create_payment_session', { sagaId });
  expect(page.structuredContent).toMatchObject({ error: { code: 'CART_EMPTY', retryable: false } });
  const none = await ada.call('checkout_start', {
    userId: 'ada',
    cartId: 'nothing',
    shippingAddress: ADDRESS,
  });
  expect(none.structuredContent).toMatchObject({ code: 'CART_NOT_FOUND', retryable: false });
});

test('a seller without a page of Stripe fails the payment, which is retried once there is one', async () => {
  const { world, ada } = await openAda();
  const sagaId = await begin(ada, 'guest-1');
  const sellers = storedSellers(world.store);
  const acme = await sellers.find('acme');
  if (acme) await sellers.save({ ...acme, accounts: [] });
  world.advance(2_000);
  const page = await ada.call('checkout_create_payment_session', { sagaId });
  expect(page.structuredContent).toMatchObject({
    status: 'compensated',
    error: { code: 'PAYMENT_SERVICE_ERROR', retryable: true },
  });
  if (acme) await sellers.save(acme);
  world.advance(2_000);
  await ada.call('checkout_retry', { sagaId });
  expect(await openPage(ada, sagaId)).toMatch(/^cs_/);
});

test('those of one status are listed however many others were begun since', async () => {
  const { world, ada } = await openAda();
  const first = await begin(ada, 'guest-1');
  world.stripe.visit(await openPage(ada, first), 'pay');
  expect(await statusOf(ada, first)).toBe('completed');
  for (let nth = 0; nth < 50; nth += 1) {
    world.advance(MINUTE);
    await begin(ada, `later-${nth}`);
  }

  const completed = await ada.call('checkout_list', { userId: 'ada', status: 'completed' });
  const all = await ada.call('checkout_list', { userId: 'ada' });

  expect(completed.structuredContent.checkouts).toMatchObject([{ sagaId: first }]);
  expect(all.structuredContent.checkouts).toHaveLength(50);
});

function five(work: () => Promise<unknown>): Promise<unknown> {
  return Promise.all(Array.from({ length: 5 }, work));
}

test('whoever begins, opens or pays at once does it once', async () => {
  const { world, ada } = await openAda();
  await ada.call('cart_add_item', { cartId: 'guest-1', productId: PRESS });
  const start = { userId: 'ada', cartId: 'guest-1', shippingAddress: ADDRESS };
  await five(() => ada.call('checkout_start', start));
  const { checkouts } = (await ada.call('checkout_list', { userId: 'ada' })).structuredContent;
  expect(checkouts).toMatchObject([{ status: 'pending' }]);
  const [{ sagaId } = { sagaId: '' }] = checkouts as readonly { readonly sagaId: string }[];
  await five(() => ada.call('checkout_create_payment_session', { sagaId }));
  expect(world.stripe.sessions().filter(({ status }) => status === 'open')).toHaveLength(1);
  world.stripe.visit(await openPage(ada, sagaId), 'pay');
  await five(() => ada.call('checkout_status', { sagaId }));
  expect(world.inbox.received()).toHaveLength(0);
  expect(await goneOf(world, PRESS)).toEqual({ held: 0, sold: 1 });
  const cards = { ...start, cartId: 'guest-2', email: 'ada@example.com', paymentMethodId: 'pm_card_visa' };
  await ada.call('cart_add_item', { cartId: 'guest-2', productId: BASKET });
  await five(() => ada.call('checkout_start', cards));
  const taken = world.stripe.intents().filter(({ status }) => status === 'succeeded');
  expect(taken.map(({ amount_received }) => amount_received)).toEqual([13_600, 4_100]);
  expect(world.inbox.received()).toHaveLength(1);
});

test('while Stripe does not answer no other page is opened, and nothing begins anew', async () => {
  const { world, ada } = await openAda();
  const sagaId = await begin(ada, 'guest-1');
  world.stripe.visit(await openPage(ada, sagaId), 'pay');
  world.stripe.fault('checkout_sessions.retrieve', { fault: 'bad_gateway', times: 2 });
  const page = await ada.call('checkout_create_payment_session', { sagaId });
  expect(page.structuredContent).toMatchObject({
    status: 'payment_pending',
    verified: false,
    paymentUrl: null,
  });
  const start = { userId: 'ada', cartId: 'guest-1', shippingAddress: { ...ADDRESS, city: 'Omaha' } };
  expect((await ada.call('checkout_start', start)).structuredContent).toMatchObject({ sagaId });
  expect(await statusOf(ada, sagaId)).toBe('completed');
  expect(world.stripe.sessions()).toHaveLength(1);
});
