import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADDRESS } from '../../src/demo/shop.ts';
import { storedSellers } from '../../src/sellers.ts';
import { payFor } from '../shop.ts';
import { type Desk, openDesk } from './desk.ts';

const CART = '/api/agent/cart';
const FERN = ['fern', '--name', 'Fern Pottery', '--currency', 'usd', '--countries', 'us,CA'] as const;

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

const seller = (...args: readonly string[]): Promise<string> => desk.run('seller', ...args);
const find = (handle: string) => storedSellers(desk.shop.store).find(handle);

const to = (city: string, cart: string) =>
  desk.shop.call('PUT', `${CART}/${cart}/shipping-address`, { body: { ...ADDRESS, city } });

describe('railyard seller', () => {
  test('makes a seller, who is there for agents at once', async () => {
    const { call } = desk.shop;
    const made = await seller(
      'add',
      ...FERN,
      '--delivery-fee',
      '650',
      '--states',
      'ca',
      '--cities',
      'San José',
    );
    expect(made).toContain(
      'Delivery fee  6.50 usd\nCountries     US, CA\nStates        CA\nCities        San José',
    );
    expect(made).toContain('Paid at       nowhere');
    expect(await seller('show', 'fern')).toBe(made);
    expect(await seller('list')).toMatch(/^fern +Fern Pottery +usd +here$/m);

    const { status, body } = await call('GET', '/api/agent/sellers/fern');
    expect([status, body.name, body.delivery_fee_cents]).toEqual([200, 'Fern Pottery', 650]);
    expect(body.delivery_coverage).toEqual({ countries: ['US', 'CA'], states: ['CA'], cities: ['San José'] });
    expect((await call('POST', CART, { body: { seller_handle: 'fern' } })).status).toBe(201);
  });

  test('changes what it is told to and nothing else, which every server follows at once', async () => {
    const { call } = desk.shop;
    await seller('add', 'moss', ...FERN.slice(1), '--delivery-fee', '100', '--states', 'CA');
    await call('GET', '/api/agent/sellers/moss');
    const before = await find('moss');
    await seller('set', 'moss', '--states', 'all', '--delivery-fee', '0', '--name', 'Moss');
    expect((await call('GET', '/api/agent/sellers/moss')).body).toMatchObject({
      name: 'Moss',
      delivery_fee_cents: 0,
      delivery_coverage: { countries: ['US', 'CA'], states: null },
    });

    await seller('set', 'moss', '--discovery-only', '--storefront', 'https://moss.example/');
    await seller('set', 'moss', '--storefront-hosts', 'moss.example,www.moss.example');
    expect(await find('moss')).toEqual({
      ...before,
      name: 'Moss',
      deliveryFee: 0,
      coverage: { countries: ['US', 'CA'], states: null, cities: null },
      purchasable: false,
      storefront: { url: 'https://moss.example/', hosts: ['moss.example', 'www.moss.example'] },
    });
    await seller('set', 'moss', '--purchasable', '--storefront', 'none');
    expect(await find('moss')).toMatchObject({ purchasable: true, storefront: null });
  });

  test('keeps the accounts at which a seller is paid', async () => {
    const before = await find('acme');
    expect(before?.accounts).toHaveLength(1);
    await seller('set', 'acme', '--cities', 'all');
    expect(await find('acme')).toEqual(before);
  });

  test.each([
    [
      ['add', 'acme', '--name', 'A', '--currency', 'usd', '--countries', 'US'],
      'There is a seller "acme" already.',
    ],
    [
      ['add', 'globex', '--name', 'A', '--currency', 'usd', '--countries', 'US'],
      'There is a seller "globex"',
    ],
    [['add', 'corner-market', ...FERN.slice(1)], '"corner-market" is the name of a merchant'],
    [['add', 'a b', ...FERN.slice(1)], 'The handle: Write letters, digits,'],
    [['add', 'new', '--currency', 'usd', '--countries', 'US'], '--name: Write what buyers call the seller.'],
    [['add', 'new', '--name', 'N', '--countries', 'US'], '--currency: Write a currency, such as usd.'],
    [
      ['add', 'new', ...FERN.slice(1), '--currency', 'USD'],
      '--currency: Write a currency as ISO 4217 has it',
    ],
    [['add', 'new', ...FERN.slice(1), '--currency', 'usb'], '--currency: ISO 4217 has no such currency.'],
    [['add', 'new', '--name', 'N', '--currency', 'usd'], '--countries: Write where the seller delivers'],
    [['add', 'new', ...FERN.slice(1), '--tenant', 'a:b'], '--tenant: Write letters, digits,'],
    [['add', 'new', ...FERN.slice(1), '--discovery-only'], 'and it has no storefront. Give its address.'],
    [['set', 'acme', '--countries', 'USA'], '--countries: Write countries as ISO 3166-1 alpha-2 has them'],
    [['set', 'acme', '--countries', 'all'], '--countries: Write countries as ISO 3166-1 alpha-2 has them'],
    [['set', 'acme', '--states', ''], '--states: List some, or write null for all.'],
    [['set', 'acme', '--name', ' '], '--name: Write what buyers call the seller.'],
    [['set', 'acme', '--name', 'a\u0000b'], '--name: Send text without control characters'],
    [['set', 'acme', '--delivery-fee', '4.50'], '--delivery-fee: Write a whole number of minor units from 0'],
    [['set', 'acme', '--delivery-fee=-1'], '--delivery-fee: Write a whole number of minor units from 0'],
    [['set', 'acme', '--storefront', 'acme'], '--storefront: Write an https address'],
    [['set', 'acme', '--storefront', 'http://acme.example/'], 'no https address on one of its hosts'],
    [['set', 'acme', '--storefront-hosts', 'acme.example'], '--storefront: Write an https address'],
    [
      ['set', 'acme', '--purchasable', '--discovery-only'],
      'Say --purchasable or --discovery-only, not both.',
    ],
    [['set', 'acme', '--currency', 'eur'], "Unknown option '--currency'"],
    [['set', 'acme'], 'Nothing is to be changed.'],
    [['set', '--name', 'A'], 'Nothing is named.'],
    [['set', 'acme', 'west', '--name', 'A'], '"west" is one too many.'],
    [['set', 'nobody', '--name', 'A'], 'There is no seller "nobody".'],
    [['show', 'nobody'], 'There is no seller "nobody".'],
    [['remove', 'nobody'], 'There is no seller "nobody".'],
    [['list', '--all'], "Unknown option '--all'"],
    [['drop', 'acme'], 'There is no action "drop".'],
  ])('takes nothing that it cannot read, and changes nothing: %j', async (args, sentence) => {
    const before = await seller('show', 'acme');
    await expect(seller(...args)).rejects.toThrow(sentence);
    expect(await seller('show', 'acme')).toBe(before);
    expect(await find('new')).toBeNull();
    expect(await find('globex')).toMatchObject({ tenant: 'other', name: 'Globex' });
  });

  test('lists one tenant’s sellers, and no other’s', async () => {
    expect(await seller('list', '--tenant', 'other')).toBe(
      'HANDLE  NAME    CURRENCY  BOUGHT\nglobex  Globex  usd       here',
    );
    expect(await seller('list', '--tenant', 'nobody')).toBe('The tenant "nobody" has no seller.');
    await seller('add', 'theirs', ...FERN.slice(1), '--tenant', 'other');
    expect(await seller('list')).not.toContain('theirs');
    const { call } = desk.shop;
    expect((await call('GET', '/api/agent/sellers/theirs')).status).toBe(404);
    const { otherTenant: apiKey } = desk.shop.keys;
    expect((await call('GET', '/api/agent/sellers/theirs', { apiKey })).status).toBe(200);
  });

  test('says how it is used', async () => {
    for (const args of [[], ['--help'], ['add', '--help'], ['set', 'acme', '-h']])
      expect(await seller(...args)).toMatch(/^railyard seller list /);
  });
});

describe('a seller that is not on sale any more', () => {
  test('is found by nobody, and sells nothing more, while what was paid stays; and comes back whole', async () => {
    const { call, readyCart, keys } = desk.shop;
    const [paid, open] = [await readyCart(), await readyCart()];
    const order = (await payFor(desk.shop, paid, 'tok_1', 'k1')).body.order_id;
    const before = await find('acme');
    await seller('remove', 'acme');
    expect(await seller('list')).toMatch(/^acme .*not on sale$/m);

    const asked = [
      await call('GET', '/api/agent/sellers/acme'),
      await call('GET', '/api/agent/rails?seller_handle=acme'),
      await call('POST', CART, { body: { seller_handle: 'acme' } }),
      await call('POST', CART, { apiKey: keys.acmeOnly, body: {} }),
      await call('POST', `${CART}/${open}/checkout`),
      await payFor(desk.shop, open, 'tok_2', 'k2'),
      await call('POST', '/api/agent/payment-link', { body: { cart_id: open } }),
    ];
    expect(asked.map(({ status, body }) => [status, body.error])).toEqual(
      asked.map(() => [404, 'not_found']),
    );
    expect(desk.shop.provider.submitted).toEqual(['tok_1']);
    expect((await call('GET', `/api/agent/orders/${String(order)}`)).body.status).toBe('paid');
    expect((await payFor(desk.shop, paid, 'tok_1', 'k1')).status).toBe(200);

    await seller('restore', 'acme');
    expect(await find('acme')).toEqual(before);
    expect((await payFor(desk.shop, open, 'tok_2', 'k3')).status).toBe(200);
  });
});

describe('delivery', () => {
  test('S0.4 goes to the cities of a seller alone, however their names are written', async () => {
    const { call, readyCart } = desk.shop;
    await seller('set', 'acme', '--cities', 'San José,Zürich,Łódź,東京');
    const cart = await readyCart();
    for (const city of ['San José', ' san  jose ', 'SAN JOSE\u0301', 'zurich', 'ZÜRICH', 'łódź', '東京']) {
      const { body } = await to(city, cart);
      expect([city, body.delivery_eligible, body.delivery_fee_cents]).toEqual([city, true, 500]);
    }
    const coverage = { countries: ['US'], states: null, cities: ['San José', 'Zürich', 'Łódź', '東京'] };
    for (const city of ['San Juan', 'San José del Cabo', '京都', 'Zur', '-']) {
      const { body } = await to(city, cart);
      expect([city, body.delivery_eligible, body.delivery_fee_cents]).toEqual([city, false, 0]);
      expect(body.delivery_coverage).toEqual(coverage);
    }
    const refused = await call('POST', `${CART}/${cart}/checkout`);
    expect([refused.status, refused.body.error]).toEqual([400, 'delivery_unavailable']);
    expect(refused.body.details).toEqual({ delivery_coverage: coverage });
    await to('San Jose', cart);
    expect((await call('POST', `${CART}/${cart}/checkout`)).status).toBe(402);
    await seller('set', 'acme', '--cities', 'all');
  });

  test('goes on for a seller that was kept before there were cities', async () => {
    const { call, store } = desk.shop;
    const { onSale: _, coverage, ...known } = (await find('west')) ?? {};
    const { cities: __, ...older } = coverage ?? {};
    await store.update([{ space: 'seller', key: 'west' }], () => ({
      rows: [{ value: { ...known, coverage: older }, tenant: 'demo', state: 'open', due: null }],
      result: null,
    }));
    const { body } = await call('GET', '/api/agent/sellers/west');
    expect(body.delivery_coverage).toEqual({ countries: ['US'], states: ['CA', 'OR'], cities: null });
    expect(await seller('show', 'west')).toContain('On sale       yes');
  });
});
