import { reconcile } from '@railyard/core/operator';
import { expect, it } from 'vitest';
import { hostedRail, keyedRail } from '../../src/index.ts';
import { cartOf, orderOf, pass, pay, recordOf } from './calls.ts';
import { createWorld, HOUR, MINUTE, mount, type World } from './world.ts';

async function withPage(world: World): Promise<{ readonly cart: string; readonly page: string }> {
  const cart = await cartOf(world);
  const { body } = await pay(world, { cart, page: 'hosted' });
  return { cart, page: (body as { session_id: string }).session_id };
}

it('opens a page where a person pays, and finds the payment', async () => {
  const world = createWorld();
  const cart = await cartOf(world);

  const answer = await pay(world, { cart, page: 'hosted' });
  world.provider.visit('page_1');
  await pass(world, 2 * MINUTE);
  const replay = await pay(world, { cart, page: 'hosted' });

  expect(answer).toMatchObject({
    status: 200,
    body: {
      payment_rail: 'hosted',
      status: 'action_required',
      session_id: 'page_1',
      payment_url: 'https://provider.test/pay/page_1',
      amount: 4_999,
      subtotal_cents: 4_999,
      delivery_fee_cents: 0,
    },
  });
  expect(replay).toMatchObject({
    status: 200,
    body: { status: 'paid', payment_rail: 'hosted', reference: 'ch_1' },
  });
});

it('gives the same page to the same principal, under any key, without opening another', async () => {
  const world = createWorld();
  const { cart } = await withPage(world);

  const again = await pay(world, { cart, page: 'hosted' });
  const other = await pay(world, { cart, key: 'key-2', page: 'hosted' });
  const without = await pay(world, { cart, key: null, page: 'hosted' });

  for (const answer of [again, other, without])
    expect(answer).toMatchObject({ status: 200, body: { session_id: 'page_1' } });
  expect(world.provider.count('open_page')).toBe(1);
});

it('gives the order instead of a page that was paid since, also when nothing has told of it', async () => {
  const world = createWorld();
  const { cart, page } = await withPage(world);
  world.provider.visit(page);

  const again = await pay(world, { cart, page: 'hosted' });
  const other = await pay(world, { cart, key: 'key-2', page: 'hosted' });

  expect(again).toMatchObject({ status: 200, body: { status: 'paid' } });
  expect(again.body.payment_url).toBeUndefined();
  expect(other).toMatchObject({ status: 409, body: { error: 'cart_already_completed' } });
});

it('gives no page while nobody can tell whether it was paid', async () => {
  const world = createWorld();
  const { cart } = await withPage(world);
  world.provider.fault('find_page', { type: 'lost_reply' });

  expect(await pay(world, { cart, page: 'hosted' })).toMatchObject({
    status: 503,
    body: { error: 'payment_unresolved', retryable: true },
  });
});

it('gives the same page also while somebody is looking at it', async () => {
  const world = createWorld();
  const { cart } = await withPage(world);
  world.provider.fault('find_page', { type: 'slow_reply', ms: 5_000 });
  await world.runtime.advance(2 * MINUTE);
  const looking = reconcile(world.checkout);
  await world.runtime.advance(1_000);

  const answer = await pay(world, { cart, key: 'key-2', page: 'hosted' });

  expect(answer).toMatchObject({ status: 200, body: { session_id: 'page_1' } });
  await world.runtime.run(looking);
});

it('offers the agent’s rails beside the open page, once the provider says that it is unpaid', async () => {
  const world = createWorld();
  const { cart } = await withPage(world);

  const answer = await pay(world, { cart, key: 'key-2' });

  expect(answer).toMatchObject({
    status: 402,
    body: {
      error: 'payment_required',
      offers: [{ payment_rail: 'keyed' }, { payment_rail: 'nonce' }],
      open_page: { payment_rail: 'hosted', session_id: 'page_1' },
    },
  });
  expect(world.provider.calls.map(({ operation }) => operation)).toEqual(['open_page', 'find_page']);
});

it('sends no challenge when the provider does not say whether the page was paid', async () => {
  const world = createWorld();
  const { cart, page } = await withPage(world);
  world.provider.visit(page);
  world.provider.fault('find_page', { type: 'lost_reply' });

  const unsure = await pay(world, { cart, key: 'key-2' });
  const sure = await pay(world, { cart, key: 'key-2' });

  expect(unsure).toMatchObject({ status: 503, body: { error: 'payment_unresolved' } });
  expect(sure).toMatchObject({ status: 200, body: { reference: 'ch_1' } });
  expect(world.provider.count('open_page')).toBe(1);
});

it('opens a new page, under a new key, once the old one has expired', async () => {
  const world = createWorld();
  const { cart } = await withPage(world);
  await world.runtime.advance(25 * HOUR);

  const answer = await pay(world, { cart, page: 'hosted' });

  expect(answer).toMatchObject({ status: 200, body: { session_id: 'page_2' } });
  const opened = world.provider.calls.filter(({ operation }) => operation === 'open_page');
  expect(new Set(opened.map(({ key }) => key)).size).toBe(2);
  expect((await recordOf(world, cart)).attempts.map(({ state }) => state)).toEqual([
    'expired',
    'action_required',
  ]);
});

it('finds a page whose answer was lost, and gives it', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  world.provider.fault('open_page', { type: 'lost_reply' });
  const first = await pay(world, { cart, page: 'hosted' });

  const retry = await pay(world, { cart, page: 'hosted' });

  expect(first).toMatchObject({ status: 503, body: { error: 'payment_unresolved' } });
  expect(retry).toMatchObject({ status: 200, body: { session_id: 'page_1' } });
  expect((await orderOf(world, first)).status).toBe('action_required');
});

it('tells a rail apart that opens pages which nobody can close', async () => {
  const { cancel: _cancel, ...unclosable } = { ...hostedRail(), cancel: null };
  const world = createWorld({ mounts: [mount(keyedRail()), mount(unclosable)] });
  const cart = await cartOf(world);

  const answer = await pay(world, { cart, page: 'hosted' });

  expect(answer).toMatchObject({ status: 503, body: { error: 'payment_unresolved' } });
  expect((await recordOf(world, cart)).attempts).toMatchObject([{ openCase: 'page_cannot_be_closed' }]);
});

it('hands out no page of which it is in doubt whether it was paid', async () => {
  const world = createWorld();
  const mistaken = {
    ...hostedRail(),
    status: async () =>
      ({
        state: 'paid',
        reference: 'x',
        total: { amount: 1, currency: 'usd' },
        receipt: { headers: {}, body: {}, meta: {} },
      }) as const,
  };
  const engine = world.engine({ rails: () => [mount(mistaken)] });
  const cart = await cartOf(world);
  const opened = await pay(engine, { cart, page: 'hosted' });
  await pass(engine, 2 * MINUTE);

  const again = await pay(engine, { cart, page: 'hosted' });

  expect(opened).toMatchObject({ status: 200, body: { session_id: 'page_1' } });
  expect(again).toMatchObject({ status: 503, body: { error: 'payment_unresolved' } });
  expect((await orderOf(engine, again)).status).toBe('pending');
});

it('tells nobody to pay by what an old answer says of a page', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  world.provider.fault('open_page', { type: 'hang' });
  await pay(world, { cart, page: 'hosted' });
  world.provider.visit('page_1');

  world.provider.fault('find_page', { type: 'lost_request' });
  const unsure = await pay(world, { cart, key: 'key-2' });
  const sure = await pay(world, { cart, key: 'key-2' });

  expect(unsure).toMatchObject({ status: 503, body: { error: 'payment_unresolved' } });
  expect(sure).toMatchObject({ status: 200, body: { status: 'paid' } });
});

it('keeps the reference of a page that cannot be shown, so that its payment is found', async () => {
  const hosted = hostedRail();
  const settle: typeof hosted.settle = async (...call) => ({
    ...(await hosted.settle(...call)),
    ...({ methods: [], url: 'ftp://provider.test' } as object),
  });
  const world = createWorld({ mounts: [mount({ ...hosted, settle })] });
  const cart = await cartOf(world);

  expect((await pay(world, { cart, page: 'hosted' })).status).toBe(503);
  expect((await recordOf(world, cart)).attempts).toMatchObject([
    { reference: 'page_1', openCase: 'rail_answer_invalid' },
  ]);
});
