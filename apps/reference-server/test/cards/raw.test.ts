import { expect, test } from 'vitest';
import type { Call } from '../shop.ts';
import { type CardShop, openCardShop } from './shop.ts';

const KEY = '550e8400-e29b-41d4-a716-446655440000';

/** The call of an agent that knows only the raw form: the token stands where the API key stood. */
function withToken(token: string, call: Call = {}): Call {
  return { key: KEY, apiKey: null, ...call, headers: { authorization: `Payment ${token}`, ...call.headers } };
}

const checkout = (cart: string): string => `/api/agent/cart/${cart}/checkout`;

async function quoted(shop: CardShop, key = KEY): Promise<string> {
  const cart = await shop.readyCart();
  await shop.call('POST', checkout(cart), { key });
  return cart;
}

const succeeded = ({ stripe }: CardShop) => stripe.intents().filter(({ status }) => status === 'succeeded');

test('S1.27 S1.31 an agent pays with a token under the same key in place of its API key, and nobody is asked', async () => {
  const shop = await openCardShop();
  const cart = await quoted(shop);
  const token = shop.stripe.mint({ maxAmount: 4999 });

  const paid = await shop.call('POST', checkout(cart), withToken(token));

  expect(paid.status).toBe(200);
  expect(shop.stripe.intents()).toMatchObject([
    { status: 'succeeded', amount_received: 4999, currency: 'usd' },
  ]);
});

test('S1.28 S1.46 a checkout with the API key and no payment is answered 402', async () => {
  const shop = await openCardShop();
  const cart = await shop.readyCart();
  const { status, headers } = await shop.call('POST', checkout(cart), { key: KEY });
  expect(status).toBe(402);
  expect(headers.get('www-authenticate')).toMatch(/^Payment /);
  expect(headers.get('cache-control')).toBe('no-store');
});

test('S1.29 the challenge begins as the first MPP clients know it, and holds all that today’s need', async () => {
  const shop = await openCardShop();
  const cart = await shop.readyCart();
  const { headers } = await shop.call('POST', checkout(cart), { key: KEY });
  const challenge = headers.get('www-authenticate') ?? '';
  expect(challenge.startsWith('Payment realm="kifly", token_types="spt"')).toBe(true);
  for (const name of ['id', 'method', 'intent', 'request', 'expires', 'opaque']) {
    expect(challenge).toMatch(new RegExp(`, ${name}="[^"]+"`));
  }
});

test('S1.30 the body of the 402 says that a payment is required, how much, and which tokens pay it', async () => {
  const shop = await openCardShop();
  const cart = await shop.readyCart();
  const { body, headers } = await shop.call('POST', checkout(cart), { key: KEY });
  expect(body).toMatchObject({
    payment_required: true,
    amount: 4999,
    currency: 'usd',
    token_types: ['spt'],
    type: 'https://paymentauth.org/problems/payment-required',
    status: 402,
  });
  expect(headers.get('content-type')).toBe('application/problem+json');
});

test('S1.32 the answer to the payment is the order with the payment’s id and the amount', async () => {
  const shop = await openCardShop();
  const cart = await quoted(shop);
  const token = shop.stripe.mint({ maxAmount: 4999 });

  const { body } = await shop.call('POST', checkout(cart), withToken(token));

  expect(body).toMatchObject({
    order_id: expect.stringMatching(/^order_/) as string,
    payment_intent_id: shop.stripe.intents()[0]?.id,
    amount: 4999,
    currency: 'usd',
  });
});

test('S1.33 a cart that was edited after the challenge is quoted anew, and the token is not touched', async () => {
  const shop = await openCardShop();
  const cart = await quoted(shop);
  const token = shop.stripe.mint({ maxAmount: 20_000 });
  await shop.call('POST', `/api/agent/cart/${cart}/items`, { body: { variant_id: 'var_mug' } });

  const refused = await shop.call('POST', checkout(cart), withToken(token));
  expect(refused).toMatchObject({
    status: 402,
    body: { error: 'credential_invalid', amount: 6399, details: { reason: 'wrong_terms' } },
  });
  expect(refused.body.next_action).toContain('The cart comes to 63.99 usd now');
  expect(shop.stripe.calls()).toEqual([]);

  const paid = await shop.call('POST', checkout(cart), withToken(token));
  expect(paid).toMatchObject({ status: 200, body: { amount: 6399 } });
});

test('S1.33 a token pays what was quoted and not more, whatever it would allow', async () => {
  const shop = await openCardShop();
  const cart = await quoted(shop);
  await shop.call('POST', checkout(cart), withToken(shop.stripe.mint({ maxAmount: 100_000 })));
  expect(shop.stripe.intents()).toMatchObject([{ amount: 4999 }]);
});

test('S1.34 the challenge is no stored answer: under its key comes the order, and then the order again', async () => {
  const shop = await openCardShop();
  const cart = await quoted(shop);
  const token = shop.stripe.mint({ maxAmount: 4999 });
  const paid = await shop.call('POST', checkout(cart), withToken(token));

  const again = await shop.call('POST', checkout(cart), withToken(token));
  const without = await shop.call('POST', checkout(cart), { key: KEY });

  for (const answer of [again, without]) {
    expect(answer).toMatchObject({ status: 200, text: paid.text });
    expect(answer.headers.get('idempotent-replayed')).toBe('true');
    expect(answer.headers.get('www-authenticate')).toBeNull();
  }
  expect(succeeded(shop)).toHaveLength(1);
});

test('S1.37 the same 402 carries x402’s X-Payment-Required', async () => {
  const shop = await openCardShop();
  const cart = await shop.readyCart();
  const { headers } = await shop.call('POST', checkout(cart), { key: KEY });
  expect(JSON.parse(headers.get('x-payment-required') ?? '')).toMatchObject({
    amount: '49.99',
    currency: 'USDC',
  });
  expect(headers.get('payment-required')).not.toBeNull();
});

test('S1.45 Authorization: Payment is settled by card, in whatever case the scheme is written', async () => {
  for (const scheme of ['Payment', 'payment', 'PAYMENT']) {
    const shop = await openCardShop();
    const cart = await quoted(shop);
    const token = shop.stripe.mint({ maxAmount: 4999 });
    const headers = { authorization: `${scheme} ${token}` };
    const paid = await shop.call('POST', checkout(cart), { key: KEY, apiKey: null, headers });
    expect(paid).toMatchObject({ status: 200, body: { payment_rail: 'stripe-mpp' } });
  }
});

test('S1.44 S1.46a X-Payment beside a token is 400 ambiguous_credential, and nothing is charged', async () => {
  const shop = await openCardShop();
  const cart = await quoted(shop);
  const token = shop.stripe.mint({ maxAmount: 4999 });
  for (const payment of ['e30=', 'nonsense', '']) {
    const answer = await shop.call(
      'POST',
      checkout(cart),
      withToken(token, { headers: { 'x-payment': payment } }),
    );
    expect(answer).toMatchObject({ status: 400, body: { error: 'ambiguous_credential' } });
  }
  expect(shop.stripe.calls()).toEqual([]);
});

test.each<readonly [string, (token: string, apiKey: string) => Record<string, string>]>([
  ['beside the token in one header', (token, key) => ({ authorization: `Bearer ${key}, Payment ${token}` })],
  [
    'in Authorization, with the token in Payment-Authorization',
    (token, key) => ({ authorization: `Bearer ${key}`, 'payment-authorization': `Payment ${token}` }),
  ],
  ['as X-API-Key', (token, key) => ({ authorization: `Payment ${token}`, 'x-api-key': key })],
])('S1.31 the API key may also come %s', async (_, headersOf) => {
  const shop = await openCardShop();
  const cart = await quoted(shop);
  const token = shop.stripe.mint({ maxAmount: 4999 });
  const headers = headersOf(token, shop.keys.network);
  expect(await shop.call('POST', checkout(cart), { key: KEY, apiKey: null, headers })).toMatchObject({
    status: 200,
  });
});

test('S1.31 a token whose caller nobody knows is 401, and nothing is charged', async () => {
  const shop = await openCardShop();
  const cart = await quoted(shop);
  const token = shop.stripe.mint({ maxAmount: 4999 });
  for (const call of [
    withToken(token, { key: 'another-key' }),
    withToken(token, { key: null }),
    withToken('spt_'),
    withToken('nonsense'),
  ]) {
    expect(await shop.call('POST', checkout(cart), call)).toMatchObject({
      status: 401,
      body: { error: 'invalid_api_key' },
    });
  }
  expect(shop.stripe.calls()).toEqual([]);
});

test('S1.33 a token with the API key and no quote is 402 with a challenge, and not touched', async () => {
  const shop = await openCardShop();
  const cart = await shop.readyCart();
  const token = shop.stripe.mint({ maxAmount: 4999 });
  const headers = { 'payment-authorization': `Payment ${token}` };
  const refused = await shop.call('POST', checkout(cart), { key: KEY, headers });
  expect(refused).toMatchObject({ status: 402, body: { details: { reason: 'not_quoted' } } });
  expect(refused.body.next_action).toContain('send the same call again with the token');
  expect(shop.stripe.calls()).toEqual([]);
  expect(await shop.call('POST', checkout(cart), { key: KEY, headers })).toMatchObject({ status: 200 });
});

test('S1.50 who is known by the quote alone gets the stored order for the token that paid, and for no other', async () => {
  const shop = await openCardShop();
  const cart = await quoted(shop);
  const token = shop.stripe.mint({ maxAmount: 4999 });
  const paid = await shop.call('POST', checkout(cart), withToken(token));
  const stranger = shop.stripe.mint({ maxAmount: 4999 });

  const other = await shop.call('POST', checkout(cart), withToken(stranger));
  expect(other).toMatchObject({ status: 409, body: { error: 'cart_already_completed' } });
  expect(other.text).not.toContain(String(paid.body.payment_intent_id));
  expect(succeeded(shop)).toHaveLength(1);
});

test('S1.31 the order is found again by the token alone when the quote is gone', async () => {
  const shop = await openCardShop();
  const cart = await quoted(shop);
  const token = shop.stripe.mint({ maxAmount: 4999 });
  const paid = await shop.call('POST', checkout(cart), withToken(token));

  const again = await shop.call('POST', checkout(cart), withToken(token, { key: 'another-key' }));
  expect(again).toMatchObject({ status: 200, text: paid.text });
  expect(succeeded(shop)).toHaveLength(1);
});

test('S1.50 a quote of one principal pays no cart of another one', async () => {
  const shop = await openCardShop();
  await quoted(shop);
  const theirs = await shop.readyCart({ apiKey: shop.keys.neighbour });
  const token = shop.stripe.mint({ maxAmount: 4999 });
  expect(await shop.call('POST', checkout(theirs), withToken(token))).toMatchObject({ status: 401 });
  expect(shop.stripe.calls()).toEqual([]);
});

test('S1.31 a quote is written before the server ends, so that the next one takes the token', async () => {
  const shop = await openCardShop();
  const cart = await quoted(shop);
  await shop.server.idle();
  const next = await shop.restart();

  const paid = await next.call('POST', checkout(cart), withToken(shop.stripe.mint({ maxAmount: 4999 })));
  expect(paid.status).toBe(200);
});

test('S1.51 a token with another body than the one that was quoted under its key is 409, and not touched', async () => {
  const shop = await openCardShop();
  const cart = await shop.readyCart();
  await shop.call('POST', checkout(cart), { key: KEY, body: { email: 'ada@example.com' } });
  const token = shop.stripe.mint({ maxAmount: 4999 });

  const changed = await shop.call(
    'POST',
    checkout(cart),
    withToken(token, { body: { email: 'eve@example.com' } }),
  );
  expect(changed).toMatchObject({ status: 409, body: { error: 'idempotency_conflict' } });
  expect(shop.stripe.calls()).toEqual([]);
  const same = await shop.call(
    'POST',
    checkout(cart),
    withToken(token, { body: { email: 'ada@example.com' } }),
  );
  expect(same.status).toBe(200);
});
