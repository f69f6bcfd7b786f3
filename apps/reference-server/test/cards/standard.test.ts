import { reconcile } from '@railyard/core/operator';
import { expect, test } from 'vitest';
import { PAY_TO } from '../shop.ts';
import { credentialFor, receiptIn } from './payer.ts';
import { type CardShop, NEW_SECRET, OLD_SECRET, openCardShop } from './shop.ts';

const KEY = '550e8400-e29b-41d4-a716-446655440000';
const MINUTE = 60_000;

const checkout = (cart: string): string => `/api/agent/cart/${cart}/checkout`;
const ask = (shop: CardShop, cart: string, key = KEY) => shop.call('POST', checkout(cart), { key });
const token = ({ stripe }: CardShop, maxAmount = 4999): string => stripe.mint({ maxAmount });
const succeeded = ({ stripe }: CardShop) => stripe.intents().filter(({ status }) => status === 'succeeded');

/** Pays in `Payment-Authorization`, beside the API key. */
function pay(shop: CardShop, cart: string, credential: string, key = KEY, body?: object) {
  const headers = { 'payment-authorization': credential };
  return shop.call('POST', checkout(cart), { key, headers, ...(body && { body }) });
}

/** Pays in `Authorization`, where the API key was. */
function payInPlace(shop: CardShop, cart: string, credential: string, key = KEY) {
  return shop.call('POST', checkout(cart), { key, apiKey: null, headers: { authorization: credential } });
}

test('S1.31 S1.45 a standard credential pays beside the API key, and in its place', async () => {
  for (const by of [pay, payInPlace]) {
    const shop = await openCardShop();
    const cart = await shop.readyCart();
    const paid = await by(shop, cart, credentialFor(await ask(shop, cart), token(shop)));
    expect(paid).toMatchObject({ status: 200, body: { payment_rail: 'stripe-mpp', amount: 4999 } });
    expect(succeeded(shop)).toMatchObject([{ amount_received: 4999 }]);
  }
});

test('the answer has a receipt that names the challenge and the order, and may be cached by nobody else', async () => {
  const shop = await openCardShop();
  const cart = await shop.readyCart();
  const asked = await ask(shop, cart);
  const paid = await pay(shop, cart, credentialFor(asked, token(shop)));

  expect(receiptIn(paid)).toMatchObject({
    status: 'success',
    method: 'stripe',
    reference: paid.body.payment_intent_id,
    challengeId: asked.body.challengeId,
    externalId: paid.body.order_id,
    orderId: paid.body.order_id,
  });
  expect(paid.headers.get('cache-control')).toMatch(/private/);
  expect(asked.headers.get('payment-receipt')).toBeNull();
});

test('a lost reply of Stripe makes one payment, and the answer is the order', async () => {
  const shop = await openCardShop();
  const cart = await shop.readyCart();
  shop.stripe.fault('payment_intents.create', { fault: 'cut', when: 'after', times: 2 });
  const credential = credentialFor(await ask(shop, cart), token(shop));

  const first = await pay(shop, cart, credential);
  expect(first).toMatchObject({ status: 503, body: { error: 'payment_unresolved' } });
  expect(first.headers.get('www-authenticate')).toBeNull();
  shop.advance(MINUTE);
  const second = await pay(shop, cart, credential);

  expect(second.status).toBe(200);
  expect(shop.stripe.intents()).toHaveLength(1);
});

test('a client that answers a lost reply with a new token and a new challenge pays once', async () => {
  const shop = await openCardShop();
  const cart = await shop.readyCart();
  shop.stripe.fault('payment_intents.create', { fault: 'cut', when: 'after', times: 2 });
  const asked = await ask(shop, cart);
  await pay(shop, cart, credentialFor(asked, token(shop)));

  const again = await ask(shop, cart);
  expect(again.headers.get('www-authenticate')).toBeNull();
  shop.advance(MINUTE);
  const second = await pay(shop, cart, credentialFor(asked, token(shop)));

  expect(second.status).toBe(200);
  expect(shop.stripe.intents()).toHaveLength(1);
  expect(shop.stripe.tokens().filter(({ usage_details }) => usage_details)).toHaveLength(2);
});

test('three copies of one credential at once make one payment and get one answer', async () => {
  const shop = await openCardShop();
  const cart = await shop.readyCart();
  const credential = credentialFor(await ask(shop, cart), token(shop));

  const answers = await Promise.all([1, 2, 3].map(() => pay(shop, cart, credential)));

  expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
  expect(answers[0]?.status).toBe(200);
  expect(shop.stripe.intents()).toHaveLength(1);
});

test('a new token on the same challenge gets the order beside the API key, and is told of it without; neither is spent', async () => {
  const shop = await openCardShop();
  const cart = await shop.readyCart();
  const asked = await ask(shop, cart);
  const paid = await pay(shop, cart, credentialFor(asked, token(shop)));

  expect(await pay(shop, cart, credentialFor(asked, token(shop)))).toMatchObject({
    status: 200,
    text: paid.text,
  });
  const told = await payInPlace(shop, cart, credentialFor(asked, token(shop)));
  expect(told).toMatchObject({
    status: 409,
    body: { error: 'cart_already_completed', details: { order_id: paid.body.order_id } },
  });
  expect(shop.stripe.intents()).toHaveLength(1);
});

test('one token at two carts pays the first, and is refused at the second with a fresh challenge', async () => {
  const shop = await openCardShop();
  const [one, two] = [await shop.readyCart(), await shop.readyCart()];
  const spt = token(shop, 20_000);
  const [first, second] = [await ask(shop, one, 'one'), await ask(shop, two, 'two')];
  await pay(shop, one, credentialFor(first, spt), 'one');

  const refused = await pay(shop, two, credentialFor(second, spt), 'two');

  expect(refused).toMatchObject({ status: 402, body: { error: 'credential_already_used' } });
  expect(refused.headers.get('www-authenticate')).toMatch(/^Payment /);
  expect(shop.stripe.intents()).toHaveLength(1);
});

test('the challenge of one cart pays no other, and the token is not touched', async () => {
  const shop = await openCardShop();
  const [one, two] = [await shop.readyCart(), await shop.readyCart()];
  const credential = credentialFor(await ask(shop, one, 'one'), token(shop));

  const refused = await pay(shop, two, credential, 'two');
  expect(refused).toMatchObject({ status: 402, body: { details: { reason: 'wrong_purchase' } } });
  expect(refused.body.type).toBe('https://paymentauth.org/problems/invalid-challenge');
  expect(await payInPlace(shop, two, credential, 'two')).toMatchObject({ status: 401 });
  expect(shop.stripe.calls()).toEqual([]);
});

test('the challenge of one principal pays no cart of another one', async () => {
  const shop = await openCardShop();
  const cart = await shop.readyCart();
  const credential = credentialFor(await ask(shop, cart), token(shop));
  const theirs = await shop.call('POST', checkout(cart), {
    key: KEY,
    apiKey: shop.keys.neighbour,
    headers: { 'payment-authorization': credential },
  });
  expect(theirs.status).toBe(404);
  expect(shop.stripe.calls()).toEqual([]);
});

test('a body that changed after the challenge is refused, and the token is not touched', async () => {
  const shop = await openCardShop();
  const cart = await shop.readyCart();
  const asked = await shop.call('POST', checkout(cart), { key: 'one', body: { email: 'ada@example.com' } });
  const credential = credentialFor(asked, token(shop));

  const refused = await pay(shop, cart, credential, 'one', { email: 'eve@example.com' });
  expect(refused).toMatchObject({ status: 402, body: { details: { reason: 'body_changed' } } });
  expect(shop.stripe.calls()).toEqual([]);
  const paid = await pay(shop, cart, credential, 'one', { email: 'ada@example.com' });
  expect(paid.status).toBe(200);
});

test('a cart edited after the challenge is quoted anew, and the token is not touched', async () => {
  const shop = await openCardShop();
  const cart = await shop.readyCart();
  const credential = credentialFor(await ask(shop, cart), token(shop, 20_000));
  await shop.call('POST', `/api/agent/cart/${cart}/items`, { body: { variant_id: 'var_mug' } });

  expect(await pay(shop, cart, credential)).toMatchObject({ status: 402, body: { amount: 6399 } });
  expect(shop.stripe.calls()).toEqual([]);
});

test('a client that starts over with its API key alone gets the order, not a challenge', async () => {
  const shop = await openCardShop();
  const cart = await shop.readyCart();
  const paid = await payInPlace(shop, cart, credentialFor(await ask(shop, cart), token(shop)));

  const over = await ask(shop, cart);
  expect(over).toMatchObject({ status: 200, text: paid.text });
  expect(over.headers.get('www-authenticate')).toBeNull();
});

test.each<readonly [string, typeof pay]>([
  ['beside the API key', pay],
  ['in its place', payInPlace],
])(
  'ten minutes later, expired and signed with a key that is gone, the credential that paid gets the order: %s',
  async (_, by) => {
    const shop = await openCardShop();
    const cart = await shop.readyCart();
    const credential = credentialFor(await ask(shop, cart), token(shop));
    const paid = await by(shop, cart, credential);

    shop.advance(10 * MINUTE);
    const later = await shop.restart([NEW_SECRET]);
    expect(await by(later, cart, credential)).toMatchObject({ status: 200, text: paid.text });
    expect(shop.stripe.intents()).toHaveLength(1);
  },
);

test('an expired challenge is refused with a fresh one, and the token is not touched', async () => {
  const shop = await openCardShop();
  const cart = await shop.readyCart();
  const credential = credentialFor(await ask(shop, cart), token(shop));
  shop.advance(6 * MINUTE);

  for (const by of [pay, payInPlace]) {
    const refused = await by(shop, cart, credential);
    expect(refused).toMatchObject({ status: 402, body: { details: { reason: 'challenge_expired' } } });
    expect(refused.body.type).toBe('https://paymentauth.org/problems/payment-expired');
  }
  expect(shop.stripe.calls()).toEqual([]);
});

test('a challenge under the old key pays during the overlap and not after', async () => {
  const shop = await openCardShop();
  const [one, two] = [await shop.readyCart(), await shop.readyCart()];
  const first = credentialFor(await ask(shop, one, 'one'), token(shop));
  const second = credentialFor(await ask(shop, two, 'two'), token(shop));

  const overlap = await shop.restart([NEW_SECRET, OLD_SECRET]);
  expect((await pay(overlap, one, first, 'one')).status).toBe(200);
  const after = await shop.restart([NEW_SECRET]);
  expect(await pay(after, two, second, 'two')).toMatchObject({
    status: 402,
    body: { details: { reason: 'invalid_challenge' } },
  });
  expect(shop.stripe.intents()).toHaveLength(1);
});

test('a card that needs its holder is declined, nothing stays open at Stripe, and x402 is still offered', async () => {
  const shop = await openCardShop();
  const cart = await shop.readyCart();
  const spt = shop.stripe.mint({ maxAmount: 4999, paymentMethod: 'pm_card_authenticationRequired' });

  const declined = await pay(shop, cart, credentialFor(await ask(shop, cart), spt));

  expect(declined).toMatchObject({
    status: 402,
    body: { error: 'payment_declined', details: { reason: 'authentication_required' } },
  });
  const offers = declined.body.offers as readonly { readonly payment_rail: string }[];
  expect(offers.map(({ payment_rail }) => payment_rail)).toContain('x402');
  expect(shop.stripe.intents().map(({ status }) => status)).toEqual(['canceled']);
});

test('a declined card gets the same answer again without a call, and another card pays under the same key', async () => {
  const shop = await openCardShop();
  const cart = await shop.readyCart();
  const asked = await ask(shop, cart);
  const bad = shop.stripe.mint({ maxAmount: 4999, paymentMethod: 'pm_card_visa_chargeDeclined' });

  const declined = await pay(shop, cart, credentialFor(asked, bad));
  expect(declined).toMatchObject({ status: 402, body: { error: 'payment_declined' } });
  const calls = shop.stripe.calls().length;
  expect((await pay(shop, cart, credentialFor(asked, bad))).body.error).toBe('payment_declined');
  expect(shop.stripe.calls()).toHaveLength(calls);
  expect((await pay(shop, cart, credentialFor(asked, token(shop)))).status).toBe(200);
});

test('a token that is too small, revoked or in another currency is refused before anything is charged', async () => {
  const shop = await openCardShop();
  const cart = await shop.readyCart();
  const asked = await ask(shop, cart);
  const revoked = token(shop);
  shop.stripe.revoke(revoked);
  const euro = shop.stripe.mint({ maxAmount: 4999, currency: 'eur' });
  for (const spt of [token(shop, 4998), revoked, euro]) {
    expect((await pay(shop, cart, credentialFor(asked, spt))).status).toBe(402);
  }
  expect(shop.stripe.intents()).toEqual([]);
  expect((await pay(shop, cart, credentialFor(asked, token(shop)))).status).toBe(200);
});

test('a webhook of Stripe settles what its reply did not', async () => {
  const shop = await openCardShop();
  const cart = await shop.readyCart();
  shop.stripe.fault('payment_intents.create', { fault: 'cut', when: 'after', times: 2 });
  const url = `http://shop.test/webhooks/stripe-mpp/${shop.stripe.facts.profile}`;
  shop.stripe.listen(url);
  await pay(shop, cart, credentialFor(await ask(shop, cart), token(shop)));
  shop.advance(2 * MINUTE);

  const statuses: number[] = [];
  await shop.stripe.deliver(async (request) => {
    const response = await shop.server.fetch(request);
    statuses.push(response.status);
    return response;
  });

  expect(new Set(statuses)).toEqual(new Set([200]));
  expect((await ask(shop, cart)).status).toBe(200);
});

test('a dispute that Stripe rings about is told to the platform', async () => {
  const shop = await openCardShop();
  const cart = await shop.readyCart();
  shop.stripe.listen(`http://shop.test/webhooks/stripe-mpp/${shop.stripe.facts.profile}`);
  const paid = await pay(shop, cart, credentialFor(await ask(shop, cart), token(shop)));
  const dispute = shop.stripe.dispute(String(paid.body.payment_intent_id));

  await shop.stripe.deliver((request) => shop.server.fetch(request));
  await reconcile(shop.server.checkout);

  const told = shop.logged.filter((line) => line.includes('payment.alarm'));
  expect(told).toHaveLength(1);
  expect(told[0]).toContain(dispute);
  expect(told[0]).toContain(String(paid.body.order_id));
});

test('a webhook that Stripe did not sign is 400, and one for an account that is not here 404', async () => {
  const shop = await openCardShop();
  await shop.readyCart();
  await ask(shop, await shop.readyCart());
  const path = `/webhooks/stripe-mpp/${shop.stripe.facts.profile}`;
  const forged = await shop.call('POST', path, {
    body: { id: 'evt_1' },
    headers: { 'stripe-signature': 't=1,v1=ab' },
  });
  expect(forged).toMatchObject({ status: 400, body: { error: 'invalid_signature' } });
  const replaced = await shop.call('POST', '/webhooks/stripe-mpp/profile_0', { body: {} });
  expect(replaced.body.error).toBe('invalid_signature');
  for (const nowhere of ['stripe-mpp/acct_1', `x402/${PAY_TO}`, 'none/profile_0'])
    expect((await shop.call('POST', `/webhooks/${nowhere}`, { body: {} })).status).toBe(404);
});

test('a challenge pays under the idempotency key that it was asked for with, and under no other', async () => {
  const shop = await openCardShop();
  const cart = await shop.readyCart();
  const credential = credentialFor(await ask(shop, cart, 'one'), token(shop));

  expect(await pay(shop, cart, credential, 'two')).toMatchObject({
    status: 402,
    body: { details: { reason: 'wrong_purchase' } },
  });
  expect((await pay(shop, cart, credential, 'one')).status).toBe(200);
});

test('two credentials in one request are 400 ambiguous_credential, wherever they stand, and neither is touched', async () => {
  const shop = await openCardShop();
  const cart = await shop.readyCart();
  const asked = await ask(shop, cart);
  const [one, two] = [credentialFor(asked, token(shop)), credentialFor(asked, token(shop))];
  for (const headers of [
    { authorization: `Bearer ${shop.keys.network}, ${one}, ${two}` },
    { authorization: `Bearer ${shop.keys.network}, ${one}`, 'payment-authorization': two },
  ]) {
    const answer = await shop.call('POST', checkout(cart), { key: KEY, headers });
    expect(answer).toMatchObject({ status: 400, body: { error: 'ambiguous_credential' } });
    expect(answer.headers.get('www-authenticate')).toBeNull();
  }
  expect(shop.stripe.calls()).toEqual([]);
});

test('the quotes of the IETF form are no part of an idempotency key', async () => {
  const shop = await openCardShop();
  const cart = await shop.readyCart();
  const credential = credentialFor(await ask(shop, cart, '"one"'), token(shop));
  expect((await pay(shop, cart, credential, 'one')).status).toBe(200);
});

test('a payment of another rail that cannot be read is no matter of MPP’s problem types', async () => {
  const shop = await openCardShop();
  const cart = await shop.readyCart();
  const answer = await shop.call('POST', checkout(cart), { key: KEY, headers: { 'x-payment': 'nonsense' } });
  expect(answer).toMatchObject({
    status: 402,
    body: { error: 'credential_invalid', type: 'https://paymentauth.org/problems/payment-required' },
  });
});
