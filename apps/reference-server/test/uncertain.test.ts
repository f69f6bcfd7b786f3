import { setTimeout as delay } from 'node:timers/promises';
import { type Store } from '@railyard/core';
import { reconcile } from '@railyard/core/operator';
import { memoryStore } from '@railyard/core/store';
import { describe, expect, test } from 'vitest';
import { paid } from './fake-rail.ts';
import { createLatch } from './latch.ts';
import { NUMBER } from './matchers.ts';
import { BASE_URL, openShop, payFor, type Shop } from './shop.ts';

const CART = '/api/agent/cart';

/** A shop whose provider never tells what became of a payment. */
async function silentShop(): Promise<Shop> {
  const shop = await openShop();
  shop.provider.answer = () => ({ state: 'unknown', reason: 'no_answer' });
  return shop;
}

describe('while a payment is uncertain', () => {
  test('the answer is 503 with the address to ask, and never a 402', async () => {
    const shop = await silentShop();
    const cart = await shop.readyCart();
    const first = await payFor(shop, cart, 'token');
    const order = `order_${cart.slice('cart_'.length)}_3`;
    const url = `${BASE_URL}/api/agent/orders/${order}`;
    expect(first.status).toBe(503);
    expect(first.body).toMatchObject({
      error: 'payment_unresolved',
      retryable: true,
      retry_after_seconds: NUMBER,
      status_url: url,
    });
    expect(first.headers.get('retry-after')).toBe(String(first.body.retry_after_seconds));
    expect(first.headers.get('link')).toBe(`<${url}>; rel="monitor"`);

    const others = [
      await payFor(shop, cart, 'token'),
      await payFor(shop, cart, 'other', 'other-key'),
      await shop.call('POST', `${CART}/${cart}/checkout`),
    ];
    expect(others.map(({ status, body }) => [status, body.error])).toEqual(
      others.map(() => [503, 'payment_unresolved']),
    );
    const status = await shop.call('GET', `/api/agent/orders/${order}`);
    expect(status.body).toMatchObject({ status: 'pending', reference: null, paid_at: null, amount: 4999 });
  });

  test('the cart is locked', async () => {
    const shop = await silentShop();
    const cart = await shop.readyCart();
    await payFor(shop, cart, 'token');
    const edit = await shop.call('POST', `${CART}/${cart}/items`, { body: { variant_id: 'var_mug' } });
    expect([edit.status, edit.body.error]).toEqual([409, 'cart_locked']);
  });

  test('the status call finds out, and the retry gets the order', async () => {
    const shop = await silentShop();
    const cart = await shop.readyCart();
    await payFor(shop, cart, 'token');
    shop.provider.status = (total) => paid(total, 'token');
    const order = await shop.call('GET', `/api/agent/orders/order_${cart.slice('cart_'.length)}_3`);
    expect(order.body).toMatchObject({ status: 'paid', reference: 'token' });
    const retry = await payFor(shop, cart, 'token');
    expect([retry.status, retry.body.order_id]).toEqual([200, order.body.order_id]);
  });

  test('the background work finds out without any client', async () => {
    const shop = await silentShop();
    const cart = await shop.readyCart();
    await payFor(shop, cart, 'token');
    shop.provider.status = (total) => paid(total, 'token');
    const path = `/api/agent/orders/order_${cart.slice('cart_'.length)}_3`;
    // A look is due a second or two after the last one.
    await expect
      .poll(() => reconcile(shop.server.checkout), { timeout: 10_000 })
      .toMatchObject({ attempts: 1 });
    shop.provider.status = () => ({ state: 'unknown', reason: 'not_found' });
    expect((await shop.call('GET', path)).body).toMatchObject({ status: 'paid' });
  }, 15_000);
});

test('a copy of a running request waits for its answer, and is told when that takes too long', async () => {
  const shop = await openShop({ timeouts: { copy: 50 } });
  const cart = await shop.readyCart();
  const latch = createLatch();
  shop.provider.answer = async ({ total }, token) => {
    await latch.opened;
    return paid(total, token);
  };
  const first = payFor(shop, cart, 'token');
  while (shop.provider.submitted.length === 0) await delay(1);
  const copy = await payFor(shop, cart, 'token');
  expect([copy.status, copy.body.error, copy.headers.get('retry-after')]).toEqual([
    409,
    'idempotency_in_flight',
    '1',
  ]);
  const stranger = await payFor(shop, cart, 'other', 'other-key');
  expect([stranger.status, stranger.body.error]).toEqual([503, 'payment_unresolved']);
  latch.open();
  expect((await first).status).toBe(200);
});

test('a store that is down is 503 upstream_unavailable, before anything is sent, and /readyz says so', async () => {
  const memory = memoryStore();
  let isDown = false;
  const store: Store = {
    ...memory,
    get: (space, key) => (isDown ? Promise.reject(new Error('down')) : memory.get(space, key)),
    update: (keys, change) => (isDown ? Promise.reject(new Error('down')) : memory.update(keys, change)),
  };
  const shop = await openShop({ store });
  const cart = await shop.readyCart();
  expect((await shop.call('GET', '/readyz')).body).toEqual({ status: 'ready' });

  isDown = true;
  const answer = await payFor(shop, cart, 'token');
  expect([answer.status, answer.body.error, answer.body.retryable]).toEqual([
    503,
    'upstream_unavailable',
    true,
  ]);
  expect(shop.provider.submitted).toEqual([]);
  const ready = await shop.call('GET', '/readyz');
  expect([ready.status, ready.body.status]).toEqual([503, 'not_ready']);
  expect((await shop.call('GET', '/healthz')).status).toBe(200);
});
