import { reconcile } from '@railyard/core/operator';
import { describe, expect, test } from 'vitest';
import { storedShipments } from '../../src/shipments.ts';
import { openHostedShop } from '../hosted/shop.ts';
import { like, TEXT } from '../matchers.ts';
import { openShop } from '../shop.ts';
import { buy, LINK, openTimedShop, ordersOf, UNKNOWN, verified } from './shop.ts';

describe('the orders of a buyer', () => {
  test('are those that were paid after a checkout with their token, the newest first', async () => {
    const shop = await openTimedShop();
    const ann = await verified(shop);
    const bob = await verified(shop, 'bob@example.com');
    const carts: string[] = [];
    for (const [token, payment] of [
      [ann, 'one'],
      [bob, 'two'],
      [undefined, 'three'],
      [ann, 'four'],
    ] as const) {
      carts.push(await buy(shop, token, payment));
      shop.advance(60_000);
    }
    await reconcile(shop.server.checkout);

    const { body } = await ordersOf(shop, ann);
    expect(body).toMatchObject({ count: 2, orders: [{ cart_id: carts[3] }, { cart_id: carts[0] }] });
    expect((body.orders as object[])[0]).toEqual({
      order_id: like(/^order_/),
      cart_id: carts[3],
      seller_handle: 'acme',
      status: 'paid',
      amount_cents: 4999,
      amount_decimal: '49.99',
      currency: 'usd',
      placed_at: TEXT,
      items: [{ title: 'Stove', quantity: 1 }],
    });
    expect((await ordersOf(shop, bob)).body).toMatchObject({ count: 1, orders: [{ cart_id: carts[1] }] });
  });

  test('are as many as wanted, and none that is older than wanted', async () => {
    const shop = await openTimedShop();
    const token = await verified(shop);
    for (let one = 0; one < 4; one += 1) {
      await buy(shop, token, `payment-${one}`);
      shop.advance(60_000);
    }
    await reconcile(shop.server.checkout);
    const placed = async (query = '') =>
      ((await ordersOf(shop, token, query)).body.orders as { placed_at: string }[]).map(
        (one) => one.placed_at,
      );
    const all = await placed();
    expect(all).toEqual(all.toSorted().toReversed());
    expect(await placed('?limit=3')).toEqual(all.slice(0, 3));
    expect(await placed(`?since=${all[1]}`)).toEqual(all.slice(0, 2));
    expect(await placed(`?since=${all[1]}&limit=1`)).toEqual(all.slice(0, 1));
    expect(await placed('?since=2999-01-01')).toEqual([]);
  });

  test.each([
    '?limit=0',
    '?limit=51',
    '?limit=1.5',
    '?limit=0x5',
    '?limit=1e1',
    '?limit=%205',
    '?limit=',
    '?limit=many',
    '?since=yesterday',
    '?buyer_token=1&other=1',
  ])('are asked for in a way that makes sense, unlike %s', async (query) => {
    const shop = await openShop();
    const { status, body } = await ordersOf(shop, UNKNOWN, query);
    expect([status, body.error]).toEqual([422, 'validation']);
  });

  test('are for their token alone, which comes in a header', async () => {
    const shop = await openShop();
    expect((await ordersOf(shop, UNKNOWN)).body).toMatchObject({ error: 'invalid_buyer_token', status: 401 });
    const token = await verified(shop);
    const bare = await shop.call('GET', `/api/agent/buyer/orders?buyer_token=${token}`);
    expect([bare.status, bare.text.includes(token)]).toEqual([422, false]);
  });

  test('say where a parcel is once the seller has said so', async () => {
    const shop = await openShop();
    const token = await verified(shop);
    await buy(shop, token, 'one');
    await reconcile(shop.server.checkout);
    const first = async () => ((await ordersOf(shop, token)).body.orders as Record<string, unknown>[])[0];
    const order = String((await first())?.order_id);
    const parcel = { carrier: 'Prairie Post', trackingNumber: 'PP-1' } as const;
    await storedShipments(shop.store).save('demo', order, { status: 'shipped', ...parcel });
    expect(await first()).toMatchObject({
      status: 'shipped',
      tracking_number: 'PP-1',
      carrier: 'Prairie Post',
    });
    await storedShipments(shop.store).save('demo', order, { status: 'delivered', ...parcel });
    expect(await first()).toMatchObject({ status: 'delivered' });
  });

  test('belong to whoever came last before it was paid, and not to who comes after', async () => {
    const shop = await openTimedShop();
    const ann = await verified(shop);
    const bob = await verified(shop, 'bob@example.com');
    const cart = await shop.readyCart();
    await shop.call('POST', LINK, { body: { cart_id: cart, buyer_token: bob } });
    shop.advance(1);
    const path = `/api/agent/cart/${cart}/checkout`;
    await shop.call('POST', path, { body: { buyer_token: ann }, headers: { 'x-fake': 'one' } });
    shop.advance(1);
    const late = await shop.call('POST', path, { body: { buyer_token: bob } });
    expect(late.body.error).toBe('cart_already_completed');
    await reconcile(shop.server.checkout);
    expect((await ordersOf(shop, ann)).body.count).toBe(1);
    expect((await ordersOf(shop, bob)).body.count).toBe(0);
  });

  test('are theirs when the server dies before it has told of the payment, once however often it tells', async () => {
    const shop = await openHostedShop();
    const token = await verified(shop);
    const cart_id = await shop.readyCart();
    const asked = { cart_id, payment_rail: 'stripe-checkout', buyer_token: token };
    const { body } = await shop.call('POST', LINK, { body: asked });
    shop.stripe.visit(String(body.session_id), 'pay');
    await shop.ring();
    expect((await ordersOf(shop, token)).body.count).toBe(0);

    const paid = shop.store.held();
    await shop.reconcile();
    const told = (await ordersOf(shop, token)).body;
    expect(told).toMatchObject({ count: 1, orders: [{ cart_id }] });
    // As if it had died after the buyer's list was written, before the event counted as told.
    const listed = shop.store.held().filter(({ space }) => space === 'buyer_order');
    expect(listed).toHaveLength(1);
    await shop.store.restore([...paid.filter(({ space }) => space !== 'buyer_order'), ...listed]);
    await shop.reconcile();
    expect((await ordersOf(shop, token)).body).toEqual(told);
    // And before.
    await shop.store.restore(paid);
    await shop.reconcile();
    expect((await ordersOf(shop, token)).body).toEqual(told);
  });
});
