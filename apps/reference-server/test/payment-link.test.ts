import type { Mount } from '@railyard/core';
import type { PaymentRail } from '@railyard/core/rail';
import { describe, expect, test } from 'vitest';
import type { Account } from '../src/sellers.ts';
import { fakePageRail, fakeProvider, fakeRail } from './fake-rail.ts';
import { openShop, payFor, railsFrom, type Shop } from './shop.ts';

const LINK = '/api/agent/payment-link';

interface Set {
  readonly inactive?: readonly string[];
  readonly paid?: ReadonlySet<string>;
  readonly extra?: readonly PaymentRail[];
}

/** A shop with an agent's rail and two with pages; those named are not active. */
function openLinkShop({ inactive = [], paid = new Set(), extra = [] }: Set = {}): Promise<Shop> {
  const rails = [
    fakeRail(fakeProvider()),
    fakePageRail('stripe-checkout', paid),
    fakePageRail('coinbase', paid),
    ...extra,
  ];
  const mounts: readonly Mount[] = rails.map((rail) => ({
    rail,
    account: 'one',
    active: !inactive.includes(rail.id),
  }));
  return openShop({ rails: { ...railsFrom(() => mounts), platform: mounts } });
}

describe('a payment link', () => {
  test('S1.5 S1.22 is that of Stripe for a seller without a chooser, also for who names the chooser', async () => {
    const { call, readyCart } = await openLinkShop({ inactive: ['coinbase'] });
    const cart_id = await readyCart();

    const first = await call('POST', LINK, { body: { cart_id } });
    const named = await call('POST', LINK, { body: { cart_id, payment_rail: 'coinbase' } });

    expect(first.status).toBe(200);
    expect(first.body).toEqual({
      payment_rail: 'stripe-checkout',
      status: 'action_required',
      session_id: expect.stringMatching(/^page_att_/) as string,
      payment_url: `https://provider.test/pay/${String(first.body.session_id)}`,
      methods: ['card'],
      expires_at: '2096-10-02T07:06:40.000Z',
      amount: 4999,
      amount_decimal: '49.99',
      subtotal_cents: 4499,
      delivery_fee_cents: 500,
      currency: 'usd',
      buyer_token_status: 'none',
    });
    expect(named.body.session_id).toBe(first.body.session_id);
  });

  test('S1.20 S1.23 S1.24 S1.25 is a chooser for the same request where the seller has one, with its methods', async () => {
    const { call, readyCart } = await openLinkShop();
    const cart_id = await readyCart();
    const { status, body } = await call('POST', LINK, { body: { cart_id } });

    expect(status).toBe(200);
    expect(body).toMatchObject({
      payment_rail: 'coinbase',
      session_id: expect.stringMatching(/^kpc_[A-Za-z0-9]{22}$/) as string,
      payment_url: `http://shop.test/pay/${String(body.session_id)}`,
      methods: ['usdc-on-base', 'card-via-stripe'],
      amount: 4999,
      currency: 'usd',
    });
  });

  test('honours the rail that is named, and says why one cannot be had', async () => {
    const { call, readyCart } = await openLinkShop();
    const link = async (payment_rail: string) =>
      (await call('POST', LINK, { body: { cart_id: await readyCart(), payment_rail } })).body;

    expect(await link('stripe-checkout')).toMatchObject({
      payment_rail: 'stripe-checkout',
      session_id: expect.stringMatching(/^page_/) as string,
    });
    expect(await link('fake')).toMatchObject({
      error: 'purchase_not_accepted',
      details: { reason: 'no_page' },
    });
    expect(await link('pigeon')).toMatchObject({
      error: 'validation',
      details: { fields: { payment_rail: 'One of: stripe-checkout, coinbase.' } },
    });
  });

  test('names the way out where no page is active', async () => {
    const { call, readyCart } = await openLinkShop({ inactive: ['stripe-checkout', 'coinbase'] });
    const { status, body } = await call('POST', LINK, { body: { cart_id: await readyCart() } });

    expect(status).toBe(501);
    expect(body).toMatchObject({ error: 'rail_not_active', details: { active_rails: ['fake'] } });
    expect(body.next_action).toBe('Pay with one of these: fake.');
  });

  test('S1.43 is what a payment on a closed rail is told to use', async () => {
    const closed = { ...fakeRail(fakeProvider()), id: 'x402' };
    const { call, readyCart } = await openLinkShop({ inactive: ['x402', 'fake'], extra: [closed] });
    const cart = await readyCart();
    const { status, body } = await call('POST', `/api/agent/cart/${cart}/checkout`, {
      headers: { 'x-fake': 'token' },
    });

    expect(status).toBe(501);
    expect(body.next_action).toBe(
      'Get a page where the buyer pays: POST http://shop.test/api/agent/payment-link with the cart_id.',
    );
  });

  test('S0.11 S1.13 leads to the order by its session_id, also that of a chooser', async () => {
    const paid = new Set<string>();
    const { call, readyCart } = await openLinkShop({ paid });
    const cart_id = await readyCart();
    const order = (id: unknown) => call('GET', `/api/agent/orders/${String(id)}`);
    const chooser = await call('POST', LINK, { body: { cart_id } });
    const link = await call('POST', LINK, { body: { cart_id, payment_rail: 'stripe-checkout' } });

    expect((await order(link.body.session_id)).body).toMatchObject({ status: 'action_required', cart_id });
    paid.add(String(link.body.session_id));
    for (const { body } of [link, chooser]) {
      expect((await order(body.session_id)).body).toMatchObject({
        status: 'paid',
        payment_rail: 'stripe-checkout',
        amount: 4999,
      });
    }
  });

  test('of a cart that is paid is its order under the same key, and under another refused with its id', async () => {
    const paid = new Set<string>();
    const { call, readyCart } = await openLinkShop({ paid, inactive: ['coinbase'] });
    const body = { cart_id: await readyCart() };
    const link = await call('POST', LINK, { key: 'one', body });
    paid.add(String(link.body.session_id));
    await call('GET', `/api/agent/orders/${String(link.body.session_id)}`);

    const again = await call('POST', LINK, { key: 'one', body });
    expect(again).toMatchObject({ status: 200, body: { status: 'paid', reference: link.body.session_id } });
    const other = await call('POST', LINK, { key: 'two', body });
    expect(other).toMatchObject({ status: 409, body: { error: 'cart_already_completed' } });
    expect(other.body.details).toEqual({ order_id: again.body.order_id });
  });

  test('is refused for a cart of somebody else, without an address and without a page for its body', async () => {
    const { call, keys, readyCart } = await openLinkShop();
    const cart_id = await readyCart();
    const link = async (body: object, apiKey?: string) => {
      const answer = await call('POST', LINK, { body, ...(apiKey !== undefined && { apiKey }) });
      return [answer.status, answer.body.error];
    };
    const empty = (await call('POST', '/api/agent/cart', { body: { seller_handle: 'acme' } })).body.cart_id;

    expect(await link({ cart_id }, keys.neighbour)).toEqual([404, 'cart_not_found']);
    expect(await link({ cart_id }, keys.otherTenant)).toEqual([404, 'cart_not_found']);
    expect(await link({ cart_id: 'nothing' })).toEqual([404, 'cart_not_found']);
    expect(await link({})).toEqual([422, 'validation']);
    expect(await link({ cart_id, email: 'nobody' })).toEqual([422, 'validation']);
    expect(await link({ cart_id, link: 'please' })).toEqual([422, 'validation']);
    expect(await link({ cart_id: empty })).toEqual([400, 'cart_empty']);
  });
});

test('S0.13 a cart says from its beginning whether it can be bought, and never otherwise', async () => {
  const shop = await openShop({}, [] as readonly Account[]);
  const { call } = shop;
  const seen = async (handle: string, variant: string) => {
    const made = (await call('POST', '/api/agent/cart', { body: { seller_handle: handle } })).body;
    const path = `/api/agent/cart/${String(made.cart_id)}`;
    const added = (await call('POST', `${path}/items`, { body: { variant_id: variant } })).body;
    const read = (await call('GET', path)).body;
    const seller = (await call('GET', `/api/agent/sellers/${handle}`)).body;
    return [made, added, read, seller, made.seller as Record<string, unknown>].map((one) => [
      one.kifly_purchasable,
      one.fulfillment,
    ]);
  };

  expect(new Set((await seen('acme', 'var_stove')).map(String))).toEqual(new Set(['true,platform']));
  expect(new Set((await seen('cedar', 'var_book')).map(String))).toEqual(new Set(['false,external']));
});

async function readRails({ call }: Shop, query = '', apiKey?: string) {
  const answer = await call('GET', `/api/agent/rails${query}`, apiKey === undefined ? {} : { apiKey });
  return answer.body as { seller?: string | null; rails?: Record<string, unknown>[]; error?: string };
}

describe('the rails', () => {
  test('S1.1 S1.2 each say what they are, who pays and how it is settled', async () => {
    const { rails, seller } = await readRails(await openLinkShop());
    expect(seller).toBeNull();
    expect(
      rails?.map(({ payment_rail, stage, payer, active }) => [payment_rail, stage, payer, active]),
    ).toEqual([
      ['fake', 'beta', 'agent', true],
      ['stripe-checkout', 'live', 'human', true],
      ['coinbase', 'live', 'human', true],
    ]);
    expect(rails?.[0]).toMatchObject({ title: 'Fake', settlement: 'nothing', currencies: ['usd'] });
  });

  test('S1.4 that are not active are there, and say what to use instead', async () => {
    const { rails } = await readRails(
      await openLinkShop({ inactive: ['fake', 'coinbase'] }),
      '?seller_handle=acme',
    );
    const advice =
      'Not active. Get the buyer a page: POST http://shop.test/api/agent/payment-link with payment_rail "stripe-checkout".';
    expect(rails?.filter(({ active }) => !active)).toMatchObject([
      { payment_rail: 'fake', advice },
      { payment_rail: 'coinbase', advice },
    ]);
  });

  test('are those of the key’s own seller and no other, and never those of another tenant', async () => {
    const shop = await openLinkShop();
    const { acmeOnly } = shop.keys;
    for (const query of ['', '?seller_handle=acme'])
      expect((await readRails(shop, query, acmeOnly)).seller).toBe('acme');
    expect((await readRails(shop, '?seller_handle=west', acmeOnly)).error).toBe('not_found');
    expect((await readRails(shop, '?seller_handle=globex')).error).toBe('not_found');
    expect((await readRails(shop)).seller).toBeNull();
    for (const query of ['?seller_handle=', '?seler_handle=west'])
      expect((await readRails(shop, query)).error).toBe('validation');
  });
});

test('S0.29 S0.30 a rail that does not answer is told as transient, with how long to wait', async () => {
  const silent = {
    ...fakePageRail(),
    settle: async () => Promise.reject(new Error('The provider is down.')),
    status: async () => ({ state: 'unknown', reason: 'no_answer' }) as const,
  };
  const { call, readyCart } = await openShop({
    rails: railsFrom(() => [{ rail: silent, account: 'one', active: true }]),
  });
  const { status, headers, body } = await call('POST', LINK, { body: { cart_id: await readyCart() } });

  expect(status).toBe(503);
  expect(body).toMatchObject({ error: 'payment_unresolved', retryable: true });
  expect(body.retry_after_seconds).toBeGreaterThan(0);
  expect(headers.get('retry-after')).toBe(String(body.retry_after_seconds));
});

test('a page that is open makes way for a payment by an agent', async () => {
  const shop = await openLinkShop();
  const cart_id = await shop.readyCart();
  await shop.call('POST', LINK, { body: { cart_id, payment_rail: 'stripe-checkout' } });
  expect(await payFor(shop, cart_id, 'token')).toMatchObject({ status: 200, body: { payment_rail: 'fake' } });
});
