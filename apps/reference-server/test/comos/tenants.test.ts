import { beforeAll, expect, test } from 'vitest';
import { ADDRESS } from '../../src/demo/comos.ts';
import { like } from '../matchers.ts';
import { BASE_URL } from '../shop.ts';
import { BASKET, begin, openShopper, PRESS, type Shopper } from './agent.ts';
import { type Claims, openWorld, PLACE, type World } from './world.ts';

let world: World;
let ada: Shopper;
let sagaId: string;
beforeAll(async () => {
  world = await openWorld();
  ada = await world.shopper('ada');
  sagaId = await begin(ada, 'ada@example.com');
});

const SAGA_TOOLS = [
  'checkout_status',
  'checkout_create_payment_session',
  'checkout_shipping_options',
  'checkout_retry',
];

test.each([
  ['a user of another tenant', { tenant: 'other', sub: 'ada' }],
  ['another user of the tenant', { tenant: 'demo', sub: 'bob' }],
])('S2.15 S2.17 to %s the checkout is one that there is not', async (_, { tenant, sub }) => {
  const stranger = await world.shopper(sub, tenant);
  const nobodys = 'saga_4kPx0Zr8TqYw2Lm6Nv1BcD';
  for (const tool of SAGA_TOOLS) {
    const answer = await stranger.call(tool, { sagaId });
    expect(answer).toMatchObject({ isError: true, structuredContent: { error: 'not_found' } });
    expect(answer.content).toEqual((await stranger.call(tool, { sagaId: nobodys })).content);
  }
  const select = { sagaId, carrierId: 'ups', serviceId: 'ground' };
  expect((await stranger.call('checkout_select_shipping', select)).structuredContent.error).toBe('not_found');
  const listed = await stranger.call('checkout_list', { userId: sub });
  expect(listed.structuredContent).toEqual({ checkouts: [] });
  const cart = await stranger.call('cart_get', { cartId: 'ada@example.com' });
  expect(cart.structuredContent.items).toEqual([]);
});

test('S2.15 S2.17 a tenant_id that is not the token’s is refused, whoever’s checkout it is', async () => {
  const auth_token = await world.token({ tenant: 'demo', sub: 'ada' });
  for (const tenant_id of ['other', 'nobody', 'demo ', 'Demo', '__proto__']) {
    const answer = await ada.callBare('checkout_status', { tenant_id, auth_token, sagaId });
    expect(answer).toMatchObject({ isError: true, structuredContent: { error: 'invalid_api_key' } });
  }
});

test('S2.15 tenant_id and sagaId are required, and nothing else is taken', async () => {
  const none = await ada.callBare('checkout_create_payment_session');
  expect(none.structuredContent).toMatchObject({
    error: 'validation',
    details: { fields: { tenant_id: 'Required.', sagaId: 'Required.' } },
  });
  const more = await ada.call('checkout_create_payment_session', { sagaId, cardNumber: '4242424242424242' });
  expect(more.structuredContent).toMatchObject({
    error: 'validation',
    details: { fields: { cardNumber: like(/./) } },
  });
  expect(world.stripe.sessions()).toEqual([]);
});

test('S2.6 the number of a card that is sent all the same is nowhere afterwards', async () => {
  const pan = '4242424242424242';
  const answers = [
    await ada.call('checkout_create_payment_session', { sagaId, cardNumber: pan }),
    await ada.call('checkout_start', { userId: 'ada', cartId: 'x', card: { number: pan } }),
    await ada.call('checkout_start', { userId: 'ada', cartId: 'x', paymentMethodId: pan }),
  ];
  expect(answers.map(({ isError }) => isError)).toEqual([true, true, true]);
  for (const text of [JSON.stringify(answers), JSON.stringify(world.store.held()), world.logged.join('')])
    expect(text).not.toContain(pan);
});

const REFUSED: readonly (readonly [string, Claims])[] = [
  ['has expired', { tenant: 'demo', sub: 'ada', expiresIn: -60 }],
  ['never ends', { tenant: 'demo', sub: 'ada', expiresIn: null }],
  ['another tenant has signed', { tenant: 'demo', sub: 'ada', signedBy: 'other' }],
  [
    'another tenant has signed in the name of a key of this one',
    { tenant: 'demo', sub: 'ada', signedBy: 'other', kid: 'demo' },
  ],
  ['names another tenant', { tenant: 'demo', sub: 'ada', tenant_id: 'other' }],
  ['names a key that there is not', { tenant: 'demo', sub: 'ada', kid: 'demo-2' }],
];

test.each(REFUSED)('S2.16 a token that %s is refused, and changes nothing', async (_, claims) => {
  const records = world.store.held().length;
  const auth_token = await world.token(claims);
  const given = { tenant_id: 'demo', auth_token, cartId: 'x', productId: BASKET };
  const answer = await ada.callBare('cart_add_item', given);
  expect(answer).toMatchObject({ isError: true, structuredContent: { error: 'invalid_api_key' } });
  expect(JSON.stringify(answer)).not.toContain(auth_token);
  expect(world.store.held()).toHaveLength(records);
});

const b64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

test('S2.16 a token without a signature, or signed with the public key as a secret, is refused', async () => {
  const payload = b64({ sub: 'ada', tenant_id: 'demo', exp: Math.floor(world.now() / 1_000) + 60 });
  const forged = [
    `${b64({ alg: 'none', kid: 'demo' })}.${payload}.`,
    `${b64({ alg: 'HS256', kid: 'demo' })}.${payload}.${Buffer.alloc(32).toString('base64url')}`,
    `${b64({ alg: 'ES256', kid: 'demo', jwk: { kty: 'EC' } })}.${payload}.AAAA`,
    'not a token',
    '',
  ];
  for (const auth_token of forged) {
    const answer = await ada.callBare('cart_get', { tenant_id: 'demo', auth_token, cartId: 'x' });
    expect(answer.structuredContent.error).toBe('invalid_api_key');
  }
  const without = await ada.callBare('cart_get', { tenant_id: 'demo', cartId: 'x' });
  expect(without.structuredContent.error).toBe('invalid_api_key');
});

test('S2.16 the token may come with the request, too', async () => {
  const server = world.serve();
  const token = await world.token({ tenant: 'demo', sub: 'ada' });
  const bearing: typeof fetch = (url, init) => {
    const request = new Request(url, init);
    request.headers.set('authorization', `Bearer ${token}`);
    return server.fetch(request);
  };
  const { callBare } = await openShopper(
    new URL(`${BASE_URL}/comos/mcp`),
    { tenant_id: '', auth_token: '' },
    bearing,
  );
  const read = await callBare('checkout_status', { tenant_id: 'demo', sagaId });
  expect(read.structuredContent).toMatchObject({ sagaId, status: 'pending' });
});

test('S2.16 products are ObjectIds of the tenant, and others are not there', async () => {
  const found = await ada.call('catalog_search');
  const products = found.structuredContent.products as readonly { readonly productId: string }[];
  expect(products.map(({ productId }) => productId)).toEqual([PRESS, BASKET, like(/^[0-9a-f]{24}$/)]);
  const stove = await ada.call('cart_add_item', { cartId: 'x', productId: 'var_stove' });
  expect(stove.structuredContent).toMatchObject({ error: 'validation' });
  const globe = await ada.call('cart_add_item', { cartId: 'x', productId: PLACE.globe });
  expect(globe.structuredContent).toMatchObject({ error: 'not_found' });
  const apart = await (await world.shopper('bob', 'other')).call('catalog_search', { query: 'globe' });
  expect(apart.structuredContent.products).toMatchObject([{ productId: PLACE.globe, title: 'Globe' }]);
});

test('S2.17 neither of two tenants’ users of one name has the other’s cart or checkout', async () => {
  const bob = await world.shopper('bob', 'other');
  const namesake = await world.shopper('bob', 'demo');
  const theirs = await begin(bob, 'shared', { product: PLACE.globe, userId: 'bob' });
  const cart = await namesake.call('cart_get', { cartId: 'shared' });
  expect(cart.structuredContent.items).toEqual([]);
  expect((await namesake.call('checkout_status', { sagaId: theirs })).structuredContent.error).toBe(
    'not_found',
  );
  const wrong = await bob.call('checkout_start', {
    userId: 'ada',
    cartId: 'shared',
    shippingAddress: ADDRESS,
  });
  expect(wrong.structuredContent).toMatchObject({ details: { fields: { userId: like(/./) } } });
});

test('S2.6 S2.17 no token and no address of a buyer is logged', () => {
  const log = world.logged.join('\n');
  expect(log).not.toMatch(/eyJ[\w-]+\./);
  expect(log).not.toContain('ada@example.com');
});
