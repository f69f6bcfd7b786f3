import { expect, test } from 'vitest';
import { openShop } from '../shop.ts';
import { fillCart, openAgent } from './client.ts';

const FIRST_TOOLS = [
  'search_products',
  'get_seller',
  'create_cart',
  'add_to_cart',
  'get_cart',
  'update_cart_item',
  'set_shipping_address',
  'checkout',
  'order_status',
  'get_platform_limits',
];

async function listed() {
  const { client } = await openAgent(await openShop());
  return (await client.listTools()).tools;
}

async function cappedAt(usd: number) {
  return openAgent(await openShop({ limits: () => ({ maxItemQuantity: 20, maxCartTotal: { usd } }) }));
}

test('every tool is listed with a title, words and what it does to the world', async () => {
  const tools = await listed();
  expect(tools.map(({ name }) => name)).toEqual(expect.arrayContaining(FIRST_TOOLS));
  for (const { name, title, description, annotations } of tools) {
    expect([name, title?.length, description?.length]).not.toContain(0);
    expect(Object.keys(annotations ?? {}).toSorted()).toEqual([
      'destructiveHint',
      'idempotentHint',
      'openWorldHint',
      'readOnlyHint',
    ]);
  }
  expect(tools.find(({ name }) => name === 'checkout')?.annotations).toMatchObject({
    readOnlyHint: false,
    destructiveHint: true,
  });
});

test('S0.33 S0.34 each tool publishes its arguments as an object of JSON Schema draft 7 that takes no others', async () => {
  for (const { name, inputSchema, outputSchema } of await listed()) {
    expect([name, inputSchema]).toMatchObject([
      name,
      { $schema: 'http://json-schema.org/draft-07/schema#', type: 'object', additionalProperties: false },
    ]);
    expect(outputSchema).toBeUndefined();
  }
});

test('S0.20 S0.24 S0.32 checkout asks for a cart alone, and takes an e-mail and a token', async () => {
  const checkout = (await listed()).find(({ name }) => name === 'checkout')?.inputSchema;
  expect(checkout?.required).toEqual(['cart_id']);
  expect(Object.keys(checkout?.properties ?? {}).toSorted()).toEqual(['buyer_token', 'cart_id', 'email']);
  expect(checkout?.properties).toMatchObject({
    cart_id: { type: 'string', description: 'Cart ID from create_cart' },
    email: { type: 'string', format: 'email' },
    buyer_token: { type: 'string' },
  });
});

test('S0.22 the words of checkout have the agent ask for the e-mail, and never for a token', async () => {
  const checkout = (await listed()).find(({ name }) => name === 'checkout');
  expect(checkout?.description).toContain('ask the user in plain words');
  expect(checkout?.description).toContain('Never ask the user for a token');
  expect(checkout?.description).toContain('the same one on every retry');
});

test('S0.5 the limits are a resource and a tool, and say the same', async () => {
  const { client, call } = await openAgent(await openShop());
  const uri = 'kifly://platform/limits';
  expect((await client.listResources()).resources.map((one) => one.uri)).toEqual([uri]);
  const { contents } = await client.readResource({ uri });
  const { structuredContent } = await call('get_platform_limits');
  expect(structuredContent).toMatchObject({ max_item_quantity: 20, max_cart_total_cents: 200_000 });
  expect(contents).toMatchObject([{ uri, text: JSON.stringify(structuredContent) }]);
  await expect(client.readResource({ uri: 'kifly://other' })).rejects.toThrow('no such resource');
});

test('S0.5 S0.6 a total above the cap is refused, and one that is exactly the cap passes', async () => {
  const [below, exact] = [await cappedAt(4_998), await cappedAt(4_999)];
  const refused = await below.call('checkout', { cart_id: await fillCart(below) });
  expect(refused).toMatchObject({
    isError: true,
    structuredContent: { error: 'cart_total_exceeds_limit', status: 400 },
  });
  expect(refused.words).toContain('get_platform_limits');
  const passed = await exact.call('checkout', { cart_id: await fillCart(exact) });
  expect(passed.structuredContent.status).toBe('action_required');
});

test('S0.2 S0.3 a checkout without an address is refused, and the words say what to call', async () => {
  const { call } = await openAgent(await openShop());
  const { structuredContent } = await call('create_cart', { seller_handle: 'acme' });
  const { cart_id } = structuredContent;
  await call('add_to_cart', { cart_id, variant_id: 'var_stove' });
  const refused = await call('checkout', { cart_id });
  expect(refused).toMatchObject({
    isError: true,
    structuredContent: { error: 'invalid_shipping', status: 400 },
  });
  expect(refused.words).toContain('set_shipping_address');
  expect(refused.structuredContent.next_action).toContain('set_shipping_address');
});

test('S0.4 an address where the seller does not deliver is told at once, and refused at checkout', async () => {
  const agent = await openAgent(await openShop());
  const cart_id = await fillCart(agent, 'west', 'var_roast');
  const { structuredContent } = await agent.call('get_cart', { cart_id });
  expect(structuredContent).toMatchObject({
    delivery_eligible: false,
    delivery_coverage: { countries: ['US'], states: ['CA', 'OR'], cities: null },
  });
  const refused = await agent.call('checkout', { cart_id });
  expect(refused).toMatchObject({
    isError: true,
    structuredContent: { error: 'delivery_unavailable', details: { delivery_coverage: {} } },
  });
});

test.each([
  ['S0.21', 'an e-mail that is none', { email: 'ada' }, 'email'],
  ['S0.33', 'an argument that it does not know', { card: '4242' }, 'card'],
])('%s checkout refuses %s', async (_, __, more, field) => {
  const agent = await openAgent(await openShop());
  const refused = await agent.call('checkout', { cart_id: await fillCart(agent), ...more });
  expect(refused).toMatchObject({
    isError: true,
    structuredContent: {
      error: 'validation',
      details: { fields: { [field]: expect.any(String) as string } },
    },
  });
  expect(refused.words).toContain(field);
});

test('S0.1 a key that may not change anything is told so, and can read', async () => {
  const shop = await openShop();
  const cart_id = await fillCart(await openAgent(shop));
  const { call } = await openAgent(shop, shop.keys.readOnly);
  for (const name of ['create_cart', 'checkout']) {
    expect(await call(name, name === 'checkout' ? { cart_id } : {})).toMatchObject({
      isError: true,
      structuredContent: { error: 'scope_insufficient', details: { required_scope: 'checkout:write' } },
    });
  }
  expect((await call('get_platform_limits')).isError).toBeUndefined();
});

test('a cart is changed and read over MCP as over HTTP', async () => {
  const shop = await openShop();
  const agent = await openAgent(shop);
  const cart_id = await fillCart(agent);
  const before = await agent.call('get_cart', { cart_id });
  const [item] = before.structuredContent.items as readonly { readonly item_id: string }[];
  await agent.call('update_cart_item', { cart_id, item_id: item?.item_id, quantity: 3 });
  const { body } = await shop.call('GET', `/api/agent/cart/${cart_id}`);
  expect(body).toMatchObject({ items: [{ quantity: 3 }], delivery_eligible: true, amount: 13_997 });
  expect((await agent.call('get_cart', { cart_id })).structuredContent).toEqual(body);
  const empty = await agent.call('update_cart_item', { cart_id, item_id: item?.item_id, quantity: 0 });
  expect(empty.structuredContent.items).toEqual([]);
});

test('S1.49 a change under the same key in _meta is made once, and another one under it is refused', async () => {
  const agent = await openAgent(await openShop());
  const { structuredContent } = await agent.call('create_cart', { seller_handle: 'acme' });
  const { cart_id } = structuredContent;
  const meta = { 'railyard/idempotency_key': 'key-1' };
  const add = (quantity: number) =>
    agent.call('add_to_cart', { cart_id, variant_id: 'var_mug', quantity }, meta);
  const first = await add(2);
  expect((await add(2)).structuredContent).toEqual(first.structuredContent);
  expect(await add(3)).toMatchObject({
    isError: true,
    structuredContent: {
      error: 'idempotency_conflict',
      next_action: expect.stringContaining('_meta') as string,
    },
  });
});

test.each([
  ['two words', 'idempotency_key_invalid'],
  [7, 'validation'],
])('S1.47 a key that cannot be one, like %j, is refused', async (key, error) => {
  const { call } = await openAgent(await openShop());
  const refused = await call('create_cart', { seller_handle: 'acme' }, { 'railyard/idempotency_key': key });
  expect(refused).toMatchObject({ isError: true, structuredContent: { error } });
});

test('a tool that there is not is an error of the protocol', async () => {
  const { client } = await openAgent(await openShop());
  await expect(client.callTool({ name: 'refund_everything' })).rejects.toMatchObject({ code: -32_602 });
});

test('what breaks in the server is logged, and told as internal without a word of it', async () => {
  const shop = await openShop({
    catalogue: {
      variant: () => Promise.reject(new Error('CANARY of the catalogue')),
      variantsOf: () => [],
    },
  });
  const { call } = await openAgent(shop);
  const { structuredContent } = await call('create_cart', { seller_handle: 'acme' });
  const broken = await call('add_to_cart', { cart_id: structuredContent.cart_id, variant_id: 'var_stove' });
  expect(broken).toMatchObject({ isError: true, structuredContent: { error: 'internal', status: 500 } });
  expect(JSON.stringify(broken)).not.toContain('CANARY');
  expect(shop.logged.some((line) => line.includes('A request failed.'))).toBe(true);
});
