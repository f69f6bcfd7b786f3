import { describe, expect, test } from 'vitest';
import { fakeProvider, fakeRail, paid } from './fake-rail.ts';
import { like, TEXT } from './matchers.ts';
import { openShop, payFor, railsFrom, X402_RAILS } from './shop.ts';

const CART = '/api/agent/cart';

describe('a checkout', () => {
  test('without a payment is 402 with every offer, and a 402 is no result', async () => {
    const shop = await openShop();
    const cart = await shop.readyCart();
    const { status, headers, body } = await shop.call('POST', `${CART}/${cart}/checkout`, { key: 'k' });
    expect(status).toBe(402);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(headers.get('x-fake')).toBe('pay');
    expect(body).toMatchObject({
      error: 'payment_required',
      payment_required: true,
      amount: 4999,
      amount_decimal: '49.99',
      currency: 'usd',
      offers: [{ payment_rail: 'fake' }],
    });
    expect((await payFor(shop, cart, 'token')).status).toBe(200);
    const after = await shop.call('POST', `${CART}/${cart}/checkout`, { key: 'k' });
    expect([after.status, after.headers.get('idempotent-replayed')]).toEqual([200, 'true']);
  });

  test('S0.7 that is paid names the rail, the order and the breakdown', async () => {
    const shop = await openShop();
    const { status, headers, body } = await payFor(shop, await shop.readyCart(), 'token');
    expect(status).toBe(200);
    expect(headers.get('x-fake-receipt')).toBe('token');
    expect(body).toEqual({
      order_id: like(/^order_\w+_3$/),
      payment_rail: 'fake',
      buyer_token_status: 'none',
      status: 'paid',
      amount: 4999,
      amount_decimal: '49.99',
      subtotal_cents: 4499,
      delivery_fee_cents: 500,
      currency: 'usd',
      reference: 'token',
    });

    const order = await shop.call('GET', `/api/agent/orders/${String(body.order_id)}`);
    expect(order.body).toMatchObject({
      order_id: body.order_id,
      status: 'paid',
      amount: 4999,
      amount_decimal: '49.99',
      payment_rail: 'fake',
      reference: 'token',
      items: [{ variant_id: 'var_stove', quantity: 1, unit_price_cents: 4499, line_total_cents: 4499 }],
    });
    expect(Date.parse(String(order.body.paid_at))).toBeGreaterThan(0);
  });

  test('takes an e-mail address and nothing else', async () => {
    const shop = await openShop();
    const path = `${CART}/${await shop.readyCart()}/checkout`;
    expect((await shop.call('POST', path, { body: { email: 'ada@example.com' } })).status).toBe(402);
    for (const body of [{ email: 'ada' }, { tip: 1 }, [], 'null', '{', '"text"']) {
      const { status, body: answer } = await shop.call('POST', path, { body });
      expect([status, answer.error]).toEqual([422, 'validation']);
    }
    const asForm = { body: '{}', headers: { 'content-type': 'application/x-www-form-urlencoded' } };
    expect((await shop.call('POST', path, asForm)).body.message).toBe('Send the body as application/json.');
    const announced = { headers: { 'content-type': 'application/json' } };
    expect((await shop.call('POST', path, announced)).status).toBe(402);
  });

  test('of an empty cart is refused', async () => {
    const { call } = await openShop();
    const { body } = await call('POST', CART, { body: { seller_handle: 'acme' } });
    const answer = await call('POST', `${CART}/${String(body.cart_id)}/checkout`);
    expect([answer.status, answer.body.error]).toEqual([400, 'cart_empty']);
  });

  test('of a cart with nothing but an address, whose delivery would cost something, is refused', async () => {
    const { call, readyCart } = await openShop();
    const cart = await readyCart();
    const { body } = await call('GET', `${CART}/${cart}`);
    const [item] = body.items as readonly { readonly item_id: string }[];
    const emptied = await call('DELETE', `${CART}/${cart}/items/${item?.item_id}`);
    expect(emptied.body).toMatchObject({ items: [], amount: 0, delivery_fee_cents: 0 });
    const answer = await call('POST', `${CART}/${cart}/checkout`);
    expect([answer.status, answer.body.error]).toEqual([400, 'cart_empty']);
  });
});

describe('a decline', () => {
  test('is 402 with a fresh challenge; the same payment gets it again without a call, and another one may follow', async () => {
    const shop = await openShop();
    shop.provider.answer = ({ total }, token) =>
      token === 'poor'
        ? { state: 'declined', reason: 'insufficient_funds', evidence: 'same_key' }
        : paid(total, token);
    const cart = await shop.readyCart();
    for (const _ of [1, 2]) {
      const { status, body, headers } = await payFor(shop, cart, 'poor');
      expect([status, body.error, headers.get('x-fake')]).toEqual([402, 'payment_declined', 'pay']);
      expect(body.details).toMatchObject({ reason: 'insufficient_funds' });
    }
    expect(shop.provider.submitted).toEqual(['poor']);
    expect((await payFor(shop, cart, 'rich')).status).toBe(200);
  });

  test('of a malformed payment is 402 credential_invalid, and nothing is sent', async () => {
    const shop = await openShop();
    const { status, body } = await payFor(shop, await shop.readyCart(), 'bad');
    expect([status, body.error]).toEqual([402, 'credential_invalid']);
    expect(shop.provider.submitted).toEqual([]);
  });
});

describe('a paid cart', () => {
  test('tells the same caller its order under another key, and does not exist for others', async () => {
    const shop = await openShop();
    const cart = await shop.readyCart();
    const { body } = await payFor(shop, cart, 'token');
    const other = await payFor(shop, cart, 'other', 'other-key');
    expect([other.status, other.body.error]).toEqual([409, 'cart_already_completed']);
    expect(other.body.details).toMatchObject({ order_id: body.order_id });

    const edit = await shop.call('POST', `${CART}/${cart}/items`, { body: { variant_id: 'var_mug' } });
    expect([edit.status, edit.body.error]).toEqual([409, 'cart_already_completed']);

    const stranger = await shop.call('POST', `${CART}/${cart}/checkout`, { apiKey: shop.keys.neighbour });
    expect([stranger.status, stranger.body.error]).toEqual([404, 'cart_not_found']);
    const peek = await shop.call('GET', `/api/agent/orders/${String(body.order_id)}`, {
      apiKey: shop.keys.neighbour,
    });
    expect([peek.status, peek.body.error]).toEqual([404, 'not_found']);
    expect(shop.provider.submitted).toEqual(['token']);
  });

  test('has spent its payment: on another cart it is 402 credential_already_used, and nothing is sent', async () => {
    const shop = await openShop();
    await payFor(shop, await shop.readyCart(), 'token');
    const { status, body, headers } = await payFor(shop, await shop.readyCart(), 'token', 'other-key');
    expect([status, body.error, headers.get('x-fake')]).toEqual([402, 'credential_already_used', 'pay']);
    expect(shop.provider.submitted).toEqual(['token']);
  });
});

test('two payments in one request are 400 ambiguous_credential, and nothing is sent', async () => {
  const providers = [fakeProvider(), fakeProvider()] as const;
  const mounts = [fakeRail(providers[0]), fakeRail(providers[1], 'rival')].map((rail) => ({
    rail,
    account: 'one',
    active: true,
  }));
  const { call, readyCart } = await openShop({ rails: railsFrom(() => mounts) });
  for (const second of ['token', 'bad']) {
    const { status, body } = await call('POST', `${CART}/${await readyCart()}/checkout`, {
      headers: { 'x-fake': 'token', 'x-rival': second },
    });
    expect([status, body.error]).toEqual([400, 'ambiguous_credential']);
  }
  expect([...providers[0].submitted, ...providers[1].submitted]).toEqual([]);
});

describe('a seller who has not activated x402', () => {
  test.each(['payment-signature', 'x-payment'])(
    'S1.42 answers a payment in %s with 501 x402_not_configured and the way out, and sends nothing',
    async (header) => {
      const { call, readyCart } = await openShop({ rails: X402_RAILS });
      const cart = await readyCart({}, { seller: 'closed', variant: 'var_vase' });
      const { status, body } = await call('POST', `${CART}/${cart}/checkout`, {
        headers: { [header]: 'e30=' },
      });
      expect([status, body.error, body.type]).toEqual([
        501,
        'x402_not_configured',
        'urn:railyard:error:x402_not_configured',
      ]);
      expect(body.next_action).toEqual(TEXT);
      expect(body.details).toEqual({ payment_rail: 'x402', active_rails: [] });
    },
  );
});
