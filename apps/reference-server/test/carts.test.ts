import { describe, expect, test } from 'vitest';
import { ADDRESS } from '../src/demo/shop.ts';
import { like } from './matchers.ts';
import { openShop, type Shop } from './shop.ts';

const CART = '/api/agent/cart';

async function emptyCart({ call }: Shop, seller_handle = 'acme'): Promise<string> {
  return String((await call('POST', CART, { body: { seller_handle } })).body.cart_id);
}

const SELLER = {
  handle: 'acme',
  name: 'Acme',
  kifly_purchasable: true,
  fulfillment: 'platform',
  storefront_url: null,
};

describe('a cart', () => {
  test('begins empty, at one seller', async () => {
    const { call } = await openShop();
    const { status, body, headers } = await call('POST', CART, { body: { seller_handle: 'acme' } });
    expect(status).toBe(201);
    expect(headers.get('cache-control')).toBe('private, no-store');
    expect(body).toEqual({
      cart_id: like(/^cart_\w{20,}$/),
      seller: SELLER,
      kifly_purchasable: true,
      fulfillment: 'platform',
      currency: 'usd',
      version: 1,
      status: 'open',
      items: [],
      shipping_address: null,
      delivery_eligible: null,
      subtotal_cents: 0,
      delivery_fee_cents: 0,
      amount: 0,
      amount_decimal: '0.00',
    });
  });

  test('shows its items, its address and what it costs', async () => {
    const { call, readyCart } = await openShop();
    const id = await readyCart();
    const { body } = await call('GET', `${CART}/${id}`);
    expect(body).toEqual({
      cart_id: id,
      seller: SELLER,
      kifly_purchasable: true,
      fulfillment: 'platform',
      currency: 'usd',
      version: 3,
      status: 'open',
      items: [
        {
          item_id: like(/^item_\w+$/),
          variant_id: 'var_stove',
          title: 'Stove',
          quantity: 1,
          unit_price_cents: 4499,
          line_total_cents: 4499,
        },
      ],
      shipping_address: { ...ADDRESS, line2: null, phone: null },
      delivery_eligible: true,
      subtotal_cents: 4499,
      delivery_fee_cents: 500,
      amount: 4999,
      amount_decimal: '49.99',
    });
  });

  test('adds up the same variant, and takes items out by quantity 0 or DELETE', async () => {
    const shop = await openShop();
    const path = `${CART}/${await emptyCart(shop)}/items`;
    await shop.call('POST', path, { body: { variant_id: 'var_mug' } });
    await shop.call('POST', path, { body: { variant_id: 'var_mug', quantity: 2 } });
    const both = await shop.call('POST', path, { body: { variant_id: 'var_stove' } });
    const [mug, stove] = both.body.items as { item_id: string; quantity: number }[];
    expect([mug?.quantity, stove?.quantity]).toEqual([3, 1]);

    const five = await shop.call('PATCH', `${path}/${mug?.item_id}`, { body: { quantity: 5 } });
    expect(five.body.amount).toBe(5 * 1400 + 4499);
    const none = await shop.call('PATCH', `${path}/${mug?.item_id}`, { body: { quantity: 0 } });
    expect(none.body.items).toHaveLength(1);
    const empty = await shop.call('DELETE', `${path}/${stove?.item_id}`);
    expect(empty.body).toMatchObject({ items: [], amount: 0 });
  });

  test('has no item under an unknown id', async () => {
    const { call, readyCart } = await openShop();
    const path = `${CART}/${await readyCart()}/items`;
    for (const item of ['item_unknown', 'nonsense', '%00', '%ED%A0%80']) {
      const gone = await call('DELETE', `${path}/${item}`);
      expect([item, gone.status, gone.body.error]).toEqual([item, 404, 'item_not_found']);
    }
  });

  test('takes only what its own seller sells', async () => {
    const shop = await openShop();
    const path = `${CART}/${await emptyCart(shop)}/items`;
    const other = await shop.call('POST', path, { body: { variant_id: 'var_roast' } });
    expect([other.status, other.body.error]).toEqual([403, 'seller_mismatch']);
    expect(other.body).toMatchObject({
      details: { seller_handle: 'west' },
      next_action: like(/"west", with POST /),
    });
    const apiKey = shop.keys.acmeOnly;
    const own = String((await shop.call('POST', CART, { apiKey, body: {} })).body.cart_id);
    const only = await shop.call('POST', `${CART}/${own}/items`, {
      apiKey,
      body: { variant_id: 'var_roast' },
    });
    expect([only.status, only.body.error]).toEqual([403, 'seller_mismatch']);
    expect(only.body.next_action).toBe('Nothing but what "acme" sells can be bought with this key or token.');
    const foreign = await shop.call('POST', path, { body: { variant_id: 'var_globe' } });
    expect([foreign.status, foreign.body.error]).toEqual([404, 'not_found']);
    expect(foreign.text).not.toContain('globex');
    const unknown = await shop.call('POST', path, { body: { variant_id: 'var_none' } });
    expect([unknown.status, unknown.body.error]).toEqual([404, 'not_found']);
    // What another tenant sells is as if there were no such thing.
    const theirs = await shop.call('POST', path, { body: { variant_id: 'var_globe' } });
    expect([theirs.status, theirs.text]).toEqual([404, unknown.text]);
  });

  test('takes at most the platform’s quantity of one item', async () => {
    const shop = await openShop();
    const path = `${CART}/${await emptyCart(shop)}/items`;
    expect((await shop.call('POST', path, { body: { variant_id: 'var_mug', quantity: 20 } })).status).toBe(
      200,
    );
    const more = await shop.call('POST', path, { body: { variant_id: 'var_mug' } });
    expect([more.status, more.body.error, more.body.details]).toEqual([
      400,
      'quantity_exceeds_limit',
      { max_item_quantity: 20, in_cart: 20 },
    ]);
  });
});

describe('a shipping address', () => {
  test('outside the coverage is kept, and says where the seller delivers', async () => {
    const shop = await openShop();
    const path = `${CART}/${await emptyCart(shop, 'west')}/shipping-address`;
    const { status, body } = await shop.call('PUT', path, { body: ADDRESS });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      delivery_eligible: false,
      delivery_coverage: { countries: ['US'], states: ['CA', 'OR'], cities: null },
      delivery_fee_cents: 0,
      shipping_address: { region: 'NE' },
    });
    const inside = await shop.call('PUT', path, { body: { ...ADDRESS, region: 'or' } });
    expect(inside.body).toMatchObject({ delivery_eligible: true, delivery_fee_cents: 0 });
    expect(inside.body).not.toHaveProperty('delivery_coverage');
  });

  test('is stored in composed form, without space around, the country in upper case', async () => {
    const shop = await openShop();
    const path = `${CART}/${await emptyCart(shop)}/shipping-address`;
    const { body } = await shop.call('PUT', path, {
      body: {
        ...ADDRESS,
        name: '  Jose\u0301 Nu\u0301n\u0303ez ',
        country: 'us',
        region: undefined,
        state: 'NE',
      },
    });
    expect(body.shipping_address).toMatchObject({ name: 'José Núñez', country: 'US', region: 'NE' });
  });

  test.each([
    ['a field it does not know', { ...ADDRESS, zip: '1' }],
    ['no name', { ...ADDRESS, name: undefined }],
    ['only space', { ...ADDRESS, city: '   ' }],
    ['a control character', { ...ADDRESS, line1: 'one\u0000two' }],
    ['a line break', { ...ADDRESS, line1: 'one\ntwo' }],
    ['half a surrogate pair', `${JSON.stringify(ADDRESS).slice(0, -1)},"line2":"\\ud800"}`],
    ['a name that is too long', { ...ADDRESS, name: 'n'.repeat(121) }],
    ['a country in words', { ...ADDRESS, country: 'Usa' }],
    ['region and state', { ...ADDRESS, state: 'NE' }],
    ['a number', { ...ADDRESS, postal_code: 68508 }],
  ])('is refused with %s', async (_, body) => {
    const shop = await openShop();
    const answer = await shop.call('PUT', `${CART}/${await emptyCart(shop)}/shipping-address`, { body });
    expect([answer.status, answer.body.error]).toEqual([422, 'validation']);
    expect(Object.keys(answer.body.details?.fields as object)).toHaveLength(1);
  });
});

describe('checkout', () => {
  test('S0.2 before the shipping address is set fails', async () => {
    const shop = await openShop();
    const id = await emptyCart(shop);
    await shop.call('POST', `${CART}/${id}/items`, { body: { variant_id: 'var_stove' } });
    const before = await shop.call('POST', `${CART}/${id}/checkout`);
    await shop.call('PUT', `${CART}/${id}/shipping-address`, { body: ADDRESS });
    const after = await shop.call('POST', `${CART}/${id}/checkout`);
    expect([before.status, after.status]).toEqual([400, 402]);
  });

  test('S0.3 of a cart without an address is 400 invalid_shipping, with or without a payment', async () => {
    const shop = await openShop();
    const id = await emptyCart(shop);
    await shop.call('POST', `${CART}/${id}/items`, { body: { variant_id: 'var_stove' } });
    for (const headers of [{}, { 'x-fake': 'token' }]) {
      const { status, body } = await shop.call('POST', `${CART}/${id}/checkout`, { headers });
      expect([status, body.error]).toEqual([400, 'invalid_shipping']);
    }
    expect(shop.provider.submitted).toEqual([]);
  });

  test('S0.4 to an address outside the coverage is 400 delivery_unavailable, with or without a payment', async () => {
    const { call, readyCart, provider } = await openShop();
    const id = await readyCart({}, { seller: 'west', variant: 'var_roast' });
    for (const headers of [{}, { 'x-fake': 'token' }]) {
      const { status, body } = await call('POST', `${CART}/${id}/checkout`, { headers });
      expect([status, body.error]).toEqual([400, 'delivery_unavailable']);
      expect(body.details).toEqual({
        delivery_coverage: { countries: ['US'], states: ['CA', 'OR'], cities: null },
      });
    }
    expect(provider.submitted).toEqual([]);
  });

  test('S0.5 above the platform’s cap is refused, and the cap can be read', async () => {
    const { call, readyCart } = await openShop({
      limits: () => ({ maxItemQuantity: 20, maxCartTotal: { usd: 4998 } }),
    });
    const id = await readyCart();
    const { status, body } = await call('POST', `${CART}/${id}/checkout`);
    expect([status, body.error]).toEqual([400, 'cart_total_exceeds_limit']);
    expect(body.details).toEqual({ max_cart_total_cents: 4998, currency: 'usd' });

    expect((await call('GET', '/api/agent/limits')).body).toEqual({
      max_item_quantity: 20,
      max_cart_total_cents: 4998,
      max_cart_total_usd: '49.98',
      max_cart_total: { usd: 4998 },
    });
  });

  test('S0.6 of exactly the cap passes, and a change of the cap holds at once', async () => {
    let cap = 4999;
    const { call, readyCart } = await openShop({
      limits: () => ({ maxItemQuantity: 20, maxCartTotal: { usd: cap } }),
    });
    const id = await readyCart();
    expect((await call('POST', `${CART}/${id}/checkout`)).status).toBe(402);
    cap = 4998;
    expect((await call('POST', `${CART}/${id}/checkout`)).status).toBe(400);
  });
});
