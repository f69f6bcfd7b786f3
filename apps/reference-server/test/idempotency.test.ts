import { setTimeout as delay } from 'node:timers/promises';
import { changePolicy } from '@railyard/core/spend';
import { describe, expect, test } from 'vitest';
import { fixedCatalogue } from '../src/catalogue.ts';
import { ADDRESS } from '../src/demo/shop.ts';
import { newApiKey, storedKeys } from '../src/keys.ts';
import { hashText, nodeRuntime } from '../src/runtime.ts';
import { storedSellers } from '../src/sellers.ts';
import { codeIn } from './buyers/desk.ts';
import { paid } from './fake-rail.ts';
import { createLatch } from './latch.ts';
import { type Call, openShop, type Shop } from './shop.ts';

const CART = '/api/agent/cart';
const BUYERS = '/api/agent/buyers';
const REPLAYED = 'idempotent-replayed';

/** One request for every route that changes something, on a cart made for it. */
async function changes(shop: Shop): Promise<readonly (readonly [string, string, Call])[]> {
  const { call, readyCart, inbox } = shop;
  const [cart, other, third] = [await readyCart(), await readyCart(), await readyCart()];
  const items = (await call('GET', `${CART}/${cart}`)).body.items as { item_id: string }[];
  const path = `${CART}/${cart}`;
  await call('POST', `${BUYERS}/code`, { body: { email: 'ann@example.com' } });
  return [
    ['POST', CART, { body: { seller_handle: 'acme' } }],
    ['POST', `${path}/items`, { body: { variant_id: 'var_mug', quantity: 2 } }],
    ['PATCH', `${path}/items/${items[0]?.item_id}`, { body: { quantity: 3 } }],
    ['PUT', `${path}/shipping-address`, { body: { ...ADDRESS, city: 'Omaha' } }],
    ['DELETE', `${path}/items/${items[0]?.item_id}`, {}],
    ['POST', `${CART}/${other}/checkout`, { headers: { 'x-fake': 'token' } }],
    ['POST', '/api/agent/payment-link', { body: { cart_id: third } }],
    ['POST', BUYERS, { body: { email: 'bob@example.com', name: 'Bob' } }],
    ['POST', `${BUYERS}/code`, { body: { email: 'cleo@example.com' } }],
    ['POST', `${BUYERS}/verify`, { body: { email: 'ann@example.com', code: codeIn(inbox) } }],
    await decision(shop),
  ];
}

/** Of somebody who may decide, about what a neighbour wants to pay. */
async function decision({ store, keys, call, readyCart }: Shop): Promise<readonly [string, string, Call]> {
  const who = { tenant: 'demo', principal: 'key_neighbour' };
  const runtime = { hash: hashText, now: () => Date.now() };
  await changePolicy({ store, runtime }, who, () => ({ approvalAbove: [] }));
  const cart = await readyCart({ apiKey: keys.neighbour });
  const asked = await call('POST', `${CART}/${cart}/checkout`, { apiKey: keys.neighbour, body: {} });
  const apiKey = newApiKey('test');
  const scopes = ['approval:write'] as const;
  await storedKeys(store).register(apiKey, { id: 'key_decider', tenant: 'demo', seller: null, scopes });
  const path = `/api/agent/approvals/${String(asked.body.details?.approval_id)}/decision`;
  return ['POST', path, { apiKey, body: { decision: 'approved' } }];
}

describe('an Idempotency-Key', () => {
  test('S1.47 is asked for by every route that changes something', async () => {
    const shop = await openShop();
    const all = await changes(shop);
    const { paths } = JSON.parse((await shop.call('GET', '/openapi.json')).text) as {
      paths: Record<string, object>;
    };
    const agents = Object.entries(paths).filter(([path]) => path.startsWith('/api/agent/'));
    const methods = agents.flatMap(([, operations]) => Object.keys(operations));
    expect(all).toHaveLength(methods.filter((method) => method !== 'get').length);
    for (const [method, path, call] of all) {
      const { status, body } = await shop.call(method, path, { ...call, key: null });
      expect([method, status, body.error]).toEqual([method, 400, 'missing_idempotency_key']);
    }
  });

  test('S1.48 sent again gives the original status and body, and changes nothing', async () => {
    const shop = await openShop();
    for (const [method, path, call] of await changes(shop)) {
      const first = await shop.call(method, path, { ...call, key: `one-key${method}` });
      const again = await shop.call(method, path, { ...call, key: `one-key${method}` });
      expect([method, first.headers.get(REPLAYED)]).toEqual([method, null]);
      expect([method, again.status, again.text]).toEqual([method, first.status, first.text]);
      expect(again.headers.get(REPLAYED)).toBe('true');
    }
    expect(shop.provider.submitted).toEqual(['token']);
  });

  test('S1.48 gives the original cart, also when the cart has changed since', async () => {
    const { call, readyCart } = await openShop();
    const path = `${CART}/${await readyCart()}/items`;
    const first = await call('POST', path, { key: 'k', body: { variant_id: 'var_mug' } });
    await call('POST', path, { body: { variant_id: 'var_mug' } });
    const again = await call('POST', path, { key: 'k', body: { variant_id: 'var_mug' } });
    expect(again.text).toBe(first.text);
  });

  test('S1.48 gives the original cart, also when the variant has left the catalogue since', async () => {
    const catalogue = fixedCatalogue([{ id: 'var_stove', seller: 'acme', title: 'Stove', unitAmount: 4499 }]);
    let isOnSale = true;
    const { call } = await openShop({
      catalogue: { ...catalogue, variant: (id) => (isOnSale ? catalogue.variant(id) : null) },
    });
    const cart = String((await call('POST', CART, { body: { seller_handle: 'acme' } })).body.cart_id);
    const add = () => call('POST', `${CART}/${cart}/items`, { key: 'k1', body: { variant_id: 'var_stove' } });
    const first = await add();
    isOnSale = false;
    expect(await add()).toMatchObject({ status: 200, text: first.text });
  });

  test('S1.48 gives the original cart, also when its seller has changed since, or has left', async () => {
    let passed = 0;
    const runtime = {
      ...nodeRuntime([{ id: 'one', bytes: new Uint8Array(32) }]),
      now: () => Date.now() + passed,
    };
    const { call, store } = await openShop({ runtime });
    const make = () => call('POST', CART, { key: 'k1', body: { seller_handle: 'west' } });
    const made = await make();
    const path = `${CART}/${String(made.body.cart_id)}`;
    const repeated = [
      make,
      () => call('POST', `${path}/items`, { key: 'k2', body: { variant_id: 'var_roast' } }),
      () => call('PUT', `${path}/shipping-address`, { key: 'k3', body: { ...ADDRESS, region: 'IL' } }),
    ];
    const first: string[] = [];
    for (const change of repeated) first.push((await change()).text);
    const sellers = storedSellers(store);
    const west = await sellers.find('west');
    if (!west) throw new Error('There is no seller "west".');
    const coverage = { ...west.coverage, states: ['IL'] };
    const storefront = { url: 'https://west.example/', hosts: ['west.example'] };
    await sellers.save({ ...west, name: 'East', coverage, storefront, purchasable: false, onSale: false });
    passed = 2_000;
    for (const [at, change] of repeated.entries()) {
      const { text, headers } = await change();
      expect([text, headers.get(REPLAYED)]).toEqual([first[at], 'true']);
    }
    expect((await call('POST', CART, { body: { seller_handle: 'west' } })).status).toBe(404);
    expect((await call('GET', path)).body).toMatchObject({ seller: { name: 'East' } });
  });

  test('S1.49 makes a retry safe when the first answer was lost, and while the first is running', async () => {
    const { call, readyCart, provider } = await openShop();
    const path = `${CART}/${await readyCart()}/checkout`;
    const latch = createLatch();
    provider.answer = async ({ total }, token) => {
      await latch.opened;
      return paid(total, token);
    };
    const pay = () => call('POST', path, { key: 'k', headers: { 'x-fake': 'token' } });
    const first = pay();
    while (provider.submitted.length === 0) await delay(1);
    const copies = [pay(), pay(), pay()];
    latch.open();
    const answers = await Promise.all([first, ...copies]);
    answers.push(await pay());

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(provider.submitted).toEqual(['token']);
  });

  test('S1.50 belongs to the API key: the same one of two callers never meets', async () => {
    const { call, keys } = await openShop();
    const body = { seller_handle: 'acme' };
    const mine = await call('POST', CART, { key: 'k', body });
    const theirs = await call('POST', CART, { key: 'k', body, apiKey: keys.neighbour });
    expect(theirs.status).toBe(201);
    expect(theirs.headers.get(REPLAYED)).toBeNull();
    expect(theirs.body.cart_id).not.toBe(mine.body.cart_id);
  });

  test('S1.51 with another body, or on another cart, is 409 idempotency_conflict and changes nothing', async () => {
    const shop = await openShop();
    const { call, readyCart } = shop;
    const [one, other] = [await readyCart(), await readyCart()];
    const pay = (cart: string, body: object = {}) =>
      call('POST', `${CART}/${cart}/checkout`, { key: 'k', body, headers: { 'x-fake': 'token' } });
    expect((await pay(one)).status).toBe(200);
    for (const conflict of [await pay(other), await pay(one, { email: 'ada@example.com' })]) {
      expect([conflict.status, conflict.body.error]).toEqual([409, 'idempotency_conflict']);
    }
    expect(shop.provider.submitted).toEqual(['token']);

    const path = `${CART}/${other}/items`;
    await call('POST', path, { key: 'items', body: { variant_id: 'var_mug' } });
    const conflict = await call('POST', path, { key: 'items', body: { variant_id: 'var_mug', quantity: 2 } });
    expect([conflict.status, conflict.body.error]).toEqual([409, 'idempotency_conflict']);
  });

  test('may be quoted, and is the same key without the quotes', async () => {
    const { call } = await openShop();
    const body = { seller_handle: 'acme' };
    const bare = await call('POST', CART, { key: 'k-1', body });
    const quoted = await call('POST', CART, { key: '"k-1"', body });
    expect(quoted.text).toBe(bare.text);
  });

  test.each(['a b', 'a,b', 'k'.repeat(256), 'schlüssel'])('is refused when malformed: %s', async (key) => {
    const { call } = await openShop();
    const { status, body } = await call('POST', CART, { key, body: { seller_handle: 'acme' } });
    expect([status, body.error]).toEqual([400, 'idempotency_key_invalid']);
  });
});
