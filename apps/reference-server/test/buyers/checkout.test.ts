import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { storedBuyers } from '../../src/buyers.ts';
import { ADDRESS } from '../../src/demo/shop.ts';
import { nodeRuntime } from '../../src/runtime.ts';
import { whoBuys } from '../../src/surfaces/kifly/buyer-token.ts';
import { openHostedShop } from '../hosted/shop.ts';
import { openShop, payFor } from '../shop.ts';
import { EMAIL } from './desk.ts';
import { buy, LINK, ordersOf, profileOf, UNKNOWN, verified } from './shop.ts';

describe('a buyer token beside a checkout', () => {
  test('S0.24 S0.25 S0.28 S1.14 fills in the saved e-mail on the page, and one that is sent goes first', async () => {
    const shop = await openHostedShop();
    const token = await verified(shop);
    const link = async (body: object) => {
      const cart_id = await shop.readyCart();
      const asked = { cart_id, payment_rail: 'stripe-checkout', ...body };
      return (await shop.call('POST', LINK, { body: asked })).body.buyer_token_status;
    };
    const emails = () => shop.stripe.sessions().map(({ customer_email }) => customer_email);

    expect(await link({ buyer_token: token })).toBe('resolved');
    expect(await link({ buyer_token: token, email: 'other@example.com' })).toBe('resolved');
    expect(emails()).toEqual([EMAIL, 'other@example.com']);
  });

  test.each([UNKNOWN, 'kfb_live_1', '', 'nonsense', '\ud800', 'x'.repeat(10_000)])(
    'S0.26 S1.15 that is nobody’s is invalid, and the call goes on: %j',
    async (token) => {
      const { call, readyCart } = await openShop();
      const cart_id = await readyCart();
      const page = await call('POST', LINK, { body: { cart_id, buyer_token: token } });
      expect([page.status, page.body.buyer_token_status]).toEqual([200, 'invalid']);
      expect(page.body).toHaveProperty('payment_url');
      const path = `/api/agent/cart/${cart_id}/checkout`;
      const challenge = await call('POST', path, { body: { buyer_token: token } });
      expect([challenge.status, challenge.body.buyer_token_status]).toEqual([402, 'invalid']);
    },
  );

  test('S0.27 S1.16 that did not come is none, on a page, a challenge, an order and a hand-off alike', async () => {
    const shop = await openShop();
    const { call, readyCart } = shop;
    const cart = await readyCart();
    const answers = [
      await call('POST', `/api/agent/cart/${cart}/checkout`, { body: {} }),
      await call('POST', LINK, { body: { cart_id: cart } }),
      await payFor(shop, await readyCart(), 'token'),
    ];
    expect(answers.map(({ status, body }) => [status, body.buyer_token_status])).toEqual([
      [402, 'none'],
      [200, 'none'],
      [200, 'none'],
    ]);
  });

  test('saves where the cart goes, for the next one', async () => {
    const shop = await openShop();
    const token = await verified(shop);
    await buy(shop, token, 'one');
    expect((await profileOf(shop, token)).body.shipping_address).toMatchObject(ADDRESS);

    const cart = await shop.readyCart();
    await shop.call('PUT', `/api/agent/cart/${cart}/shipping-address`, {
      body: { ...ADDRESS, city: 'Omaha' },
    });
    await shop.call('POST', LINK, { body: { cart_id: cart, buyer_token: token } });
    expect((await profileOf(shop, token)).body.shipping_address).toMatchObject({ city: 'Omaha' });
  });

  test('is part of the request: another one under the same key is a conflict, the same one the same answer', async () => {
    const shop = await openShop();
    const token = await verified(shop);
    const path = `/api/agent/cart/${await shop.readyCart()}/checkout`;
    const pay = (buyer_token: string) =>
      shop.call('POST', path, { key: 'k', body: { buyer_token }, headers: { 'x-fake': 'token' } });
    const first = await pay(token);
    expect(await pay(token)).toMatchObject({ status: 200, text: first.text });
    expect((await pay(UNKNOWN)).body.error).toBe('idempotency_conflict');
  });

  test('of another tenant is nobody’s', async () => {
    const shop = await openShop();
    const other = { apiKey: shop.keys.otherTenant };
    const token = await verified(shop, EMAIL, other);
    expect((await profileOf(shop, token, other)).status).toBe(200);
    expect((await profileOf(shop, token)).body.error).toBe('invalid_buyer_token');
    expect((await ordersOf(shop, token)).body.error).toBe('invalid_buyer_token');
    const page = await shop.call('POST', LINK, {
      body: { cart_id: await shop.readyCart(), buyer_token: token },
    });
    expect([page.status, page.body.buyer_token_status]).toEqual([200, 'invalid']);
  });

  test('fills in the e-mail alone where nobody vouches for the caller but the payment', async () => {
    const shop = await openShop();
    const token = await verified(shop);
    const buyers = storedBuyers(shop.store, {
      secret: 'any',
      mail: null,
      runtime: nodeRuntime([{ id: 'one', bytes: randomBytes(32) }]),
      mode: 'test',
      baseUrl: 'http://shop.test',
    });
    const caller = { id: 'key_network', tenant: 'demo', scopes: [], seller: null };
    const call = { cart_id: await shop.readyCart(), buyer_token: token };
    const surface = { buyers, checkout: shop.server.checkout };
    const calling = { caller, key: null };
    expect(await whoBuys(surface, calling, { ...call, bearer: true })).toMatchObject({ email: EMAIL });
    expect((await profileOf(shop, token)).body.shipping_address).toBeNull();
    await whoBuys(surface, calling, call);
    expect((await profileOf(shop, token)).body.shipping_address).toMatchObject(ADDRESS);
  });

  test('does nothing to a cart of somebody else', async () => {
    const shop = await openShop();
    const token = await verified(shop);
    const cart_id = await shop.readyCart();
    const apiKey = shop.keys.neighbour;
    const page = await shop.call('POST', LINK, { apiKey, body: { cart_id, buyer_token: token } });
    expect([page.status, page.body.error]).toEqual([404, 'cart_not_found']);
    expect((await profileOf(shop, token)).body.shipping_address).toBeNull();
  });
});
