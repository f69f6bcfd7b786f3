import { describe, expect, test } from 'vitest';
import { ADDRESS } from '../src/demo/shop.ts';
import { readApiKey } from '../src/http/auth.ts';
import { like, TEXT } from './matchers.ts';
import { openShop } from './shop.ts';

const CART = '/api/agent/cart';

interface Document {
  readonly paths: Record<string, Record<string, unknown>>;
}

describe('an API key', () => {
  test('is asked for on every route of /api/agent', async () => {
    const { call } = await openShop();
    const { paths } = JSON.parse((await call('GET', '/openapi.json')).text) as Document;
    const routes = Object.entries(paths)
      .filter(([path]) => path.startsWith('/api/agent'))
      .flatMap(([path, methods]) =>
        Object.keys(methods).map((method) => [method.toUpperCase(), path] as const),
      );
    expect(routes).toHaveLength(22);

    for (const [method, path] of routes) {
      const { status, body } = await call(method, path.replaceAll(/[{}]/g, ''), { apiKey: null });
      expect({ method, path, status, error: body.error }).toEqual({
        method,
        path,
        status: 401,
        error: 'invalid_api_key',
      });
    }
  });

  test('is refused alike, whether malformed or unknown, and one that is missing is told so', async () => {
    const { call } = await openShop();
    const [missing, ...wrong] = await Promise.all(
      [null, 'nonsense', 'kfa_test_unknown', 'kfa_live_unknown'].map((apiKey) =>
        call('GET', '/api/agent/limits', { apiKey }),
      ),
    );
    expect([missing, ...wrong].map((answer) => answer?.status)).toEqual([401, 401, 401, 401]);
    expect(new Set(wrong.map(({ text }) => text)).size).toBe(1);
    expect(missing?.body).toMatchObject({
      message: 'No API key was sent.',
      next_action: like(/Ask the operator .* "Authorization: Bearer kfa_…"/),
    });
    expect(wrong[0]?.body.message).toBe('The API key is not known here.');
  });

  test('is taken as Bearer, in a list beside a payment, or as X-API-Key', async () => {
    const { call, keys } = await openShop();
    const statusWith = async (headers: Record<string, string>): Promise<number> =>
      (await call('GET', '/api/agent/limits', { apiKey: null, headers })).status;

    expect(await statusWith({ authorization: `Bearer ${keys.network}` })).toBe(200);
    expect(await statusWith({ authorization: `bearer ${keys.network}` })).toBe(200);
    expect(await statusWith({ authorization: `Bearer ${keys.network}, Payment spt_1` })).toBe(200);
    expect(await statusWith({ authorization: `Payment id="a", Bearer ${keys.network}` })).toBe(200);
    expect(await statusWith({ 'x-api-key': keys.network })).toBe(200);
    expect(await statusWith({ authorization: 'Payment spt_1', 'x-api-key': keys.network })).toBe(200);
    expect(await statusWith({ authorization: 'Payment spt_1' })).toBe(401);
  });

  test('S0.1 without the scope checkout:write refuses every change, and without checkout:read every look', async () => {
    const { call, keys, readyCart } = await openShop();
    const cart = await readyCart();
    const changed = await call('POST', `${CART}/${cart}/checkout`, { apiKey: keys.readOnly });
    expect(changed.status).toBe(403);
    expect(changed.body).toMatchObject({
      error: 'scope_insufficient',
      details: { required_scope: 'checkout:write' },
    });

    const read = await call('GET', `${CART}/${cart}`, { apiKey: keys.writeOnly });
    expect(read.status).toBe(403);
    expect(read.body.error).toBe('scope_insufficient');
  });

  test('sees only its own carts', async () => {
    const { call, keys, readyCart } = await openShop();
    const cart = await readyCart();
    for (const apiKey of [keys.neighbour, keys.otherTenant]) {
      const answers = await Promise.all([
        call('GET', `${CART}/${cart}`, { apiKey }),
        call('PUT', `${CART}/${cart}/shipping-address`, { apiKey, body: ADDRESS }),
        call('POST', `${CART}/${cart}/items`, { apiKey, body: { variant_id: 'var_mug' } }),
        call('POST', `${CART}/${cart}/checkout`, { apiKey }),
      ]);
      expect(answers.map(({ status, body }) => [status, body.error])).toEqual(
        Array.from({ length: 4 }, () => [404, 'cart_not_found']),
      );
    }
  });
});

describe('the seller of a cart', () => {
  test('has to be named by a key of the whole network', async () => {
    const { call } = await openShop();
    const { status, body } = await call('POST', CART, { body: {} });
    expect(status).toBe(422);
    expect(body.details).toMatchObject({ fields: { seller_handle: TEXT } });
  });

  test('is fixed by a key of one seller, whatever the request names', async () => {
    const { call, keys } = await openShop();
    const { status, body } = await call('POST', CART, {
      apiKey: keys.acmeOnly,
      body: { seller_handle: 'west' },
    });
    expect(status).toBe(201);
    expect(body.seller).toMatchObject({ handle: 'acme', name: 'Acme' });
  });

  test('of another tenant does not exist', async () => {
    const { call } = await openShop();
    for (const seller_handle of ['globex', 'nobody']) {
      const { status, body } = await call('POST', CART, { body: { seller_handle } });
      expect([status, body.error]).toEqual([404, 'not_found']);
    }
  });
});

test('a request is refused for who, may, how much, which key and which form, in this order', async () => {
  const { call, keys, readyCart } = await openShop();
  const path = `${CART}/${await readyCart()}/items`;
  const faulty = { key: null, headers: { 'content-length': '70000' }, body: '{"variant_id": 7}' };
  const errorOf = async (fixes: Parameters<typeof call>[2]): Promise<unknown> =>
    (await call('POST', path, { ...faulty, ...fixes })).body.error;

  expect(await errorOf({ apiKey: 'kfa_test_none' })).toBe('invalid_api_key');
  expect(await errorOf({ apiKey: keys.readOnly })).toBe('scope_insufficient');
  expect(await errorOf({})).toBe('payload_too_large');
  expect(await errorOf({ headers: {} })).toBe('missing_idempotency_key');
  expect(await errorOf({ headers: {}, key: 'k1' })).toBe('validation');
  expect(await errorOf({ headers: {}, key: 'k1', body: { variant_id: 'var_none' } })).toBe('not_found');
});

test('readApiKey finds the Bearer part and nothing else', () => {
  expect(readApiKey('Bearer kfa_test_a', 'kfa_test_b')).toBe('kfa_test_a');
  expect(readApiKey('Payment x="Bearer kfa_test_a"', undefined)).toBeNull();
  expect(readApiKey('Basic kfa_test_a', undefined)).toBeNull();
  expect(readApiKey('Bearer', undefined)).toBeNull();
  expect(readApiKey(undefined, ' kfa_test_b ')).toBe('kfa_test_b');
  expect(readApiKey('Bearer kfa_test_a;', undefined)).toBeNull();
});
