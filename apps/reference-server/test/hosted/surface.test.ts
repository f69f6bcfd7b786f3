import Stripe from 'stripe';
import { expect, test } from 'vitest';
import { ADDRESS } from '../../src/demo/shop.ts';
import { newApiKey, SCOPES, storedKeys } from '../../src/keys.ts';
import { storedSellers } from '../../src/sellers.ts';
import { type HostedShop, openHostedShop, openLink } from './shop.ts';

const LINK = '/api/agent/payment-link';
const CARD = '4242424242424242';

/** The session that Stripe has, as its own client reads it. */
function sessionAt({ stripe }: HostedShop, id: string): Promise<Stripe.Checkout.Session> {
  const client = new Stripe(stripe.facts.secretKey, {
    httpClient: Stripe.createFetchHttpClient(stripe.fetch),
  });
  return client.checkout.sessions.retrieve(id, { expand: ['line_items', 'payment_intent'] });
}

async function linkFor(shop: HostedShop, body: object = {}): Promise<Record<string, unknown>> {
  const cart_id = await shop.readyCart();
  return (await shop.call('POST', LINK, { body: { cart_id, payment_rail: 'stripe-checkout', ...body } }))
    .body;
}

test('S1.1 S1.2 S1.3 S1.4 the rails of the platform are two that people pay and two that agents pay', async () => {
  const shop = await openHostedShop();
  const read = async (query = '') => {
    const { rails } = (await shop.call('GET', `/api/agent/rails${query}`)).body as {
      rails: readonly Record<string, unknown>[];
    };
    return rails.map(({ payment_rail, payer, stage, active }) => [payment_rail, payer, stage, active]);
  };
  expect(await read()).toEqual([
    ['stripe-checkout', 'human', 'live', true],
    ['coinbase', 'human', 'beta', true],
    ['stripe-mpp', 'agent', 'beta', true],
    ['x402', 'agent', 'beta', true],
  ]);
  expect((await read('?seller_handle=closed')).map(([, , , active]) => active)).toEqual([
    false,
    false,
    false,
    false,
  ]);
});

test('S0.7 S0.8 S0.9 a purchase names its rail, and has a page, a session and the parts of the amount', async () => {
  const body = await linkFor(await openHostedShop());
  expect(body).toMatchObject({
    payment_rail: 'stripe-checkout',
    amount: 4999,
    subtotal_cents: 4499,
    delivery_fee_cents: 500,
    currency: 'usd',
  });
  expect(body).toHaveProperty('payment_url');
  expect(body).toHaveProperty('session_id');
});

test('S0.10 S1.10 the page is Stripe’s, and the session is named after it', async () => {
  const { payment_url, session_id } = await linkFor(await openHostedShop());
  expect(session_id).toMatch(/^cs_test_\w+$/);
  expect(payment_url).toBe(`https://checkout.stripe.com/c/pay/${String(session_id)}`);
});

test('S1.7 S1.8 S2.1 a payment link is a Checkout Session, made for what is in the cart', async () => {
  const shop = await openHostedShop();
  const { session_id, payment_url } = await linkFor(shop);
  const session = await sessionAt(shop, String(session_id));

  expect(session).toMatchObject({ object: 'checkout.session', status: 'open', url: payment_url });
  const lines = session.line_items?.data.map(({ description, quantity, amount_total }) => [
    description,
    quantity,
    amount_total,
  ]);
  expect(lines).toEqual([
    ['Stove', 1, 4499],
    ['Delivery', 1, 500],
  ]);
});

test('S1.9 the payment has the cart’s address, and the page the e-mail', async () => {
  const shop = await openHostedShop();
  const { session_id } = await linkFor(shop, { email: 'ada@example.com' });
  shop.stripe.visit(String(session_id), 'pay');
  const session = await sessionAt(shop, String(session_id));

  expect(session.customer_email).toBe('ada@example.com');
  expect(session.payment_intent).toMatchObject({
    shipping: {
      name: ADDRESS.name,
      address: { line1: ADDRESS.line1, city: ADDRESS.city, state: ADDRESS.region, country: ADDRESS.country },
    },
  });
});

test('S1.11 the amount of the page is that of the cart, in whole minor units', async () => {
  const shop = await openHostedShop();
  const { session_id, amount, subtotal_cents, delivery_fee_cents, currency } = await linkFor(shop);
  const session = await sessionAt(shop, String(session_id));

  expect(amount).toBe(Number(subtotal_cents) + Number(delivery_fee_cents));
  expect([session.amount_total, session.currency]).toEqual([amount, currency]);
});

test('S1.6 S1.17 S1.19 the agent gives the buyer one address, and asks nothing of them', async () => {
  const shop = await openHostedShop();
  const { session_id, payment_url } = await linkFor(shop);
  const page = await shop.stripe.fetch(String(payment_url));
  expect(page.status).toBe(200);
  expect(page.headers.get('content-type')).toContain('text/html');

  shop.stripe.visit(String(session_id), 'pay');
  const order = await shop.call('GET', `/api/agent/orders/${String(session_id)}`);
  expect(order.body).toMatchObject({ status: 'paid', payment_rail: 'stripe-checkout', amount: 4999 });
});

test('S1.18 any API key of the platform can have it', async () => {
  const shop = await openHostedShop();
  const apiKey = newApiKey('live');
  const scopes = ['checkout:read', 'checkout:write'] as const;
  await storedKeys(shop.store).register(apiKey, { id: 'key_new', tenant: 'demo', seller: null, scopes });
  const cart_id = await shop.readyCart({ apiKey });
  const { status, body } = await shop.call('POST', LINK, { apiKey, body: { cart_id } });
  expect([status, body.status]).toEqual([200, 'action_required']);
});

test('S2.5 S2.12 the address is Stripe’s own, works wherever a person opens it, and is not given once it is over', async () => {
  const shop = await openHostedShop();
  const link = await openLink(shop, 'stripe-checkout');
  expect(await (await shop.stripe.fetch(link.url)).text()).toContain('Pay $49.99');
  shop.stripe.visit(link.session, 'pay');
  const again = await shop.call('POST', LINK, {
    key: 'link',
    body: { cart_id: link.cart, payment_rail: 'stripe-checkout' },
  });

  expect(await (await shop.stripe.fetch(link.url)).text()).toContain('done here');
  expect(again.body).toMatchObject({ status: 'paid' });
  expect(again.body).not.toHaveProperty('payment_url');
  expect((await sessionAt(shop, link.session)).url).toBeNull();
});

test('S2.6 no route takes the number of a card, and none is kept, logged or answered', async () => {
  const shop = await openHostedShop();
  const cart = await shop.readyCart();
  const ids = Object.entries({
    cart_id: cart,
    item_id: 'item_1',
    approval_id: 'apr_1',
    case_id: `${cart}.att_AAAAAAAAAAAAAAAAAAAAAA_1`,
  });
  const apiKey = newApiKey('test');
  const key = { id: 'key_all', tenant: 'demo', seller: null, scopes: SCOPES };
  await storedKeys(shop.store).register(apiKey, key);
  const { paths } = (await shop.call('GET', '/openapi.json')).body as {
    paths: Record<string, Record<string, { requestBody?: unknown }>>;
  };
  const taking = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { requestBody }]) =>
      requestBody
        ? [[method.toUpperCase(), ids.reduce((named, [id, value]) => named.replace(`{${id}}`, value), path)]]
        : [],
    ),
  );
  expect(taking.length).toBeGreaterThan(4);
  for (const [method = '', path = ''] of taking) {
    for (const field of ['card', 'card_number', 'number', 'pan', 'cvc']) {
      const { status, text } = await shop.call(method, path, {
        apiKey,
        body: { cart_id: cart, [field]: CARD },
      });
      expect([path, field, status]).toEqual([path, field, 422]);
      expect(text).not.toContain(CARD);
    }
  }
  expect(shop.logged.join('\n')).not.toContain(CARD);
  expect(JSON.stringify(shop.store.held())).not.toContain(CARD);
});

test('S2.13 a page that has expired is followed by a new one, under the same key', async () => {
  const shop = await openHostedShop();
  const link = await openLink(shop, 'stripe-checkout');
  shop.advance(25 * 3_600_000);
  const next = await shop.call('POST', LINK, {
    key: 'link',
    body: { cart_id: link.cart, payment_rail: 'stripe-checkout' },
  });

  expect(next.body).toMatchObject({ status: 'action_required' });
  expect(next.body.session_id).not.toBe(link.session);
  expect(shop.stripe.sessions().map(({ status }) => status)).toEqual(['expired', 'open']);
});

test('S1.46 an API key alone gets the challenge, or the page for a person', async () => {
  const shop = await openHostedShop();
  const cart_id = await shop.readyCart();
  const challenge = await shop.call('POST', `/api/agent/cart/${cart_id}/checkout`);
  const link = await shop.call('POST', LINK, { body: { cart_id } });

  expect(challenge.status).toBe(402);
  expect(challenge.headers.get('www-authenticate')).toMatch(/^Payment /);
  expect(link).toMatchObject({ status: 200, body: { status: 'action_required' } });
});

test('S1.35 without tokens of Stripe the answer leads to the page that a person pays', async () => {
  const shop = await openHostedShop();
  const acme = await storedSellers(shop.store).find('acme');
  if (!acme) throw new Error('The shop has no such seller.');
  const accounts = [{ rail: 'stripe-checkout', payTo: 'main', active: true }];
  await storedSellers(shop.store).save({ ...acme, accounts });
  const cart_id = await shop.readyCart();

  const refused = await shop.call('POST', `/api/agent/cart/${cart_id}/checkout`, {
    headers: { 'payment-authorization': 'Payment spt_1' },
  });
  expect(refused).toMatchObject({ status: 501, body: { error: 'rail_not_active' } });
  expect(refused.body.next_action).toContain('/api/agent/payment-link');
  const link = await shop.call('POST', LINK, { body: { cart_id } });
  expect(link.body).toMatchObject({ status: 'action_required', payment_rail: 'stripe-checkout' });
  shop.stripe.visit(String(link.body.session_id), 'pay');
  const { body } = await shop.call('GET', `/api/agent/orders/${String(link.body.session_id)}`);
  expect(body).toMatchObject({ status: 'paid', payment_rail: 'stripe-checkout', amount: 4999 });
});
