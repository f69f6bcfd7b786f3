import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { storedKeys } from '../../src/keys.ts';
import { openShop, payFor } from '../shop.ts';
import { credentialFor } from './payer.ts';
import { type CardShop, openCardShop } from './shop.ts';

const KEY = '550e8400-e29b-41d4-a716-446655440000';
const checkout = (cart: string): string => `/api/agent/cart/${cart}/checkout`;

/** Who knows a cart and its idempotency key, and has no API key. */
function asStranger(shop: CardShop, cart: string, authorization: string, key = KEY) {
  return shop.call('POST', checkout(cart), { key, apiKey: null, headers: { authorization } });
}

async function quoted(shop: CardShop): Promise<string> {
  const cart = await shop.readyCart();
  await shop.call('POST', checkout(cart), { key: KEY });
  return cart;
}

test('a challenge that a stranger was given for the owner’s quote brings no stored order', async () => {
  const shop = await openCardShop();
  const cart = await quoted(shop);
  await shop.call('POST', `/api/agent/cart/${cart}/items`, { body: { variant_id: 'var_mug' } });
  const given = await asStranger(shop, cart, 'Payment spt_bogus1');
  expect(given.headers.get('www-authenticate')).toMatch(/^Payment /);
  const mine = { 'payment-authorization': `Payment ${shop.stripe.mint({ maxAmount: 9_999 })}` };
  const paid = await shop.call('POST', checkout(cart), { key: KEY, headers: mine });
  expect(paid.status).toBe(200);

  const stolen = await asStranger(shop, cart, credentialFor(given, 'spt_bogus2'));
  expect(stolen).toMatchObject({ status: 409, body: { error: 'cart_already_completed' } });
  expect(stolen.text).not.toContain(String(paid.body.payment_intent_id));
});

test('a token that was declined brings nobody the order that another one paid for, not even while that is being paid', async () => {
  const shop = await openCardShop();
  const cart = await quoted(shop);
  const poor = shop.stripe.mint({ maxAmount: 4999, paymentMethod: 'pm_card_chargeDeclined' });
  expect((await asStranger(shop, cart, `Payment ${poor}`)).body.error).toBe('payment_declined');
  const mine = { 'payment-authorization': `Payment ${shop.stripe.mint({ maxAmount: 4999 })}` };

  const [paid, stolen] = await Promise.all([
    shop.call('POST', checkout(cart), { key: KEY, headers: mine }),
    asStranger(shop, cart, `Payment ${poor}`),
  ]);
  expect(paid.status).toBe(200);
  for (const answer of [stolen, await asStranger(shop, cart, `Payment ${poor}`)]) {
    expect(answer.status).not.toBe(200);
    expect(answer.text).not.toContain(String(paid.body.payment_intent_id));
  }
});

test('strangers cannot use up the tries of a cart', async () => {
  const shop = await openCardShop();
  const cart = await quoted(shop);
  for (let tries = 0; tries < 120; tries += 1) await asStranger(shop, cart, `Payment spt_bogus${tries}`);
  const told = await asStranger(shop, cart, 'Payment spt_bogus');
  expect(told).toMatchObject({ status: 429, body: { error: 'too_many_attempts' } });

  const mine = { 'payment-authorization': `Payment ${shop.stripe.mint({ maxAmount: 4999 })}` };
  expect((await shop.call('POST', checkout(cart), { key: KEY, headers: mine })).status).toBe(200);
});

test('a platform without Stripe takes no challenge for the word of anybody', async () => {
  const shop = await openShop();
  const cart = await shop.readyCart();
  await payFor(shop, cart, 'token', KEY);
  const opaque = Buffer.from(JSON.stringify({ v: '1', tenant: 'demo', cart })).toString('base64url');
  const challenge = { realm: 'railyard', method: 'stripe', intent: 'charge', request: 'e30', opaque };
  const id = createHmac('sha256', 'No challenge is ever signed with this.')
    .update(`railyard|stripe|charge|e30|||${opaque}`)
    .digest('base64url');
  const credential = { challenge: { id, ...challenge }, payload: { spt: 'spt_1' } };
  const authorization = `Payment ${Buffer.from(JSON.stringify(credential)).toString('base64url')}`;

  const answer = await shop.call('POST', checkout(cart), {
    key: KEY,
    apiKey: null,
    headers: { authorization },
  });
  expect(answer).toMatchObject({ status: 401, body: { error: 'invalid_api_key' } });
});

test('an API key that is none is refused, whatever payment comes beside it', async () => {
  const shop = await openCardShop();
  const cart = await shop.readyCart();
  const asked = await shop.call('POST', checkout(cart), { key: KEY });
  const authorization = credentialFor(asked, shop.stripe.mint({ maxAmount: 4999 }));
  for (const headers of [
    { authorization, 'x-api-key': 'not-a-key' },
    { authorization: `Bearer kfa_test_0, ${authorization}` },
  ]) {
    const answer = await shop.call('POST', checkout(cart), { key: KEY, apiKey: null, headers });
    expect(answer).toMatchObject({ status: 401, body: { error: 'invalid_api_key' } });
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  }
  expect(shop.stripe.calls()).toEqual([]);
});

test('a quote of a key that may no longer write pays nothing', async () => {
  const shop = await openCardShop();
  const cart = await quoted(shop);
  const key = { id: 'key_network', tenant: 'demo', seller: null };
  await storedKeys(shop.store).register('kfa_test_1', { ...key, scopes: ['checkout:read'] });
  shop.advance(1_000);

  const answer = await asStranger(shop, cart, `Payment ${shop.stripe.mint({ maxAmount: 4999 })}`);
  expect(answer).toMatchObject({ status: 401, body: { error: 'invalid_api_key' } });
  expect(shop.stripe.calls()).toEqual([]);
});

test('a quote of a key that belongs to another tenant by now pays nothing', async () => {
  const shop = await openCardShop();
  const cart = await quoted(shop);
  const key = { id: 'key_network', tenant: 'other', seller: null };
  await storedKeys(shop.store).register('kfa_test_1', { ...key, scopes: ['checkout:write'] });
  shop.advance(1_000);

  const answer = await asStranger(shop, cart, `Payment ${shop.stripe.mint({ maxAmount: 4999 })}`);
  expect(answer).toMatchObject({ status: 401, body: { error: 'invalid_api_key' } });
});

test('a token that was taken once may be sent again as often as its sender likes, until the order is there', async () => {
  const shop = await openCardShop();
  const cart = await quoted(shop);
  shop.stripe.fault('payment_intents.create', { fault: 'cut', when: 'after', times: 99 });
  shop.stripe.fault('payment_intents.retrieve', { fault: 'cut', when: 'before', times: 99 });
  shop.stripe.fault('payment_intents.search', { fault: 'cut', when: 'before', times: 99 });
  const authorization = `Payment ${shop.stripe.mint({ maxAmount: 4999 })}`;
  for (let tries = 0; tries < 30; tries += 1) {
    expect((await asStranger(shop, cart, authorization)).body.error).toBe('payment_unresolved');
  }
  shop.stripe.reset();
  shop.advance(120_000);

  expect((await asStranger(shop, cart, authorization)).status).toBe(200);
  expect(shop.stripe.intents()).toHaveLength(1);
});
