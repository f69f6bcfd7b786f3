import { mortal } from '@railyard/conformance';
import { expect, test } from 'vitest';
import { ADDRESS } from '../../src/demo/comos.ts';
import type { Server } from '../../src/server.ts';
import { BASE_URL } from '../shop.ts';
import { BASKET, begin, PRESS } from './agent.ts';
import { goneOf, openWorld, sessionIn, type World } from './world.ts';

const MINUTE = 60_000;
const TOTAL = 3_400 + 2_400;

type Members = Readonly<Record<string, unknown>>;

/** An agent without a memory of its own: it looks where things stand, and goes on from there. */
interface Agent {
  readonly call: (tool: string, given: object) => Promise<Members>;
}

/** One message for each call, so that nothing of a server that has died is waited for. */
async function agentAt(world: World, server: Pick<Server, 'fetch'>): Promise<Agent> {
  const who = { tenant_id: 'demo', auth_token: await world.token({ tenant: 'demo', sub: 'ada' }) };
  return {
    async call(name, given) {
      const params = {
        name,
        arguments: { ...who, ...given },
        _meta: { 'railyard/idempotency_key': '5a0f2d3e-0b1c-4f6e-9d43-6d8f6a3c9a11' },
      };
      const response = await server.fetch(
        new Request(`${BASE_URL}/comos/mcp`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
          body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }),
        }),
      );
      const { result } = (await response.json()) as {
        readonly result: { readonly structuredContent: Members };
      };
      return result.structuredContent;
    },
  };
}

/** Buys one basket as far as it comes, whatever was done before. The customer pays on every page that is theirs. */
async function buy({ stripe }: World, { call }: Agent): Promise<void> {
  const { checkouts } = (await call('checkout_list', { userId: 'ada' })) as { readonly checkouts: Members[] };
  const [known] = checkouts;
  if (known?.status === 'completed') return;
  if (!known) await fill(call);
  const cart = { userId: 'ada', cartId: 'ada@example.com', email: 'ada@example.com' };
  const started = known ?? (await call('checkout_start', { ...cart, shippingAddress: ADDRESS }));
  const saga = { sagaId: started.sagaId };
  if (known) await call('checkout_start', { ...cart, shippingAddress: ADDRESS });
  await call('checkout_select_shipping', { ...saga, carrierId: 'ups', serviceId: 'next_day' });
  const page = sessionIn((await call('checkout_create_payment_session', saga)).paymentUrl);
  if (stripe.sessions().some(({ id, status }) => id === page && status === 'open')) stripe.visit(page, 'pay');
  await call('checkout_status', saga);
}

async function fill(call: Agent['call']): Promise<void> {
  const { items } = (await call('cart_get', { cartId: 'ada@example.com' })) as { readonly items: Members[] };
  if (items.length === 0) await call('cart_add_item', { cartId: 'ada@example.com', productId: BASKET });
}

/** Has a server die right after its n-th call of the store or of Stripe while it works; whether it came so far. */
async function die(world: World, at: number, work: (server: Server) => Promise<unknown>): Promise<boolean> {
  const doom = mortal({ store: world.store, fetch: world.stripe.fetch }, at, 'after');
  const life = work(world.serve({ store: doom.store, fetch: doom.fetch })).then(
    () => false,
    () => false,
  );
  return Promise.race([life, doom.death.then(() => true)]);
}

/** What is not as it has to be, once others have gone on. */
async function faultsOf(world: World): Promise<readonly string[]> {
  for (let minute = 0; minute < 3; minute += 1) {
    world.advance(2 * MINUTE);
    await world.round();
  }
  await buy(world, await agentAt(world, world.serve()));
  for (let minute = 0; minute < 3; minute += 1) {
    world.advance(2 * MINUTE);
    await world.round();
  }
  const { call } = await agentAt(world, world.serve());
  const { checkouts } = (await call('checkout_list', { userId: 'ada' })) as { readonly checkouts: Members[] };
  const taken = world.stripe.intents().filter(({ status }) => status === 'succeeded');
  const letters = world.inbox.received().length;
  const { items } = (await call('cart_get', { cartId: 'ada@example.com' })) as { readonly items: Members[] };
  const found = {
    checkouts: checkouts.map(({ status, total }) => `${String(status)} ${String(total)}`),
    taken: taken.map(({ amount_received }) => amount_received),
    refunds: world.stripe.refunds().length,
    gone: await goneOf(world, BASKET),
    isTold: letters === 1 || letters === 2,
    left: items.length,
  };
  const right = {
    checkouts: [`completed ${TOTAL}`],
    taken: [TOTAL],
    refunds: 0,
    gone: { held: 0, sold: 1 },
    isTold: true,
    left: 0,
  };
  return JSON.stringify(found) === JSON.stringify(right) ? [] : [JSON.stringify(found)];
}

test('a checkout is paid once and completed wherever its server dies', async () => {
  const faults: string[] = [];
  let at = 1;
  for (let died = true; died; at += 1) {
    const world = await openWorld();
    died = await die(world, at, async (server) => buy(world, await agentAt(world, server)));
    for (const fault of await faultsOf(world)) faults.push(`${at}: ${fault}`);
  }
  expect(faults).toEqual([]);
  expect(at).toBeGreaterThan(60);
}, 60_000);

test('a checkout that was paid is completed wherever the background work dies', async () => {
  const faults: string[] = [];
  let at = 1;
  for (let died = true; died; at += 1) {
    const world = await openWorld();
    const { call } = await agentAt(world, world.serve());
    await fill(call);
    const cart = { userId: 'ada', cartId: 'ada@example.com', email: 'ada@example.com' };
    const { sagaId } = await call('checkout_start', { ...cart, shippingAddress: ADDRESS });
    await call('checkout_select_shipping', { sagaId, carrierId: 'ups', serviceId: 'next_day' });
    const { paymentUrl } = await call('checkout_create_payment_session', { sagaId });
    world.stripe.visit(sessionIn(paymentUrl), 'pay');
    world.advance(16 * MINUTE);
    died = await die(world, at, async ({ background }) => {
      background.start();
      await background.stop();
    });
    for (const fault of await faultsOf(world)) faults.push(`${at}: ${fault}`);
  }
  expect(faults).toEqual([]);
  expect(at).toBeGreaterThan(15);
}, 60_000);

test('money that came too late for the goods goes back once wherever the background work dies', async () => {
  const faults: string[] = [];
  let at = 1;
  for (let died = true; died; at += 1) {
    const world = await openWorld();
    const session = await overdue(world);
    world.stripe.visit(session, 'pay_late');
    await world.ring();
    world.advance(MINUTE);
    died = await die(world, at, roundOf);
    for (let minute = 0; minute < 4; minute += 1) {
      world.advance(2 * MINUTE);
      await world.round();
    }
    const { call } = await agentAt(world, world.serve());
    const { checkouts } = (await call('checkout_list', { userId: 'ada' })) as {
      readonly checkouts: Members[];
    };
    const given = world.stripe.refunds().map(({ amount, status }) => `${status} ${amount}`);
    const found = [...checkouts.map(({ status }) => status), ...given];
    if (found.join() !== 'compensated,succeeded 13600') faults.push(`${at}: ${found.join()}`);
    expect(await goneOf(world, PRESS)).toEqual({ held: 0, sold: 2 });
  }
  expect(faults).toEqual([]);
  expect(at).toBeGreaterThan(15);
}, 60_000);

/** A page that has ended unpaid, and whose goods were sold to somebody else since. */
async function overdue(world: World): Promise<string> {
  const ada = await agentAt(world, world.serve());
  await ada.call('cart_add_item', { cartId: 'a', productId: PRESS });
  const start = { userId: 'ada', shippingAddress: ADDRESS };
  const { sagaId } = await ada.call('checkout_start', { ...start, cartId: 'a' });
  const session = sessionIn((await ada.call('checkout_create_payment_session', { sagaId })).paymentUrl);
  world.stripe.visit(session, 'expire');
  await ada.call('checkout_status', { sagaId });
  world.advance(31 * MINUTE);
  await world.round();
  const bob = await world.shopper('bob');
  await begin(bob, 'b', { product: PRESS, quantity: 2, userId: 'bob', paymentMethodId: 'pm_card_visa' });
  return session;
}

async function roundOf({ background }: Server): Promise<void> {
  background.start();
  await background.stop();
}

test('a test card is charged once, also after one that was declined, wherever the server dies', async () => {
  const faults: string[] = [];
  let at = 1;
  for (let died = true; died; at += 1) {
    const world = await openWorld();
    const start = { userId: 'ada', cartId: 'a', shippingAddress: ADDRESS };
    const { call } = await agentAt(world, world.serve());
    await call('cart_add_item', { cartId: 'a', productId: BASKET });
    died = await die(world, at, async (server) => {
      const doomed = await agentAt(world, server);
      await doomed.call('checkout_start', { ...start, paymentMethodId: 'pm_card_chargeDeclined' });
      await doomed.call('checkout_start', { ...start, paymentMethodId: 'pm_card_visa' });
    });
    world.advance(3 * MINUTE);
    await world.round();
    const next = await agentAt(world, world.serve());
    const { items } = (await next.call('cart_get', { cartId: 'a' })) as { readonly items: Members[] };
    if (items.length > 0) await next.call('checkout_start', { ...start, paymentMethodId: 'pm_card_visa' });
    world.advance(3 * MINUTE);
    await world.round();
    const { checkouts } = (await next.call('checkout_list', { userId: 'ada' })) as {
      readonly checkouts: Members[];
    };
    const taken = world.stripe.intents().filter(({ status }) => status === 'succeeded');
    const found = `${checkouts.map(({ status }) => status).join()} ${taken.length}`;
    if (found !== 'completed 1') faults.push(`${at}: ${found}`);
  }
  expect(faults).toEqual([]);
  expect(at).toBeGreaterThan(60);
}, 60_000);
