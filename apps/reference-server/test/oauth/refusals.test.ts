import { describe, expect, test } from 'vitest';
import { containing } from '../matchers.ts';
import { BASE_URL } from '../shop.ts';
import { authorizeUrl, codeForm, post, refreshForm, register, tokenFor } from './endpoints.ts';
import { allow, CALLBACK, connect, type OauthShop, openOauthShop, signIn } from './shop.ts';
import { openTab, type Page } from './tab.ts';

async function clientIn(shop: OauthShop, metadata = {}): Promise<string> {
  return String((await register(shop, metadata)).body.client_id);
}

/** Where a browser ends up that a client has sent with these parameters. */
async function sent(shop: OauthShop, over: Parameters<typeof authorizeUrl>[1], metadata = {}): Promise<Page> {
  return openTab(shop).open(authorizeUrl(await clientIn(shop, metadata), over));
}

/** What a client is answered in the address that it is sent back to. */
function answerIn({ hash, searchParams }: URL): URLSearchParams {
  return hash === '' ? searchParams : new URLSearchParams(hash.slice(1));
}

/** The error with which a browser was sent back to its client; null when it was not. */
function errorIn({ url }: Page): string | null {
  return url.href.startsWith(CALLBACK) ? answerIn(url).get('error') : null;
}

/** A code that a person has just allowed a new client. */
async function codeFor(shop: OauthShop): Promise<{ client: string; code: string }> {
  const client = await clientIn(shop);
  const back = await allow(shop, authorizeUrl(client));
  return { client, code: back.searchParams.get('code') ?? '' };
}

function asked(shop: OauthShop, path: string, authorization?: string): Promise<Response> {
  const headers = authorization === undefined ? {} : { authorization };
  const method = path === '/mcp' ? 'POST' : 'GET';
  return shop.server.fetch(new Request(`${BASE_URL}${path}`, { method, headers }));
}

const WAY =
  'scope="checkout:read checkout:write buyer:write", resource_metadata="http://shop.test/.well-known/oauth-protected-resource';

describe('a client is sent back with an error', () => {
  test.each([
    ['without a challenge', { code_challenge: null, code_challenge_method: null }, 'invalid_request'],
    ['with a plain challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['with a challenge that does not say how', { code_challenge_method: null }, 'invalid_request'],
    ['for a server elsewhere', { resource: 'https://elsewhere.example/mcp' }, 'invalid_target'],
    [
      'for this server and another',
      { resource: [`${BASE_URL}/mcp`, 'https://other.example'] },
      'invalid_target',
    ],
    ['for what is no address', { resource: 'mcp' }, 'invalid_target'],
    ['for a token at once', { response_type: 'token' }, 'unsupported_response_type'],
    ['when nobody may be asked', { prompt: 'none' }, 'login_required'],
  ])('%s', async (_, over, error) => {
    const page = await sent(await openOauthShop(), over);
    expect([errorIn(page), answerIn(page.url).get('state')]).toEqual([error, 'a state']);
  });

  test('when its person does not allow it', async () => {
    const shop = await openOauthShop();
    const tab = openTab(shop);
    await signIn(shop, tab, authorizeUrl(await clientIn(shop)));
    const page = await tab.press('deny');
    expect([errorIn(page), page.url.searchParams.get('iss')]).toEqual(['access_denied', BASE_URL]);
    expect(page.url.searchParams.get('code')).toBeNull();
  });

  test('when its person goes before they have signed in', async () => {
    const shop = await openOauthShop();
    const tab = openTab(shop);
    await tab.open(authorizeUrl(await clientIn(shop)));
    expect(errorIn(await tab.press('deny'))).toBe('access_denied');
  });
});

describe('nobody is sent anywhere', () => {
  test.each([
    ['to an address that the client has not registered', { redirect_uri: 'https://elsewhere.example/' }],
    ['to another path on this device', { redirect_uri: 'http://127.0.0.1:7777/other' }],
    ['to another name of this device', { redirect_uri: 'http://localhost:7777/callback' }],
    ['for a client that has not registered', { client_id: 'nobody' }],
    ['for two clients at once', { client_id: ['one', 'two'] }],
    ['to a path below', { redirect_uri: 'http://127.0.0.1:7777/callback/../other' }],
    ['with a query of its own', { redirect_uri: 'http://127.0.0.1:7777/callback?to=elsewhere' }],
    ['with more than fits', { state: 'x'.repeat(4_096) }],
  ])('%s', async (_, over) => {
    const page = await sent(await openOauthShop(), over);
    expect([page.status, page.url.origin]).toEqual([400, BASE_URL]);
    expect(page.text).toContain('cannot be connected');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test('but to any port of this device, as it gives them', async () => {
    const page = await sent(await openOauthShop(), { redirect_uri: 'http://127.0.0.1:50123/callback' });
    expect([page.status, page.text.includes('wants to shop for you')]).toEqual([200, true]);
  });
});

describe('a client cannot register', () => {
  test.each([
    ['without an address', { redirect_uris: [] }],
    ['with an address that is not encrypted', { redirect_uris: ['http://elsewhere.example/'] }],
    ['with a script', { redirect_uris: ['javascript:alert(1)'] }],
    ['with a document', { redirect_uris: ['data:text/html,here'] }],
    ['with a file', { redirect_uris: ['file:///etc/passwd'] }],
    ['with a name that begins like this device', { redirect_uris: ['http://127.0.0.1.elsewhere.example/'] }],
    ['with a name before this device', { redirect_uris: ['http://localhost@elsewhere.example/'] }],
    ['with a fragment', { redirect_uris: ['https://app.example/#here'] }],
    ['for tokens of its own', { grant_types: ['client_credentials'] }],
    ['for the password of its person', { grant_types: ['password'] }],
    [
      'as what it is not, by application_type',
      { application_type: 'web', redirect_uris: ['http://a.example/'] },
    ],
  ])('%s', async (_, metadata) => {
    const { status, body } = await register(await openOauthShop(), metadata);
    expect([status, typeof body.error]).toEqual([400, 'string']);
  });

  test.each([[[]], [null], ['text'], [7]])('as %j', async (metadata) => {
    const shop = await openOauthShop();
    expect((await register(shop, metadata === null ? 'null' : metadata)).status).toBeLessThan(500);
  });

  test.each([
    ['https://app.example/callback'],
    ['http://localhost:3000/callback'],
    ['http://[::1]/callback'],
    ['com.example.app:/callback'],
    ['cursor://anysphere.cursor-mcp/oauth/callback'],
  ])('but with %s it can', async (redirect) => {
    expect((await register(await openOauthShop(), { redirect_uris: [redirect] })).status).toBe(201);
  });
});

describe('a code is no good', () => {
  test.each([
    ['without the verifier', { code_verifier: '' }],
    ['with another verifier', { code_verifier: 'x'.repeat(43) }],
    ['for another redirect', { redirect_uri: 'http://127.0.0.1:7777/other' }],
    ['for another server', { resource: 'https://elsewhere.example' }],
  ])('%s', async (_, over) => {
    const shop = await openOauthShop();
    const { client, code } = await codeFor(shop);
    expect((await post(shop, 'token', { ...codeForm(client, code), ...over })).status).toBe(400);
  });

  test('for another client', async () => {
    const shop = await openOauthShop();
    const { code } = await codeFor(shop);
    const { status, body } = await post(shop, 'token', codeForm(await clientIn(shop), code));
    expect([status, body.error]).toEqual([400, 'invalid_grant']);
  });

  test('twice, and then what it gave is not either', async () => {
    const shop = await openOauthShop();
    const { client, code } = await codeFor(shop);
    const given = await post(shop, 'token', codeForm(client, code));
    const again = await post(shop, 'token', codeForm(client, code));
    expect([given.status, again.status, again.body.error]).toEqual([200, 400, 'invalid_grant']);
    const renewed = await post(shop, 'token', refreshForm(client, given.body.refresh_token));
    expect(renewed.body.error).toBe('invalid_grant');
  });

  test('after a minute', async () => {
    const shop = await openOauthShop();
    const { client, code } = await codeFor(shop);
    shop.advance(60_000);
    expect((await post(shop, 'token', codeForm(client, code))).body.error).toBe('invalid_grant');
  });
});

test('a client with a secret has to show it', async () => {
  const shop = await openOauthShop();
  const metadata = { token_endpoint_auth_method: 'client_secret_post' };
  const { body } = await register(shop, metadata);
  const client = String(body.client_id);
  const back = await allow(shop, authorizeUrl(client));
  const form = codeForm(client, back.searchParams.get('code') ?? '');
  expect((await post(shop, 'token', form)).body.error).toBe('invalid_client');
  expect((await post(shop, 'token', { ...form, client_secret: 'wrong' })).body.error).toBe('invalid_client');
  const given = await post(shop, 'token', { ...form, client_secret: String(body.client_secret) });
  expect(given.status).toBe(200);
});

test('a language model reads that people can let it in, where they can', async () => {
  const [open, closed] = [await openOauthShop(), await openOauthShop({ oauth: null })];
  const words = 'WWW-Authenticate of the 401 says how a person lets you in';
  expect(await (await asked(open, '/llms.txt')).text()).toContain(words);
  expect(await (await asked(closed, '/llms.txt')).text()).not.toContain(words);
  for (const path of ['/.well-known/oauth-authorization-server', '/oauth/authorize'])
    expect((await asked(closed, path)).status).toBe(404);
});

describe('a request is told the way to a token', () => {
  test.each([
    ['/mcp', undefined, `Bearer ${WAY}/mcp"`],
    ['/api/agent/limits', undefined, `Bearer ${WAY}"`],
    ['/mcp', `Bearer ${'x'.repeat(43)}`, `Bearer error="invalid_token", ${WAY}/mcp"`],
    ['/api/agent/limits', 'Bearer kfa_test_none', `Bearer error="invalid_token", ${WAY}"`],
  ])('%s with %s', async (path, authorization, header) => {
    const response = await asked(await openOauthShop(), path, authorization);
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, header]);
  });

  test('when its token has ended, or is for a server at another address', async () => {
    const shop = await openOauthShop();
    const { memory } = await connect(shop);
    const bearer = `Bearer ${memory.kept?.access_token}`;
    expect((await asked(shop, '/api/agent/limits', bearer)).status).toBe(200);
    const { store, runtime } = shop;
    const elsewhere = await openOauthShop({ store, runtime, baseUrl: 'http://elsewhere.test' });
    expect((await asked(elsewhere, '/api/agent/limits', bearer)).status).toBe(401);
    shop.advance(3_600_000);
    const late = await asked(shop, '/mcp', bearer);
    expect([late.status, late.headers.get('www-authenticate')]).toEqual([
      401,
      `Bearer error="invalid_token", ${WAY}/mcp"`,
    ]);
  });

  test('that may do what its own may not', async () => {
    const shop = await openOauthShop();
    const { status, headers, body } = await shop.call('POST', '/api/agent/buyers/code', {
      apiKey: await tokenFor(shop, 'checkout:read checkout:write'),
      body: { email: 'ann@example.com' },
    });
    expect([status, body.error]).toEqual([403, 'scope_insufficient']);
    expect(headers.get('www-authenticate')).toBe(
      'Bearer error="insufficient_scope", scope="checkout:read checkout:write buyer:write", resource_metadata="http://shop.test/.well-known/oauth-protected-resource"',
    );
  });

  test('in words, too, for who has an API key, a token, or may do too little', async () => {
    const shop = await openOauthShop();
    const told = async (apiKey: string | null, method = 'GET', path = '/api/agent/limits') =>
      (await shop.call(method, path, { apiKey, body: method === 'GET' ? undefined : {} })).body;
    const way = 'see resource_metadata in the header WWW-Authenticate (OAuth 2.1).';
    expect(await told(null)).toMatchObject({
      message: 'No API key was sent.',
      next_action: containing(`Or have the user sign in: ${way}`),
    });
    expect(await told('x'.repeat(43))).toMatchObject({
      message: 'The access token is not known here, or not good any more.',
      next_action: `Get a new one: ${way}`,
    });
    expect(await told(await tokenFor(shop, 'checkout:read'), 'POST', '/api/agent/cart')).toMatchObject({
      message: 'The access token lacks the scope "checkout:write".',
      next_action: 'Ask the user to allow checkout:write by signing in again, as WWW-Authenticate says.',
    });
    expect(await told(shop.keys.readOnly, 'POST', '/api/agent/cart')).toMatchObject({
      message: 'The API key lacks the scope "checkout:write".',
      next_action:
        'Stop, and tell the user that the API key is not allowed to do this: it lacks checkout:write.',
    });
  });

  test('but with an API key that may not, there is none', async () => {
    const shop = await openOauthShop();
    const { status, headers } = await shop.call('POST', '/api/agent/cart', {
      apiKey: shop.keys.readOnly,
      body: {},
    });
    expect([status, headers.get('www-authenticate')]).toEqual([403, null]);
  });
});
