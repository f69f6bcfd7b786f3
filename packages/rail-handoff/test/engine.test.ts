import { type Checkout, createCheckout, orderIdOf, type PaymentRail } from '@railyard/core';
import { createCart, editCart, readCart } from '@railyard/core/cart';
import { type Answer, answerTo, problemAnswer } from '@railyard/core/http';
import { reconcile } from '@railyard/core/operator';
import { readOrder } from '@railyard/core/order';
import { webRuntime } from '@railyard/core/runtime';
import { memoryStore } from '@railyard/core/store';
import { expect, it } from 'vitest';
import { NOW, railWith, SELLER } from './shop.ts';

const ALICE = { tenant: 'acme', principal: 'alice' };

interface Platform {
  readonly checkout: Checkout;
  readonly cart: string;
  readonly events: readonly string[];
  readonly pass: (ms: number) => void;
  /** Asks for the hand-off under this key. */
  readonly pay: (key: string) => Promise<Answer>;
}

/** The real engine over this rail, and a cart of two benches. */
async function platformWith(rail: PaymentRail): Promise<Platform> {
  let now = NOW;
  const events: string[] = [];
  const mounts = [{ rail, account: SELLER.handle, active: true }];
  const checkout = createCheckout({
    store: memoryStore({ now: () => now }),
    runtime: { ...webRuntime([{ id: 'k1', bytes: new Uint8Array(32) }]), now: () => now },
    mode: 'test',
    rails: () => mounts,
    limits: () => ({ maxItemQuantity: 10, maxCartTotal: { usd: 100_000 } }),
    deliver: async ({ type }) => void events.push(type),
    fetch: () => Promise.reject(new Error('A hand-off asks nobody.')),
  });
  const call = { ...ALICE, operation: 'cart', key: null, body: '' };
  const { cart } = await createCart(checkout, call, { seller: SELLER.handle, currency: 'usd' });
  const line = { item: 'item_1', variant: 'var_bench', title: 'Bench', quantity: 2, unitAmount: 12_000 };
  await editCart(checkout, call, cart.id, { type: 'add', line });
  const resource = 'https://pay.example/checkout';
  const request = { method: 'POST', url: resource, headers: {}, meta: {}, body: new Uint8Array() };

  return {
    checkout,
    cart: cart.id,
    events,
    pass(ms) {
      now += ms;
    },
    pay: async (key) =>
      checkout
        .pay({ ...call, operation: 'pay', key, cart: cart.id, request, resource, page: rail.id })
        .then(answerTo, problemAnswer),
  };
}

it('S0.14 refers the buyer with 200, and names no page, no session and no order', async () => {
  const { status, body } = await (await platformWith(railWith())).pay('key-1');
  expect(status).toBe(200);
  expect(body).toMatchObject({
    payment_rail: 'directory-handoff',
    status: 'referred',
    amount: 24_000,
    handoff: { items: [{ variant_id: 'var_bench', quantity: 2 }] },
  });
  expect(JSON.stringify(body)).not.toMatch(/payment_url|session_id|order_id/);
});

it('gives the same hand-off under every key, and says so under the one that brought it', async () => {
  const { pay, pass } = await platformWith(railWith());
  const first = await pay('key-1');
  pass(86_400_000);
  const again = await pay('key-1');
  const other = await pay('key-2');
  expect(again.body).toEqual(first.body);
  expect(again.headers['idempotent-replayed']).toBe('true');
  expect(other).toMatchObject({ status: 200, body: first.body });
  expect(other.headers['idempotent-replayed']).toBeUndefined();
});

it('S0.19 makes no order and tells of no payment, however long one waits', async () => {
  const { checkout, cart, events, pay, pass } = await platformWith(railWith());
  await pay('key-1');
  const { version } = await readCart(checkout, ALICE, cart);
  for (const wait of [0, 3_600_000, 40 * 86_400_000]) {
    pass(wait);
    expect(await reconcile(checkout)).toMatchObject({ attempts: 0, refunds: 0, failed: 0 });
    const seen = await readOrder(checkout, ALICE, orderIdOf(cart, version));
    expect(seen).toMatchObject({ status: 'referred', order: null, page: null });
  }
  expect(events).toEqual([]);
});

it('finds the hand-off whose answer was lost, without asking anybody', async () => {
  const rail = railWith();
  let isLost = true;
  const platform = await platformWith({
    ...rail,
    async settle(...given) {
      const answer = await rail.settle(...given);
      if (!isLost) return answer;
      isLost = false;
      throw new Error('The process stopped here.');
    },
  });
  expect(await platform.pay('key-1')).toMatchObject({ status: 503 });
  platform.pass(600_000);
  await reconcile(platform.checkout);
  expect(await platform.pay('key-1')).toMatchObject({ status: 200, body: { status: 'referred' } });
});
