import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { reconcile } from '@railyard/core/operator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/database.ts';
import { KEY_SPACE, keyIdOf, storedKeys } from '../../src/keys.ts';
import { credentialFor } from '../cards/payer.ts';
import { openCardShop } from '../cards/shop.ts';
import { NUMBER } from '../matchers.ts';
import { openAgent } from '../mcp/client.ts';
import { startProcess } from '../server-process.ts';
import { payFor } from '../shop.ts';
import { type Desk, openDesk } from './desk.ts';

const LIMITS = '/api/agent/limits';
const KEY = '550e8400-e29b-41d4-a716-446655440000';
const checkout = (cart: string): string => `/api/agent/cart/${cart}/checkout`;
const READ = ['--scope', 'checkout:read'] as const;

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

const key = (...args: readonly string[]): Promise<string> => desk.run('key', ...args);
const status = async (apiKey: string): Promise<number> =>
  (await desk.shop.call('GET', LIMITS, { apiKey })).status;

describe('railyard key', () => {
  test('prints a new key alone, which is good at once and for what it is told', async () => {
    const told = startProcess({ RAILYARD_FOLDER: desk.folder }, [], undefined, ['key', 'create', ...READ]);
    expect(await told.ended).toBe(0);
    const [secret = ''] = told.output().split('\n');
    expect(told.output()).toBe(`${secret}\n`);
    expect(secret).toMatch(/^kfa_test_[0-9a-f]{48}$/);
    expect(await status(secret)).toBe(200);
    const refused = await desk.shop.call('POST', '/api/agent/cart', { apiKey: secret, body: {} });
    expect(refused.body.error).toBe('scope_insufficient');
  });

  test('begins as the mode says, and is for the seller and the tenant that it names', async () => {
    const live = { RAILYARD_FOLDER: desk.folder, RAILYARD_MODE: 'live' };
    expect(await desk.runWith(live, 'key', 'create', ...READ)).toMatch(/^kfa_live_/);
    const wrong = { ...live, RAILYARD_MODE: 'prod' };
    await expect(desk.runWith(wrong, 'key', 'create', ...READ)).rejects.toThrow('RAILYARD_MODE has no such');

    const { call } = desk.shop;
    const one = await key('create', '--scope', 'checkout:write', ...READ, '--seller', 'west');
    const made = await call('POST', '/api/agent/cart', { apiKey: one, body: { seller_handle: 'acme' } });
    expect(made.body.seller).toMatchObject({ handle: 'west' });
    const theirs = await key('create', ...READ, '--tenant', 'other');
    expect((await call('GET', '/api/agent/sellers/acme', { apiKey: theirs })).status).toBe(404);
    expect((await call('GET', '/api/agent/sellers/globex', { apiKey: theirs })).status).toBe(200);
  });

  test('S2.11 makes the key of an operator, who is no agent and looks at all sellers of a tenant', async () => {
    const cases = '/api/operator/cases';
    const one = await key('create', '--scope', 'operator', '--name', 'ada');
    expect((await desk.shop.call('GET', cases, { apiKey: one })).status).toBe(200);
    expect(await status(one)).toBe(403);
    await expect(key('create', '--scope', 'operator', '--seller', 'acme')).rejects.toThrow(
      'A key with the scope "operator" is for all sellers of its tenant.',
    );
  });

  test('lists what keys are for, by tenant, and no secret', async () => {
    const name = 'listed-bot';
    const scopes = ['--scope', 'buyer:write', '--scope', 'checkout:read', '--scope', 'buyer:write'];
    const secret = await key('create', ...scopes, '--name', name, '--seller', 'acme');
    const theirs = await key('create', ...READ, '--tenant', 'other', '--name', 'theirs');
    const list = await key('list');
    const line = list.split('\n').find((one) => one.includes(name));
    expect(line?.split(/ +/)).toEqual([
      keyIdOf(secret),
      name,
      'demo',
      'acme',
      'buyer:write,checkout:read',
      expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}Z$/),
      '-',
    ]);
    expect(list).toContain('key_network');
    expect(list).not.toContain('theirs');
    const others = await key('list', '--tenant', 'other');
    expect(others).toContain('theirs');
    expect(others).not.toContain(name);
    for (const text of [list, others])
      for (const one of [secret, theirs]) expect(text).not.toContain(one.slice('kfa_test_'.length));
    expect(await key('list', '--tenant', 'nobody')).toBe('The tenant "nobody" has no API key.');
  });

  test('writes no key into the database', async () => {
    const secret = await key('create', ...READ, '--name', 'kept');
    await key('revoke', keyIdOf(secret));
    const words = secret.slice('kfa_test_'.length);
    for (const file of readdirSync(desk.folder).filter((one) => statSync(join(desk.folder, one)).isFile()))
      expect(readFileSync(join(desk.folder, file)).includes(words)).toBe(false);
    expect(JSON.stringify(desk.shop.logged)).not.toContain(words);
  });

  test.each([
    [
      ['create'],
      '--scope: Write scopes out of checkout:read, checkout:write, buyer:write, approval:write, operator.',
    ],
    [['create', '--scope', 'admin'], '--scope: Write scopes out of'],
    [['create', ...READ, '--tenant', 'a:b'], '--tenant: Write letters, digits,'],
    [['create', ...READ, '--name', ''], '--name: Write letters, digits,'],
    [['create', ...READ, '--seller', 'nobody'], 'The tenant "demo" has no seller "nobody".'],
    [['create', ...READ, '--seller', 'globex'], 'The tenant "demo" has no seller "globex".'],
    [['create', ...READ, 'more'], 'railyard key create --scope'],
    [['revoke'], 'Nothing is named.'],
    [['revoke', 'key_0'], 'There is no API key "key_0". The ids are in: railyard key list.'],
    [['list', '--secret'], "Unknown option '--secret'"],
    [['show'], 'There is no action "show".'],
  ])('takes nothing that it cannot read, and changes nothing: %j', async (args, sentence) => {
    const before = await Promise.all([key('list'), key('list', '--tenant', 'other')]);
    await expect(key(...args)).rejects.toThrow(sentence);
    expect(await Promise.all([key('list'), key('list', '--tenant', 'other')])).toEqual(before);
  });

  test('says how it is used, and how to rotate', async () => {
    expect(await key()).toContain('To rotate: create another key');
    expect(await key('revoke', '--help')).toMatch(/^railyard key create /);
  });
});

describe('a key that was revoked', () => {
  test('is refused on every server at once, over HTTP and MCP, and only its holder learns why', async () => {
    const { call, server, keys } = desk.shop;
    const secret = await key('create', ...READ, '--scope', 'checkout:write');
    const agent = await openAgent({ server, keys }, secret);
    expect(await status(secret)).toBe(200);
    const said = await key('revoke', keyIdOf(secret));
    expect(said).toMatch(/REVOKED\n.* \d{4}-\d\d-\d\dT[\d:]{8}Z$/);
    expect(said).not.toContain(secret.slice('kfa_test_'.length));

    const refused = await call('GET', LIMITS, { apiKey: secret });
    expect([refused.status, refused.body.error]).toEqual([401, 'invalid_api_key']);
    expect(refused.body.message).toBe('This API key was revoked.');
    await expect(agent.call('get_platform_limits')).rejects.toThrow('This API key was revoked.');
    await expect(openAgent({ server, keys }, secret)).rejects.toThrow('invalid_api_key');

    const half = `${secret.slice(0, -1)}${secret.endsWith('0') ? '1' : '0'}`;
    const stranger = await call('GET', LIMITS, { apiKey: half });
    expect(stranger.text).toBe((await call('GET', LIMITS, { apiKey: 'kfa_test_0' })).text);
    expect(await status(keys.network)).toBe(200);
  });

  test('stays revoked: neither another revocation nor another start changes it', async () => {
    const { store } = desk.shop;
    const secret = await key('create', ...READ, '--name', 'first');
    const id = keyIdOf(secret);
    await key('revoke', id);
    const keys = storedKeys(store);
    const before = await keys.findById(id);
    expect(before).toMatchObject({ name: 'first', createdAt: NUMBER, revokedAt: NUMBER });
    await key('revoke', id);
    await keys.register(secret, { id, tenant: 'demo', scopes: ['checkout:read'], seller: null });
    expect(await keys.findById(id)).toEqual(before);
    await expect(keys.find(secret)).rejects.toMatchObject({ code: 'invalid_api_key' });
  });

  test('of an older version is revoked as any other', async () => {
    const { store } = desk.shop;
    const secret = await key('create', ...READ);
    const id = keyIdOf(secret);
    const older = { id, tenant: 'demo', scopes: ['checkout:read'], seller: null };
    await store.update([{ space: KEY_SPACE, key: `id:${id}` }], () => ({
      rows: [{ value: older, tenant: 'demo', state: 'active', due: null }],
      result: null,
    }));
    expect(await status(secret)).toBe(200);
    expect(await key('list')).toMatch(new RegExp(`^${id} +- +demo +all +checkout:read +- +-$`, 'm'));
    await key('revoke', id);
    expect(await status(secret)).toBe(401);
  });

  test('leaves a payment under way to be finished, for its order to be read by the operator', async () => {
    const { server, provider, readyCart, store } = desk.shop;
    const secret = await key('create', ...READ, '--scope', 'checkout:write');
    const cart = await readyCart({ apiKey: secret });
    provider.answer = () => ({ state: 'pending', reference: 'late' });
    provider.status = () => ({ state: 'pending', reference: 'late' });
    const call: typeof desk.shop.call = (method, path, more) =>
      desk.shop.call(method, path, { ...more, apiKey: secret });
    expect((await payFor({ ...desk.shop, call }, cart, 'tok_late')).status).toBe(503);
    await key('revoke', keyIdOf(secret));
    expect(await status(secret)).toBe(401);

    provider.status = (total) => ({
      state: 'paid',
      reference: 'late',
      total,
      receipt: { headers: {}, body: {}, meta: {} },
    });
    desk.pass(60);
    await reconcile(server.checkout);
    const record = await store.get<{ readonly order: { readonly reference: string } }>(
      'cart',
      `demo:${cart}`,
    );
    expect(record?.order.reference).toBe('late');
  });
});

describe('a payment that stands in for a key that was revoked', () => {
  test('begins nothing more, and is told to the end what it has begun', async () => {
    const own = await openDesk();
    const store = openDatabase(own.folder);
    const shop = await openCardShop({ store });
    const pay = (cart: string, authorization: string) =>
      shop.call('POST', checkout(cart), { key: KEY, apiKey: null, headers: { authorization } });
    const [done, raw, standard] = [await shop.readyCart(), await shop.readyCart(), await shop.readyCart()];
    const token = (): string => shop.stripe.mint({ maxAmount: 4999 });
    const asked = await Promise.all(
      [done, raw, standard].map((cart) => shop.call('POST', checkout(cart), { key: KEY })),
    );
    const first = `Payment ${token()}`;
    const paid = await pay(done, first);
    expect(paid.status).toBe(200);

    await own.run('key', 'revoke', 'key_network');
    const before = shop.stripe.calls().length;
    const [, , challenge] = asked;
    if (!challenge) throw new Error('No challenge was given.');
    const refused = [
      await pay(raw, `Payment ${token()}`),
      await pay(standard, credentialFor(challenge, token())),
    ];
    for (const { status: answered, body } of refused) {
      expect([answered, body.error]).toEqual([401, 'invalid_api_key']);
      expect(body.message).toBe('Nothing here tells whose payment this is.');
    }
    expect((await pay(done, first)).text).toBe(paid.text);
    expect(shop.stripe.calls()).toHaveLength(before);

    await shop.server.idle();
    await store.close();
    await own.close();
  });
});
