import type { Mount, Store } from '@railyard/core';
import { reconcile } from '@railyard/core/operator';
import type { PaymentRail } from '@railyard/core/rail';
import { expect, it, vi } from 'vitest';
import { hostedRail, keyedRail, nonceRail } from '../../src/index.ts';
import { cartOf, nonce, pass, pay, recordOf, type Stored, signed, token } from './calls.ts';
import { createWorld, HOUR, MINUTE, mount } from './world.ts';

it('makes a person look at a payment that stays pending for days', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  await pay(world, { cart, headers: token('tok_pending') });

  await pass(world, 30 * HOUR);

  expect((await recordOf(world, cart)).attempts).toMatchObject([
    { state: 'pending', openCase: 'unresolved_past_deadline' },
  ]);
  expect(world.events).toMatchObject([{ type: 'case.opened' }]);
});

it('leaves a bank its time, also when it cannot be asked now and then, and makes a person look after that', async () => {
  let looks = 0;
  const slow: PaymentRail = {
    ...keyedRail(),
    settle: async (_, __, context) => ({ state: 'pending', decidesBy: context.now() + 240 * HOUR }),
    async status() {
      looks += 1;
      if (looks % 2 === 0) throw new Error('No network.');
      return { state: 'pending' };
    },
  };
  const world = createWorld({ mounts: [mount(slow)] });
  const cart = await cartOf(world);
  await pay(world, { cart, headers: token() });

  await pass(world, 240 * HOUR);
  expect((await recordOf(world, cart)).attempts).toMatchObject([{ state: 'pending', openCase: null }]);
  await pass(world, 2 * HOUR);
  expect((await recordOf(world, cart)).attempts).toMatchObject([{ openCase: 'unresolved_past_deadline' }]);
  expect(world.events).toMatchObject([{ type: 'case.opened' }]);
});

it('makes a person look at a page that the provider never closes', async () => {
  const open = {
    state: 'action_required',
    reference: 'p',
    url: 'https://pay.test/p',
    methods: [],
    expiresAt: 5,
  } as const;
  const stuck: PaymentRail = {
    ...hostedRail(),
    settle: async () => open,
    status: async () => open,
    cancel: () => Promise.reject(new Error('No.')),
  };
  const world = createWorld({ mounts: [mount(stuck), mount(keyedRail())] });
  const cart = await cartOf(world);
  await pay(world, { cart, page: 'hosted' });

  await pass(world, 30 * HOUR);

  expect((await recordOf(world, cart)).attempts).toMatchObject([{ openCase: 'unresolved_past_deadline' }]);
  expect(await pay(world, { cart, headers: token() })).toMatchObject({
    status: 409,
    body: { error: 'cart_locked' },
  });
});

it('makes a person look, and reports, when the rails of a seller cannot be read for a day', async () => {
  const reports: unknown[] = [];
  const world = createWorld();
  const cart = await cartOf(world);
  world.provider.fault('charge', { type: 'lost_reply' });
  await pay(world, { cart, headers: token() });
  const broken = world.engine({
    rails: () => {
      throw new Error('The sellers are gone.');
    },
    report: (error) => reports.push(error),
  });

  await pass(broken, 30 * HOUR);

  expect((await recordOf(world, cart)).attempts).toMatchObject([{ openCase: 'unresolved_past_deadline' }]);
  expect(reports).toContainEqual(new Error('The sellers are gone.'));
});

it('tells of a wrong amount also where another case was open before', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  let mounts = [mount(keyedRail())];
  const engine = world.engine({ rails: () => [...mounts] });
  world.provider.fault('charge', { type: 'lost_request' });
  await pay(engine, { cart, headers: token('tok_short') });
  mounts = [];
  await pass(engine, 2 * MINUTE);
  mounts = [mount(keyedRail())];
  await pass(engine, 20 * MINUTE);

  expect((await recordOf(world, cart)).attempts).toMatchObject([{ openCase: 'amount_mismatch' }]);
  expect(world.events.map(({ type, subject }) => [type, subject['case']])).toEqual([
    ['case.opened', 'rail_not_mounted'],
    ['case.closed', 'rail_not_mounted'],
    ['case.opened', 'amount_mismatch'],
  ]);
});

it('makes a case of a paid answer whose receipt is not whole, and keeps a broken challenge from the others', async () => {
  const keyed = keyedRail();
  const torn = {
    ...keyed,
    challenge: async () => ({ headers: {}, body: {}, offer: {} }),
    settle: async () => ({
      state: 'paid',
      reference: 'r',
      total: { amount: 4_999, currency: 'usd' },
      receipt: { headers: {} },
    }),
  } as unknown as PaymentRail;
  const world = createWorld({ mounts: [mount(torn), mount(nonceRail())] });
  const cart = await cartOf(world);

  expect(await pay(world, { cart })).toMatchObject({
    status: 402,
    body: { offers: [{ payment_rail: 'nonce' }] },
  });
  expect(await pay(world, { cart, headers: token() })).toMatchObject({ status: 503 });
  expect((await recordOf(world, cart)).attempts).toMatchObject([{ openCase: 'rail_answer_invalid' }]);
});

it('says 402 to nobody while a declined authorization that has landed was not looked up', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  const first = signed(world, { nonce: 'refused1' });
  await pay(world, { cart, headers: nonce(first) });
  world.provider.land(first);

  expect(await pay(world, { cart })).toMatchObject({ status: 200, body: { status: 'paid' } });
  expect(await pay(world, { cart, headers: nonce(first) })).toMatchObject({ status: 200 });
  expect(world.provider.charges).toHaveLength(1);
});

it('closes the case of a rail that was gone once the rail is back, although its page stays open', async () => {
  const mounts = [mount(hostedRail())];
  const world = createWorld({ rails: () => mounts.map((one) => ({ ...one })) });
  const cart = await cartOf(world);
  await pay(world, { cart, page: 'hosted' });

  const [hosted] = mounts.splice(0);
  await pass(world, 5 * MINUTE);
  expect((await recordOf(world, cart)).attempts).toMatchObject([{ openCase: 'rail_not_mounted' }]);
  if (hosted) mounts.push(hosted);
  await pass(world, 30 * MINUTE);

  expect((await recordOf(world, cart)).attempts).toMatchObject([
    { state: 'action_required', openCase: null },
  ]);
  expect(world.events.map(({ type }) => type)).toEqual(['case.opened', 'case.closed']);
});

it('names the case of a rail that is back and does not know by what is unresolved, not by the rail that was gone', async () => {
  const silent = { ...keyedRail(), status: async () => ({ state: 'unknown', reason: 'not_found' }) as const };
  const mounts: Mount[] = [];
  const world = createWorld({ rails: () => [...mounts] });
  const cart = await cartOf(world);
  mounts.push(mount(silent));
  world.provider.fault('charge', { type: 'lost_reply' });
  world.provider.fault('charge', { type: 'lost_reply' });
  await pay(world, { cart, headers: token() });

  mounts.length = 0;
  await pass(world, 30 * HOUR);
  const gone = (await recordOf(world, cart)).attempts[0]?.openCase;
  mounts.push(mount(silent));
  await pass(world, 30 * HOUR);

  expect(gone).toBe('rail_not_mounted');
  expect((await recordOf(world, cart)).attempts).toMatchObject([{ openCase: 'unresolved_past_deadline' }]);
});

it('keeps the case of a rail that is gone when the platform cannot say which rails there are', async () => {
  const { world, rails, cart } = await doubtful();

  rails.mockReturnValue([]);
  await pass(world, 5 * MINUTE);
  rails.mockImplementation(() => {
    throw new Error('The sellers are gone.');
  });
  await pass(world, 30 * HOUR);

  expect((await recordOf(world, cart)).attempts).toMatchObject([{ openCase: 'rail_not_mounted' }]);
});

it('leaves the case closed that a payment has closed, although the store lost its reply to that write', async () => {
  const { world, rails, cart } = await doubtful();
  rails.mockReturnValue([]);
  await pass(world, 3 * MINUTE);
  rails.mockReturnValue([mount(keyedRail())]);
  await world.runtime.advance(20 * MINUTE);

  const forgetful = world.engine({ store: losingReply(world.store, (record) => record.order !== null) });
  await world.runtime.run(reconcile(forgetful.checkout));
  await pass(world, MINUTE);

  expect((await recordOf(world, cart)).attempts).toMatchObject([{ state: 'paid', openCase: null }]);
  expect(world.events.map(({ type }) => type)).toEqual(['case.opened', 'case.closed', 'order.paid']);
});

/** A payment whose reply was lost, on a rail that can be taken away. */
async function doubtful() {
  const rails = vi.fn<() => readonly Mount[]>(() => [mount(keyedRail())]);
  const world = createWorld({ rails });
  const cart = await cartOf(world);
  world.provider.fault('charge', { type: 'lost_reply' });
  await pay(world, { cart, headers: token() });
  return { world, rails, cart };
}

/** A store whose reply to the first write of such a record is lost. */
function losingReply(store: Store, isSuch: (record: Stored) => boolean): Store {
  let lost = false;
  return {
    ...store,
    async update(keys, change) {
      let written: Stored | null = null;
      const result = await store.update(keys, (rows, now) => {
        const changed = change(rows, now);
        written = (changed.rows[0]?.value ?? null) as Stored | null;
        return changed;
      });
      if (lost || !written || !isSuch(written)) return result;
      lost = true;
      throw new Error('The connection broke.');
    },
  };
}
