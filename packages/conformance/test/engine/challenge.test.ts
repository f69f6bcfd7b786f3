import type { PaymentRail, Store } from '@railyard/core';
import { expect, it } from 'vitest';
import { hostedRail, keyedRail, nonceRail } from '../../src/index.ts';
import { cartOf, edit, pay, recordOf, token } from './calls.ts';
import { createWorld, mount } from './world.ts';

function counting(store: Store, writes: string[]): Store {
  return {
    ...store,
    update: (keys, change) => {
      writes.push(...keys.map(({ space }) => space));
      return store.update(keys, change);
    },
  };
}

it('S1.37 offers every active agent rail in one 402, and writes nothing', async () => {
  const writes: string[] = [];
  const world = createWorld();
  const cart = await cartOf(world);
  const spied = world.engine({ store: counting(world.store, writes) });

  const answer = await pay(spied, { cart });

  expect(answer.status).toBe(402);
  expect(answer.headers).toMatchObject({
    'x-keyed-required': '4999 usd',
    'x-nonce-required': '4999 usd',
    'cache-control': 'no-store',
  });
  expect(answer.body).toMatchObject({
    error: 'payment_required',
    payment_required: true,
    amount: 4_999,
    currency: 'usd',
    keyed: { amount: 4_999 },
    nonce: { amount: 4_999 },
    offers: [{ payment_rail: 'keyed' }, { payment_rail: 'nonce' }],
  });
  expect(writes).toEqual([]);
  expect(world.provider.calls).toHaveLength(0);
});

it('S1.34 never completes a key with a challenge', async () => {
  const world = createWorld();
  const cart = await cartOf(world);

  const challenges = [await pay(world, { cart }), await pay(world, { cart })];
  const answer = await pay(world, { cart, headers: token() });

  expect(challenges[1]).toEqual(challenges[0]);
  expect(answer.status).toBe(200);
  expect(answer.headers['idempotent-replayed']).toBeUndefined();
});

it('asks for what the cart costs now', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  await pay(world, { cart });
  await edit(world, cart, { type: 'tip', tip: 501 });

  const challenge = await pay(world, { cart });
  const answer = await pay(world, { cart, headers: token() });

  expect(challenge.body).toMatchObject({ amount: 5_500, subtotal_cents: 4_999, tip_cents: 501 });
  expect(answer.body).toMatchObject({ amount: 5_500, tip_cents: 501 });
  expect(world.provider.charges).toMatchObject([{ amount: 5_500 }]);
});

it('offers no rail below its smallest or above its largest amount', async () => {
  const keyed = keyedRail();
  const dear = { ...keyed, manifest: { ...keyed.manifest, currencies: { usd: { min: 5_000 } } } };
  const world = createWorld({ mounts: [mount(dear), mount(nonceRail())] });
  const cart = await cartOf(world);

  const answer = await pay(world, { cart });
  const tried = await pay(world, { cart, headers: token() });

  expect(answer.body.offers).toMatchObject([{ payment_rail: 'nonce' }]);
  expect(tried).toMatchObject({ status: 402, body: { details: { reason: 'amount_too_low' } } });
  expect((await recordOf(world, cart)).attempts).toHaveLength(0);
});

it('says why when no agent can pay', async () => {
  const refusing = { ...keyedRail(), accepts: () => ({ refused: 'closed', message: 'The desk is closed.' }) };
  const world = createWorld({ mounts: [mount(refusing), mount(hostedRail())] });

  const answer = await pay(world, { cart: await cartOf(world) });

  expect(answer).toMatchObject({
    status: 400,
    body: { error: 'purchase_not_accepted', details: { refused: { keyed: 'The desk is closed.' } } },
  });
});

it('leaves a rail that throws or is silent out of the offers, and reports what it threw', async () => {
  const reports: unknown[] = [];
  const throwing: PaymentRail = {
    ...keyedRail(),
    challenge: () => Promise.reject(new TypeError('No terms.')),
  };
  const silent: PaymentRail = {
    ...hostedRail(),
    manifest: nonceRail().manifest,
    challenge: () => new Promise(() => {}),
  };
  const silentMount = mount({
    ...silent,
    id: 'silent',
    manifest: { ...silent.manifest, writes: { headers: [], body: [], meta: [] } },
  });
  const world = createWorld({
    mounts: [mount(throwing), mount(nonceRail()), silentMount],
    report: (error) => reports.push(error),
  });

  const answer = await pay(world, { cart: await cartOf(world) });

  expect(answer).toMatchObject({ status: 402, body: { offers: [{ payment_rail: 'nonce' }] } });
  expect(reports).toMatchObject([{ message: 'No terms.' }]);
});

it('sends nothing that a rail has not said it writes', async () => {
  const chatty: PaymentRail = {
    ...keyedRail(),
    async challenge() {
      return {
        headers: { 'set-cookie': 'a=1', 'X-Keyed-Required': 'yes' },
        body: { status: 'paid', keyed: 1 },
        meta: {},
        offer: { payment_rail: 'other' },
      };
    },
  };
  const world = createWorld({ mounts: [mount(chatty)] });

  const answer = await pay(world, { cart: await cartOf(world) });

  expect(answer.headers).not.toHaveProperty('set-cookie');
  expect(answer.headers).toMatchObject({ 'X-Keyed-Required': 'yes' });
  expect(answer).toMatchObject({
    status: 402,
    body: { status: 402, keyed: 1, offers: [{ payment_rail: 'keyed' }] },
  });
});
