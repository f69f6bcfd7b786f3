import type { Store } from '@railyard/core';
import type { Settlement } from '@railyard/core/rail';
import { expect, it } from 'vitest';
import { hostedRail, keyedRail } from '../../src/index.ts';
import { begin, cartOf, edit, pass, pay, recordOf, token } from './calls.ts';
import { createWorld, Gate, MINUTE, mount, type World } from './world.ts';

async function withPage(world: World): Promise<{ readonly cart: string; readonly page: string }> {
  const cart = await cartOf(world);
  const { body } = await pay(world, { cart, page: 'hosted' });
  return { cart, page: (body as { session_id: string }).session_id };
}

it('closes the page before a credential is used, and records both in one write', async () => {
  const world = createWorld();
  const { cart, page } = await withPage(world);
  const states: string[] = [];
  const watched = world.engine({
    store: {
      ...world.store,
      async update(keys, change) {
        const result = await world.store.update(keys, change);
        states.push((await recordOf(world, cart)).attempts.map(({ state }) => state).join(' '));
        return result;
      },
    },
  });

  const answer = await pay(watched, { cart, key: 'key-2', headers: token() });

  expect(answer).toMatchObject({ status: 200, body: { payment_rail: 'keyed' } });
  expect(world.provider.calls.map(({ operation }) => operation)).toEqual([
    'open_page',
    'find_page',
    'close_page',
    'charge',
  ]);
  expect(states).toContain('cancelled submitted');
  expect(states).not.toContain('cancelled');
  expect(world.provider.visit(page)).toBe(false);
});

it('answers with the page’s payment when it was paid before the credential came', async () => {
  const world = createWorld();
  const { cart, page } = await withPage(world);
  world.provider.visit(page);

  const answer = await pay(world, { cart, key: 'key-2', headers: token() });

  expect(answer).toMatchObject({ status: 200, body: { payment_rail: 'hosted' } });
  expect(world.provider.count('charge')).toBe(0);
});

it('answers with the page’s payment when it is paid between the look and the fence', async () => {
  const hosted = hostedRail();
  const world: World = createWorld({
    mounts: [
      mount(keyedRail()),
      mount({
        ...hosted,
        cancel: (...call) => {
          world.provider.visit('page_1');
          return hosted.cancel(...call);
        },
      }),
    ],
  });
  const { cart } = await withPage(world);

  const answer = await pay(world, { cart, key: 'key-2', headers: token() });

  expect(answer).toMatchObject({ status: 200, body: { payment_rail: 'hosted', reference: 'ch_1' } });
  expect(world.provider.count('charge')).toBe(0);
});

it('locks the cart when the page cannot be closed, and leaves the credential untouched', async () => {
  const world = createWorld();
  const { cart, page } = await withPage(world);
  world.provider.fault('close_page', { type: 'lost_request' });

  const answer = await pay(world, { cart, key: 'key-2', headers: token() });
  world.provider.visit(page);
  const elsewhere = await pay(world, { cart: await cartOf(world), key: 'key-3', headers: token() });

  expect(answer).toMatchObject({ status: 409, body: { error: 'cart_locked', retryable: true } });
  expect((await recordOf(world, cart)).attempts).toHaveLength(1);
  expect(elsewhere).toMatchObject({ status: 200, body: { payment_rail: 'keyed' } });
});

it.each<Settlement>([
  { state: 'unknown', reason: 'not_found' },
  { state: 'pending' },
  {
    state: 'action_required',
    reference: 'page_1',
    url: 'https://x.test',
    methods: [],
    expiresAt: 2_000_000_000_000,
  },
  { state: 'declined', reason: 'no', evidence: 'not_sent' },
])('uses no credential when closing the page ends in $state', async (answer) => {
  const world = createWorld({
    mounts: [mount(keyedRail()), mount({ ...hostedRail(), cancel: async () => answer })],
  });
  const { cart } = await withPage(world);

  const refused = await pay(world, { cart, key: 'key-2', headers: token() });

  expect(refused).toMatchObject({ status: 409, body: { error: 'cart_locked' } });
  expect(world.provider.count('charge')).toBe(0);
});

it.each<Settlement>([
  { state: 'cancelled' },
  { state: 'expired' },
  { state: 'declined', reason: 'no', evidence: 'provider_state' },
  { state: 'referred', handoff: {} },
])('uses the credential when closing the page ends in $state', async (answer) => {
  const world = createWorld({
    mounts: [mount(keyedRail()), mount({ ...hostedRail(), cancel: async () => answer })],
  });
  const { cart } = await withPage(world);

  const paid = await pay(world, { cart, key: 'key-2', headers: token() });

  expect(paid).toMatchObject({ status: 200, body: { payment_rail: 'keyed' } });
  expect((await recordOf(world, cart)).attempts).toMatchObject([{ state: answer.state }, { state: 'paid' }]);
});

it('does not close a page for a credential that the rail refuses', async () => {
  const world = createWorld();
  const { cart, page } = await withPage(world);

  const answer = await pay(world, {
    cart,
    key: 'key-2',
    headers: { 'x-nonce': '0xab.n1.1.usd.9999999999999' },
  });

  expect(answer).toMatchObject({
    status: 402,
    body: { error: 'credential_invalid', open_page: { session_id: page } },
  });
  expect(world.provider.visit(page)).toBe(true);
});

it('sends no challenge for a refused credential while the page may have been paid', async () => {
  const world = createWorld();
  const { cart, page } = await withPage(world);
  world.provider.visit(page);
  world.provider.fault('find_page', { type: 'lost_reply' });

  const answer = await pay(world, {
    cart,
    key: 'key-2',
    headers: { 'x-nonce': '0xab.n1.1.usd.9999999999999' },
  });

  expect(answer).toMatchObject({ status: 503, body: { error: 'payment_unresolved' } });
});

it('lets one of two credentials have the cart when both close the same page', async () => {
  const world = createWorld();
  const { cart } = await withPage(world);

  const answers = await world.runtime.run(
    Promise.all(['tok_a', 'tok_b'].map((name) => begin(world, { cart, key: name, headers: token(name) }))),
  );

  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)[0]).toBe(200);
  expect(world.provider.charges).toHaveLength(1);
});

it('hands out no page whose closing met silence, until the provider has said how it stands', async () => {
  const world = createWorld();
  const { cart } = await withPage(world);
  world.provider.fault('close_page', { type: 'lost_reply' });

  const locked = await pay(world, { cart, key: 'key-2', headers: token() });
  const page = await pay(world, { cart, key: 'key-3', page: 'hosted' });

  expect(locked).toMatchObject({ status: 409, body: { error: 'cart_locked' } });
  expect(page).toMatchObject({ status: 200, body: { session_id: 'page_2' } });
  expect((await recordOf(world, cart)).attempts).toMatchObject([
    { state: 'cancelled' },
    { state: 'action_required' },
  ]);
});

it('sends nobody to a page that was closed for a payment which was then refused', async () => {
  let checks = 0;
  const late = { refused: 'expired', message: 'Too late.' };
  const rail = { ...keyedRail(), check: async () => (++checks > 1 ? late : null) };
  const world = createWorld({ mounts: [mount(rail), mount(hostedRail())] });
  const cart = await cartOf(world);
  await pay(world, { cart, page: 'hosted' });

  const refused = await pay(world, { cart, key: 'key-2', headers: token() });
  const page = await pay(world, { cart, key: 'key-3', page: 'hosted' });

  expect(refused.status).toBe(402);
  expect(world.provider.visit('page_1')).toBe(false);
  expect(page).toMatchObject({ status: 200, body: { session_id: 'page_2' } });
});

it('sends nobody to a page that an edit has closed, although the edit was not stored', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  await pay(world, { cart, page: 'hosted' });
  let updates = 0;
  const failing: Store = {
    ...world.store,
    update: (keys, change) =>
      ++updates === 2 ? Promise.reject(new Error('The store is away.')) : world.store.update(keys, change),
  };

  await expect(edit(world.engine({ store: failing }), cart, { type: 'tip', tip: 100 })).rejects.toThrow(
    'The store did not answer.',
  );
  const page = await pay(world, { cart, key: 'key-3', page: 'hosted' });

  expect(page).toMatchObject({ status: 200, body: { session_id: 'page_2' } });
});

it('lets whoever asks for a page wait while it is being closed', async () => {
  const gate = new Gate();
  const hosted = hostedRail();
  const cancel: typeof hosted.cancel = async (...call) => {
    const closed = await hosted.cancel(...call);
    await gate.opened;
    return closed;
  };
  const world = createWorld({ mounts: [mount(keyedRail()), mount({ ...hosted, cancel })] });
  const cart = await cartOf(world);
  await pay(world, { cart, page: 'hosted' });

  const paying = begin(world, { cart, key: 'key-2', headers: token() });
  await world.runtime.advance(100);
  const asking = begin(world, { cart, key: 'key-3', page: 'hosted' });
  await world.runtime.advance(100);
  gate.open();

  expect((await world.runtime.run(paying)).status).toBe(200);
  expect(await world.runtime.run(asking)).toMatchObject({
    status: 409,
    body: { error: 'cart_already_completed' },
  });
});

it('keeps the case of a page whose rail is gone when somebody wants to pay beside it or edit the cart', async () => {
  const mounts = [mount(keyedRail()), mount(hostedRail())];
  const world = createWorld({ rails: () => [...mounts] });
  const { cart } = await withPage(world);
  mounts.pop();
  await pass(world, 5 * MINUTE);

  expect(await pay(world, { cart, key: 'key-2', headers: token() })).toMatchObject({ status: 409 });
  await expect(edit(world, cart, { type: 'tip', tip: 100 })).rejects.toMatchObject({ code: 'cart_locked' });
  expect((await recordOf(world, cart)).attempts).toMatchObject([{ openCase: 'rail_not_mounted' }]);
  expect(world.events.map(({ type }) => type)).toEqual(['case.opened']);
});
