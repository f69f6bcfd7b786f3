import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommand } from '../../src/commands.ts';
import { readConfig } from '../../src/config.ts';
import { openDatabase } from '../../src/database.ts';
import { ADDRESS } from '../../src/demo/shop.ts';
import { keyIdOf, storedKeys } from '../../src/keys.ts';
import { readLimits, setLimits } from '../../src/limits.ts';
import type { OpenPorts } from '../../src/ports/open-ports.ts';
import { openPorts } from '../../src/ports.ts';
import { PRODUCT_SPACE, storedCatalogue } from '../../src/products.ts';
import { storedSellers } from '../../src/sellers.ts';
import { compose } from '../../src/server.ts';
import { callTo, type Shop } from '../shop.ts';
import { type Desk, openDesk } from './desk.ts';

const CART = '/api/agent/cart';
const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
/** The example of the README. */
const [, EXAMPLE = ''] = /```json\n(\{\n {2}"sellers"[\s\S]*?)```/.exec(README) ?? [];
const PAY_TO = '0x00000000000000000000000000000000000000AA';
const X402 = {
  X402_NETWORK: 'base-sepolia',
  X402_PAY_TO: PAY_TO,
  X402_FACILITATOR_URL: 'http://127.0.0.1:1',
};
const LIVE = {
  ...X402,
  X402_NETWORK: 'base',
  X402_FACILITATOR_URL: 'https://facilitator.example',
  X402_RPC_URL: 'http://127.0.0.1:1',
  RAILYARD_MODE: 'live',
};

/** An account that the fake rails of a shop take. */
const PAID = { rail: 'x402', pay_to: PAY_TO };
const V = { id: 'var_v', title: 'V', price: 100 };
const UPS = { carrier: 'ups', service: 'ground', title: 'UPS', price: 700, days: [2, 5] };
/** The public key that RFC 7515 has as an example. */
const KEY = {
  kid: 'k1',
  alg: 'ES256',
  kty: 'EC',
  crv: 'P-256',
  x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'railyard-seed-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A seed file with this in it. */
function fileOf(seed: unknown): string {
  const file = join(folder, 'seed.json');
  writeFileSync(file, typeof seed === 'string' ? seed : JSON.stringify(seed));
  return file;
}

/** A seller of a seed. */
function sellerOf(handle: string, more: object = {}): object {
  return { handle, name: 'Fern', currency: 'usd', coverage: { countries: ['US'] }, ...more };
}

const priced = (price: number, more = {}) => ({
  sellers: [
    sellerOf('dear', { accounts: [PAID], products: [{ id: 'var_dear', title: 'Dear', price, ...more }] }),
  ],
});

interface Booted {
  readonly ports: OpenPorts;
  readonly call: Shop['call'];
}

const accountsOf = async ({ ports }: Booted, handle = 'fern-pottery') =>
  (await storedSellers(ports.store).find(handle))?.accounts;

const sellers = async (ports: OpenPorts) => {
  const found = storedSellers(ports.store);
  return [await found.find('fern-pottery'), await found.find('moss-books')] as const;
};

/** Boots a server in a folder of its own, lets it be asked, and ends it. */
async function booted<T>(variables: NodeJS.ProcessEnv, ask: (booted: Booted) => Promise<T>): Promise<T> {
  const ports = await openPorts(readConfig({ LOG_LEVEL: 'silent', ...variables }));
  try {
    const server = compose(ports);
    return await ask({ ports, call: callTo(server, readFileSync(ports.apiKeyFile, 'utf8').trim()) });
  } finally {
    await ports.close();
  }
}

const product = (id: string, price: number) => ({ id, title: id, price });

/** A desk whose server sells what is in the store, within the caps that are there. */
function openStocked(): Promise<Desk> {
  return openDesk((store) => ({ catalogue: storedCatalogue(store), limits: () => readLimits(store) }));
}

describe('railyard seed', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openStocked();
  });
  afterAll(() => desk.close());

  const seed = (given: unknown): Promise<string> => desk.run('seed', fileOf(given));
  const cartAt = async (seller_handle: string): Promise<string> =>
    String((await desk.shop.call('POST', CART, { body: { seller_handle } })).body.cart_id);
  const add = (cart: string, variant_id: string) =>
    desk.shop.call('POST', `${CART}/${cart}/items`, { body: { variant_id } });

  test('makes of the README’s example a shop that sells, and changes nothing when it is said again', async () => {
    const { call, store } = desk.shop;
    const said = await seed(EXAMPLE);
    const keyFile = join(desk.folder, 'keys', 'shop-bot');
    expect(said).toBe(`Sellers   2\nProducts  3\nAPI key   ${keyFile}`);
    const apiKey = readFileSync(keyFile, 'utf8').trim();
    const found = await call('GET', '/api/agent/sellers/fern-pottery', { apiKey });
    expect(found.body).toMatchObject({
      name: 'Fern Pottery',
      delivery_fee_cents: 600,
      delivery_coverage: { countries: ['US'], states: ['CA', 'OR'], cities: ['San José', 'Portland'] },
    });
    expect((await call('GET', '/api/agent/limits', { apiKey })).body).toMatchObject({
      max_item_quantity: 10,
      max_cart_total_cents: 150_000,
    });

    const cart = await cartAt('fern-pottery');
    expect((await add(cart, 'var_fern_bowl')).body.subtotal_cents).toBe(2400);
    expect((await add(cart, 'var_fern_cup')).status).toBe(404);
    const address = { ...ADDRESS, city: 'San Jose', region: 'CA' };
    await call('PUT', `${CART}/${cart}/shipping-address`, { body: address });
    await seed({ sellers: [sellerOf('fern-pottery', { accounts: [PAID] })] });
    const paid = await call('POST', `${CART}/${cart}/checkout`, { headers: { 'x-fake': 'tok_seed' } });
    expect([paid.status, paid.body.amount]).toEqual([200, 3000]);
    const referred = await call('POST', `${CART}/${await cartAt('moss-books')}/items`, {
      body: { variant_id: 'var_moss_guide' },
    });
    expect(referred.body).toMatchObject({ kifly_purchasable: false, subtotal_cents: 3200 });

    const kept = async () => [
      await storedSellers(store).ofTenant('demo'),
      await store.get(PRODUCT_SPACE, 'of:fern-pottery'),
      await storedKeys(store).ofTenant('demo'),
      await readLimits(store),
    ];
    await seed(EXAMPLE);
    const before = await kept();
    expect(await seed(EXAMPLE)).toBe(said);
    expect(await kept()).toEqual(before);
    expect(readFileSync(keyFile, 'utf8').trim()).toBe(apiKey);
  });

  test('leaves what it does not name as it is', async () => {
    const { store, call } = desk.shop;
    const full = sellerOf('moss', {
      delivery_fee: 700,
      storefront: { url: 'https://moss.example/' },
      accounts: [PAID],
      products: [product('var_a', 100), product('var_b', 200)],
    });
    await seed({ sellers: [full], limits: { max_item_quantity: 9 } });
    await desk.run('seller', 'remove', 'moss');
    const before = await storedSellers(store).find('moss');
    await seed({ sellers: [sellerOf('moss', { products: [product('var_c', 300), product('var_b', 250)] })] });
    expect(await storedSellers(store).find('moss')).toEqual({ ...before, name: 'Fern' });
    expect(before).toMatchObject({
      deliveryFee: 700,
      onSale: false,
      storefront: { hosts: ['moss.example'] },
    });
    await seed({ sellers: [sellerOf('moss', { on_sale: true })] });
    const catalogue = storedCatalogue(store);
    const sold = (await catalogue.variantsOf('moss')).map(({ id, unitAmount }) => [id, unitAmount]);
    expect(sold).toEqual([
      ['var_c', 300],
      ['var_b', 250],
      ['var_a', 100],
    ]);
    expect((await call('GET', '/api/agent/limits')).body.max_item_quantity).toBe(9);
    await setLimits(store, { maxItemQuantity: 3 });
    await seed({ limits: { max_item_quantity: 8 } });
    expect((await readLimits(store)).maxItemQuantity).toBe(3);
  });

  test('changes a price for what enters a cart from then on, and takes a product from sale', async () => {
    const { call } = desk.shop;
    await seed(priced(1000));
    const cart = await cartAt('dear');
    await add(cart, 'var_dear');
    await call('PUT', `${CART}/${cart}/shipping-address`, { body: ADDRESS });
    await seed(priced(1500));
    expect((await add(cart, 'var_dear')).body).toMatchObject({
      items: [{ unit_price_cents: 1000 }, { unit_price_cents: 1500 }],
      amount: 2500,
    });
    await seed(priced(1500, { on_sale: false }));
    const gone = await add(cart, 'var_dear');
    expect([gone.status, gone.body.error]).toEqual([404, 'not_found']);
    const paid = await call('POST', `${CART}/${cart}/checkout`, { headers: { 'x-fake': 'tok_dear' } });
    expect([paid.status, paid.body.amount]).toEqual([200, 2500]);
    for (const id of ['\u0000', '\ud800']) expect((await add(await cartAt('dear'), id)).status).toBe(422);
    for (const id of ['of:dear', 'id:var_dear', 'constructor', 'x'.repeat(100)])
      expect((await add(await cartAt('dear'), id)).status).toBe(404);
  });

  test.each([
    ['{', /^The seed file ".*seed\.json" is no JSON: .*\.$/],
    [[], 'seed.json": Write an object with sellers, tenants, keys or limits.'],
    [{ seller: [] }, 'seed.json": There is no "seller" here.'],
    [{ sellers: {} }, 'seed.json", sellers: Write a list.'],
    [{ sellers: [sellerOf('new'), 7] }, 'seed.json", sellers[1]: Write an object.'],
    [{ sellers: [sellerOf('a:b')] }, 'sellers[0].handle: Write letters, digits,'],
    [{ sellers: [sellerOf('new', { name: '' })] }, 'sellers[0].name: Write what buyers call the seller.'],
    [{ sellers: [sellerOf('new', { colour: 1 })] }, 'sellers[0]: There is no "colour" here.'],
    [
      { sellers: [sellerOf('new', { currency: 'usb' })] },
      'sellers[0].currency: ISO 4217 has no such currency.',
    ],
    [{ sellers: [sellerOf('new', { delivery_fee: '5' })] }, 'sellers[0].delivery_fee: Write a whole number'],
    [
      { sellers: [sellerOf('new', { coverage: 'US' })] },
      'sellers[0].coverage: Write where the seller delivers',
    ],
    [
      { sellers: [sellerOf('new', { coverage: { countries: ['USA'] } })] },
      'sellers[0].coverage.countries[0]: Write',
    ],
    [{ sellers: [sellerOf('new', { purchasable: false })] }, 'sellers[0]: Buyers of "new" are sent on'],
    [
      { sellers: [sellerOf('new', { storefront: { url: 'http://a.example' } })] },
      'sellers[0]: Rail "directory-',
    ],
    [
      { sellers: [sellerOf('new', { accounts: [{ rail: 'barter', pay_to: 'x' }] })] },
      'sellers[0].accounts[0]: There is no rail "barter".',
    ],
    [
      { sellers: [sellerOf('new', { accounts: [{ rail: 'x402', pay_to: '0x1' }] })] },
      'accounts[0]: "0x1" is no account on',
    ],
    [
      { sellers: [sellerOf('new', { accounts: [{ rail: 'x402', pay_to: `${PAY_TO.slice(0, -1)}b` }] })] },
      'check for typing errors.',
    ],
    [
      { sellers: [sellerOf('new', { products: [{ id: 'v', title: 'V', price: 1.5 }] })] },
      'sellers[0].products[0].price: Write',
    ],
    [
      { sellers: [sellerOf('new', { products: [{ id: 'v', title: 'V', price: -1 }] })] },
      'sellers[0].products[0].price: Write',
    ],
    [
      { sellers: [sellerOf('new', { products: [{ id: 'v', title: 'V', price: 1, link: 'javascript:1' }] })] },
      'products[0].link: Write an https',
    ],
    [{ sellers: [sellerOf('new'), sellerOf('new')] }, 'sellers[1].handle: "new" is there twice.'],
    [
      { sellers: [sellerOf('new', { products: [V, V] })] },
      'sellers[0].products[1].id: "var_v" is there twice.',
    ],
    [
      { sellers: [sellerOf('new'), sellerOf('corner-market')] },
      'sellers[1]: "corner-market" is the name of a merchant, where platforms buy.',
    ],
    [
      { sellers: [sellerOf('new'), sellerOf('globex')] },
      'sellers[1]: The handle "globex" is taken by another tenant.',
    ],
    [
      { sellers: [sellerOf('new'), sellerOf('acme', { currency: 'eur' })] },
      'sellers[1]: "acme" sells in usd, for good',
    ],
    [
      { sellers: [sellerOf('new', { products: [{ ...V, id: 'var_owned' }] })] },
      'sellers[0].products[0]: The id "var_owned" is a product of another seller.',
    ],
    [
      { sellers: [sellerOf('new', { products: [{ ...V, stock: -1 }] })] },
      'sellers[0].products[0].stock: Write how many',
    ],
    [
      { sellers: [sellerOf('new', { delivery_options: [UPS, { ...UPS, price: 1 }] })] },
      'sellers[0].delivery_options: List ways to deliver',
    ],
    [
      { sellers: [sellerOf('new', { delivery_options: [{ ...UPS, days: [5, 2] }] })] },
      'sellers[0].delivery_options[0].days: Write the days',
    ],
    [
      { tenants: [{ id: 'new', token_keys: [{ ...KEY, d: 'AAAA' }] }] },
      'token_keys[0]: There is no "d" here.',
    ],
    [
      { tenants: [{ id: 'new', token_keys: [{ ...KEY, alg: 'HS256' }] }] },
      'token_keys[0].alg: Write one of ES256',
    ],
    [
      { tenants: [{ id: 'new', token_keys: [{ ...KEY, x: 'AAAA' }] }] },
      'token_keys[0]: The key "k1" is no ES256 key.',
    ],
    [
      { tenants: [{ id: 'new', token_keys: [KEY, KEY] }] },
      'tenants[0].token_keys: Give each key a kid of its own',
    ],
    [
      {
        tenants: [
          { id: 'new', token_keys: [] },
          { id: 'new', token_keys: [] },
        ],
      },
      'tenants[1].id: "new" is there twice.',
    ],
    [{ keys: [{ name: 'b', scopes: [] }] }, 'keys[0].scopes: Write scopes out of'],
    [{ keys: [{ name: '../b', scopes: ['checkout:read'] }] }, 'keys[0].name: Write letters, digits,'],
    [
      { keys: [{ name: 'b', scopes: ['checkout:read'], seller: 'globex' }] },
      'keys[0]: The tenant "demo" has no seller "globex".',
    ],
    [
      { keys: ['b', 'B'].map((name) => ({ name, scopes: ['checkout:read'] })) },
      'keys[1].name: "b" is there twice.',
    ],
    [{ limits: { max_item_quantity: 0 } }, 'limits.max_item_quantity: Write a whole number from 1'],
    [{ limits: { max_cart_total: { usb: 1 } } }, 'limits.max_cart_total'],
    [{ limits: { max_cart_total: { usd: 0 } } }, 'limits.max_cart_total.usd: Write a whole number'],
  ])('says what is wrong and where, and changes nothing: %j', async (given, sentence) => {
    const { store } = desk.shop;
    await seed({ sellers: [sellerOf('owner', { products: [{ ...V, id: 'var_owned' }] })] });
    await expect(seed(given)).rejects.toThrow(sentence);
    expect(await storedSellers(store).find('new')).toBeNull();
    expect((await storedKeys(store).ofTenant('demo')).map(({ name }) => name)).not.toContain('b');
  });

  test('says how it is used, and prints the JSON Schema of the file', async () => {
    for (const args of [[], ['--help'], ['-h']])
      expect(await desk.run('seed', ...args)).toMatch(/^railyard seed FILE/);
    await expect(desk.run('seed', 'nowhere.json')).rejects.toThrow(
      /^There is no seed file ".*nowhere\.json"/,
    );
    await expect(desk.run('seed', 'a.json', 'b.json')).rejects.toThrow('"b.json" is one too many.');
    await expect(desk.run('seed', '--scheme')).rejects.toThrow("Unknown option '--scheme'");
    const schema = JSON.parse(await desk.run('seed', '--schema')) as Schema;
    expect(schema).toMatchObject({ type: 'object', additionalProperties: false });
    const { properties, required } = schema.properties.sellers.items;
    expect(required).toEqual(['handle', 'name', 'currency', 'coverage']);
    expect(Object.keys(properties)).toContain('products');
  });

  test('is for one tenant’s sellers as for another’s, and mixes them nowhere', async () => {
    const { call, keys } = desk.shop;
    await seed({
      sellers: [sellerOf('theirs', { tenant: 'other', products: [{ ...V, id: 'var_theirs' }] })],
      keys: [{ name: 'their-bot', tenant: 'other', seller: 'theirs', scopes: ['checkout:read'] }],
    });
    expect((await call('GET', '/api/agent/sellers/theirs')).status).toBe(404);
    expect((await call('GET', '/api/agent/sellers/theirs', { apiKey: keys.otherTenant })).status).toBe(200);
    const apiKey = readFileSync(join(desk.folder, 'keys', 'their-bot'), 'utf8').trim();
    expect((await call('GET', '/api/agent/sellers/globex', { apiKey })).status).not.toBe(401);
    expect(await desk.run('key', 'list')).not.toContain('their-bot');
  });
});

interface Schema {
  readonly properties: {
    readonly sellers: {
      readonly items: { readonly properties: object; readonly required: readonly string[] };
    };
  };
}

test('railyard seed writes nothing where no server has started yet', async () => {
  const home = mkdtempSync(join(folder, 'early-'));
  const store = openDatabase(home);
  await expect(
    runCommand(['seed', fileOf({ sellers: [sellerOf('early')] })], {
      variables: { ...X402, RAILYARD_FOLDER: home },
      say: () => {},
    }),
  ).rejects.toThrow('holds no limits yet');
  expect(await storedSellers(store).find('early')).toBeNull();
  await store.close();
});

describe('RAILYARD_SEED', () => {
  test('is applied at every start, beside the demo’s shop, to sellers who are paid where the platform is', async () => {
    const home = mkdtempSync(join(folder, 'home-'));
    const file = fileOf(EXAMPLE);
    const variables = { ...X402, RAILYARD_FOLDER: home, RAILYARD_SEED: file };
    const apiKey = await booted(variables, async (server) => {
      const { call, ports } = server;
      const secret = readFileSync(join(home, 'keys', 'shop-bot'), 'utf8').trim();
      expect(statSync(join(home, 'keys', 'shop-bot')).mode & 0o777).toBe(0o600);
      expect((await call('GET', '/api/agent/limits', { apiKey: secret })).body.max_item_quantity).toBe(10);
      expect((await call('GET', '/api/agent/sellers/prairie-supply')).status).toBe(200);
      expect(await accountsOf(server)).toEqual([{ rail: 'x402', payTo: PAY_TO, active: true }]);
      expect(await ports.catalogue.variant('var_fern_bowl')).toMatchObject({
        description: 'Stoneware, 16 cm',
        unitAmount: 2400,
      });
      const kept = readFileSync(join(home, 'railyard.db'));
      expect(kept.includes(secret.slice('kfa_test_'.length))).toBe(false);
      await storedKeys(ports.store).revoke(keyIdOf(secret));
      return secret;
    });

    const elsewhere = { ...variables, X402_PAY_TO: `${PAY_TO.slice(0, -2)}bb` };
    await booted(elsewhere, async (server) => {
      const refused = await server.call('GET', '/api/agent/limits', { apiKey });
      expect([refused.status, refused.body.message]).toEqual([401, 'This API key was revoked.']);
      for (const handle of ['fern-pottery', 'prairie-supply'])
        expect(await accountsOf(server, handle)).toEqual([
          { rail: 'x402', payTo: elsewhere.X402_PAY_TO, active: true },
          { rail: 'x402', payTo: PAY_TO, active: false },
        ]);
    });
  });

  test('lets a server sell for real money, where nothing of the demo is sold', async () => {
    const home = mkdtempSync(join(folder, 'live-'));
    const variables = { ...LIVE, RAILYARD_FOLDER: home, RAILYARD_SEED: fileOf(EXAMPLE) };
    await booted(variables, async ({ call, ports }) => {
      expect(await ports.catalogue.variantsOf('prairie-supply')).toEqual([]);
      expect((await call('GET', '/api/agent/sellers/prairie-supply')).status).toBe(404);
      const made = await call('POST', CART, { body: { seller_handle: 'fern-pottery' } });
      const cart = String(made.body.cart_id);
      await call('POST', `${CART}/${cart}/items`, { body: { variant_id: 'var_fern_bowl' } });
      const address = { ...ADDRESS, city: 'Portland', region: 'OR' };
      await call('PUT', `${CART}/${cart}/shipping-address`, { body: address });
      const { status, body } = await call('POST', `${CART}/${cart}/checkout`);
      expect([status, body.amount]).toEqual([402, 3000]);
      expect(readFileSync(join(home, 'keys', 'shop-bot'), 'utf8')).toMatch(/^kfa_live_/);
    });
    const play = openPorts(readConfig({ ...X402, RAILYARD_FOLDER: home }));
    await expect(play).rejects.toThrow(
      /is of the mode "live", and RAILYARD_MODE is "test"\. Set RAILYARD_FOLDER/,
    );
  });

  test('stops a start that it is wrong for, with the place of the mistake, and then changes no caps', async () => {
    const home = join(folder, 'wrong');
    const variables = {
      ...X402,
      RAILYARD_FOLDER: home,
      RAILYARD_SEED: fileOf({ sellers: [sellerOf('a b')] }),
    };
    const start = () => openPorts(readConfig(variables));
    await expect(start()).rejects.toThrow('sellers[0].handle: Write letters');
    fileOf({ sellers: [sellerOf('fine', { currency: 'eur' })] });
    await booted(variables, async () => {});
    fileOf({ sellers: [sellerOf('fine')], limits: { max_item_quantity: 999 } });
    await expect(start()).rejects.toThrow('sellers[0]: "fine" sells in eur, for good');
    const store = openDatabase(home);
    expect((await readLimits(store)).maxItemQuantity).toBe(20);
    await store.close();
  });

  test('leaves a rail that an operator has deactivated, and an account that they have chosen', async () => {
    const home = mkdtempSync(join(folder, 'own-'));
    const variables = { ...X402, RAILYARD_FOLDER: home, RAILYARD_SEED: fileOf(EXAMPLE) };
    const off = [{ rail: 'x402', payTo: PAY_TO, active: false }];
    const other = [{ rail: 'x402', payTo: `${PAY_TO.slice(0, -2)}cc`, active: true }];
    await booted(variables, async ({ ports }) => {
      const [fern, moss] = await sellers(ports);
      if (!fern || !moss) throw new Error('The seed was not applied.');
      await storedSellers(ports.store).save({ ...fern, accounts: off });
      await storedSellers(ports.store).save({ ...moss, accounts: other });
    });
    await booted(variables, async ({ ports }) => {
      const [fern, moss] = await sellers(ports);
      expect([fern?.accounts, moss?.accounts]).toEqual([off, other]);
    });
  });
});
