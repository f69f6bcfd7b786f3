import { expect, test } from 'vitest';
import { containing, like } from './matchers.ts';
import { fillCart, openAgent } from './mcp/client.ts';
import { BASE_URL, openShop, payFor } from './shop.ts';

const API = `${BASE_URL}/api/agent`;

test('over HTTP every error says what to call next, with the address', async () => {
  const { call, readyCart } = await openShop();
  const cart = await readyCart();
  const items = `/api/agent/cart/${cart}/items`;
  const told = async (method: string, path: string, body?: unknown) => {
    const { body: said } = await call(method, path, body === undefined ? {} : { body });
    return [said.error, said.next_action];
  };

  expect(await told('GET', '/api/agent/cart/cart_none')).toEqual([
    'cart_not_found',
    containing(`POST ${API}/cart.`),
  ]);
  expect(await told('POST', items, { variant_id: 'var_mug', quantity: 21 })).toEqual([
    'quantity_exceeds_limit',
    containing(`GET ${API}/limits`),
  ]);
  expect(await told('POST', items, { variant_id: 'var_none' })).toEqual([
    'not_found',
    containing(`GET ${API}/products`),
  ]);
  expect(await told('PATCH', `${items}/item_none`, { quantity: 1 })).toEqual([
    'item_not_found',
    containing(`GET ${API}/cart/${cart}`),
  ]);
  expect(await told('GET', '/api/agent/orders/nonsense')).toEqual(['not_found', containing('session_id')]);
  expect(await told('GET', '/api/agent/sellers/nobody')).toEqual(['not_found', containing('kifly:seller')]);
  expect(await told('POST', '/api/agent/cart', {})).toEqual(['validation', containing('kifly:seller')]);
  expect(await told('POST', '/api/agent/cart', { seller: 'acme' })).toEqual([
    'validation',
    containing('details.fields'),
  ]);
});

test('over HTTP an empty cart, a paid one and one without an address say how to go on', async () => {
  const shop = await openShop();
  const made = await shop.call('POST', '/api/agent/cart', { body: { seller_handle: 'acme' } });
  const empty = String(made.body.cart_id);
  const checkout = (id: string) => shop.call('POST', `/api/agent/cart/${id}/checkout`, { body: {} });
  expect((await checkout(empty)).body.next_action).toContain(`POST ${API}/cart/${empty}/items`);
  await shop.call('POST', `/api/agent/cart/${empty}/items`, { body: { variant_id: 'var_mug' } });
  expect((await checkout(empty)).body.next_action).toContain(`PUT ${API}/cart/${empty}/shipping-address`);

  const cart = await shop.readyCart();
  const paid = await payFor(shop, cart, 'token');
  const again = await checkout(cart);
  expect(again.body).toMatchObject({
    error: 'cart_already_completed',
    next_action: containing(`GET ${API}/orders/${String(paid.body.order_id)}.`),
  });
});

test('a key that was used for another request asks whether this is a retry before it names a new key', async () => {
  const shop = await openShop();
  const cart = await shop.readyCart();
  await payFor(shop, cart, 'token');
  const { body } = await shop.call('POST', `/api/agent/cart/${cart}/checkout`, {
    key: 'k',
    headers: { 'x-fake': 'token' },
    body: { email: 'ada@example.com' },
  });
  expect(body).toMatchObject({
    error: 'idempotency_conflict',
    next_action: like(
      /^Is this a retry\? Then send the first body again, unchanged\..*only for another call: another change, or another purchase\.$/,
    ),
  });
});

test('the cart that a payment link is asked for is named in what to do next', async () => {
  const { call } = await openShop();
  const made = await call('POST', '/api/agent/cart', { body: { seller_handle: 'acme' } });
  const { cart_id } = made.body;
  const link = await call('POST', '/api/agent/payment-link', { body: { cart_id } });
  expect(link.body.next_action).toContain(`POST ${API}/cart/${String(cart_id)}/items`);
});

test('who adds more of an item than a cart takes is told what is in it, and how many more it takes', async () => {
  const { call, readyCart } = await openShop();
  const cart = await readyCart();
  const path = `/api/agent/cart/${cart}/items`;
  const add = (quantity: number) => call('POST', path, { body: { variant_id: 'var_stove', quantity } });
  const { body } = await add(20);
  expect(body).toMatchObject({
    error: 'quantity_exceeds_limit',
    message: 'At most 20 of one item can be in a cart, and this one has 1 already.',
    details: { max_item_quantity: 20, in_cart: 1 },
    next_action: containing(
      `Add 19 at most, or set how many there are with PATCH ${API}/cart/${cart}/items/{item_id}.`,
    ),
  });
  expect((await add(19)).status).toBe(200);
  expect((await add(1)).body.next_action).toMatch(/^Set how many there are with PATCH /);
});

test('what is wrong with a query, and with what is no JSON, is told as that', async () => {
  const { call } = await openShop();
  const query = await call('GET', '/api/agent/buyer/orders?limit=many&since=soon', {
    headers: { 'x-buyer-token': 'kfb_test_1' },
  });
  expect(query.body).toMatchObject({
    details: {
      fields: {
        limit: 'Send a number.',
        since: 'Send a date or a time in ISO 8601: 2026-01-31, or 2026-01-31T12:00:00Z.',
      },
    },
    next_action: 'Correct what details.fields names in the query, and ask again.',
  });
  const broken = await call('POST', '/api/agent/cart', {
    body: '{"seller_handle":',
    headers: { 'content-type': 'application/json' },
  });
  expect(broken.body.next_action).toMatch(/^Send one JSON object/);
});

test('a field that is not as it should be is told in a sentence, and several stand side by side', async () => {
  const shop = await openShop();
  const fields = async (path: string, body: unknown) =>
    (await shop.call('POST', path, { body })).body.details;
  const items = `/api/agent/cart/${await shop.readyCart()}/items`;
  expect(await fields(items, { variant_id: 7, quantity: 1.5 })).toEqual({
    fields: { variant_id: 'Send a text.', quantity: 'Send a whole number.' },
  });
  expect(await fields(items, { variant_id: '', quantity: 0 })).toEqual({
    fields: { variant_id: 'Send a text that is not empty.', quantity: 'Send 1 or more.' },
  });
  expect(await fields('/api/agent/buyers/code', { email: 'ann' })).toEqual({
    fields: { email: 'Send an e-mail address.' },
  });
  const { call } = await openAgent(shop);
  const { words } = await call('order_status', { order_id: 'order_1' });
  expect(words).toContain(
    'session_id: Required. order_id: There is no such field. Correct what details.fields',
  );
});

test('a code or a buyer’s token that is not right says nothing of the caller’s own token', async () => {
  const { call } = await openShop();
  const token = await call('GET', '/api/agent/buyer', { headers: { 'x-buyer-token': 'kfb_test_1' } });
  const code = await call('POST', '/api/agent/buyers/verify', {
    body: { email: 'ann@example.com', code: '123456' },
  });
  for (const { status, headers } of [token, code])
    expect([status, headers.get('www-authenticate')]).toEqual([401, 'Buyer']);
});

test('a method that a path does not take says where the calls are', async () => {
  const { call } = await openShop();
  const { status, body } = await call('PUT', '/api/agent/cart');
  expect([status, body.next_action]).toEqual([405, 'See /openapi.json for the calls that there are.']);
});

test('each field that is wrong is named as the caller sends it', async () => {
  const { call } = await openShop();
  const fields = async (method: string, path: string, body?: unknown) =>
    (await call(method, path, body === undefined ? {} : { body })).body.details?.fields;

  expect(await fields('POST', '/api/agent/cart', { seller: 'acme' })).toEqual({
    seller: 'There is no such field.',
  });
  expect(await fields('POST', '/api/agent/payment-link', {})).toEqual({ cart_id: 'Required.' });
  expect(await fields('GET', '/api/agent/buyer')).toEqual({ 'X-Buyer-Token': 'Required.' });
  expect(await fields('GET', '/api/agent/buyer/orders')).toEqual({ 'X-Buyer-Token': 'Required.' });
});

test('an id that cannot exist says what there is not, over MCP as well', async () => {
  const { call } = await openAgent(await openShop());
  for (const session_id of ['nonsense', '', 'no such id']) {
    const { structuredContent, words } = await call('order_status', { session_id });
    expect(structuredContent.error).toBe('not_found');
    expect(words).toContain('There is no order');
    expect(words).toContain('Use the session_id or the order_id that the checkout gave you.');
  }
});

test('what belongs into _meta is sent there from the arguments', async () => {
  const agent = await openAgent(await openShop());
  const cart_id = await fillCart(agent);
  const refused = await agent.call('checkout', { cart_id, payment_rail: 'x402', idempotency_key: 'k' });
  expect(refused.structuredContent).toMatchObject({
    error: 'validation',
    details: {
      fields: {
        payment_rail: containing('_meta["railyard/payment_rail"]'),
        idempotency_key: containing('_meta["railyard/idempotency_key"]'),
      },
    },
  });
  expect(refused.words).toContain('leave it out if you cannot set _meta');
});
