import { reconcile } from '@railyard/core/operator';
import { expect, test } from 'vitest';
import { ADDRESS } from '../../src/demo/shop.ts';
import { fillCart, openAgent } from '../mcp/client.ts';
import { openShop } from '../shop.ts';
import { codeIn, EMAIL } from './desk.ts';
import { openTimedShop, UNKNOWN } from './shop.ts';

test('over MCP a buyer registers, is verified, buys with the token, and sees profile and orders', async () => {
  const shop = await openTimedShop();
  const { call } = await openAgent(shop);
  const asked = await call('register_buyer', { email: EMAIL, name: 'Ann Lee' });
  expect(asked.words).toContain('verify_buyer');
  const shown = { email: EMAIL, code: codeIn(shop.inbox) };
  const { structuredContent: verified } = await call('verify_buyer', shown);
  expect(verified.buyer_profile_id).toBe(asked.structuredContent.buyer_profile_id);
  const { buyer_token } = verified;

  const cart_id = await fillCart({ client: (await openAgent(shop)).client, call });
  const early = await call('list_orders', { buyer_token });
  expect(early.words).toContain('One that was just paid is listed some seconds later');
  const page = await call('checkout', { cart_id, buyer_token });
  expect(page.structuredContent).toMatchObject({
    status: 'action_required',
    buyer_token_status: 'resolved',
  });
  const profile = await call('get_buyer_profile', { buyer_token });
  expect(profile.structuredContent).toMatchObject({
    email: EMAIL,
    name: 'Ann Lee',
    shipping_address: ADDRESS,
  });
  await shop.call('POST', `/api/agent/cart/${cart_id}/checkout`, {
    body: { buyer_token },
    headers: { 'x-fake': 'one' },
  });
  await reconcile(shop.server.checkout);
  const orders = await call('list_orders', { buyer_token });
  expect(orders.structuredContent).toMatchObject({ count: 1, orders: [{ cart_id, status: 'paid' }] });
});

test('over MCP the same key is the same request, as over HTTP', async () => {
  const shop = await openShop();
  const { call } = await openAgent(shop);
  const meta = { 'railyard/idempotency_key': 'k' };
  const once = await call('request_buyer_code', { email: EMAIL }, meta);
  expect((await call('request_buyer_code', { email: EMAIL }, meta)).structuredContent).toEqual(
    once.structuredContent,
  );
  expect(shop.inbox.received()).toHaveLength(1);
  const soon = await call('request_buyer_code', { email: EMAIL });
  expect(soon.structuredContent.error).toBe('rate_limited');
  expect(soon.words).toMatch(
    /good meanwhile, unless it was used or five wrong ones were tried\. Wait \d+ s first\.$/,
  );
});

test('over MCP a wrong code, a token that is nobody’s and a missing scope say which tool comes next', async () => {
  const shop = await openShop();
  const { call } = await openAgent(shop);
  const wrong = await call('verify_buyer', { email: EMAIL, code: '000000' });
  expect(wrong).toMatchObject({ isError: true, structuredContent: { error: 'invalid_otp' } });
  expect(wrong.words).toContain('request_buyer_code');
  expect(wrong.words).toContain('none is after five wrong ones');
  const nobody = await call('list_orders', { buyer_token: UNKNOWN });
  expect(nobody.structuredContent.error).toBe('invalid_buyer_token');
  expect(nobody.words).toContain('verify_buyer');
  const { call: without } = await openAgent(shop, shop.keys.writeOnly);
  expect((await without('register_buyer', { email: EMAIL, name: 'Ann' })).structuredContent).toMatchObject({
    error: 'scope_insufficient',
    details: { required_scope: 'buyer:write' },
  });
});

test('the arguments are published as they are checked', async () => {
  const { client } = await openAgent(await openShop());
  const { tools } = await client.listTools();
  const schemaOf = (name: string) => tools.find((one) => one.name === name)?.inputSchema;
  expect(schemaOf('register_buyer')).toMatchObject({
    required: ['email', 'name'],
    properties: { email: { type: 'string', format: 'email' }, name: { minLength: 1, maxLength: 200 } },
  });
  expect(schemaOf('list_orders')).toMatchObject({
    required: ['buyer_token'],
    properties: { limit: { minimum: 1, maximum: 50, default: 20 } },
  });
});
