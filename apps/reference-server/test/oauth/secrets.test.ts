import { describe, expect, test } from 'vitest';
import { BUYER_SPACE } from '../../src/buyers/spaces.ts';
import { codeIn } from '../buyers/desk.ts';
import { authorizeUrl, codeForm, post, refreshForm, register, VERIFIER } from './endpoints.ts';
import { type OauthShop, openOauthShop, signIn } from './shop.ts';
import { openTab } from './tab.ts';

const STATE = 'a-state-that-only-the-client-knows';
const EMAIL = 'canary@example.com';

/** A client with a secret goes all the way, shows wrong things too, and is revoked; all that nobody else may know. */
async function wholeStory(shop: OauthShop): Promise<readonly string[]> {
  const { body } = await register(shop, { token_endpoint_auth_method: 'client_secret_post' });
  const [client, client_secret] = [String(body.client_id), String(body.client_secret)];
  const tab = openTab(shop);
  await signIn(shop, tab, authorizeUrl(client, { state: STATE }), EMAIL);
  const typed = codeIn(shop.inbox);
  const code = (await tab.press('allow')).url.searchParams.get('code') ?? '';
  const form = { ...codeForm(client, code), client_secret };
  const given = (await post(shop, 'token', form)).body;
  const renewed = (await post(shop, 'token', { ...refreshForm(client, given.refresh_token), client_secret }))
    .body;
  const tokens = [given, renewed].flatMap((one) => [String(one.access_token), String(one.refresh_token)]);
  for (const apiKey of tokens) await shop.call('GET', '/api/agent/limits', { apiKey });
  await post(shop, 'token', form);
  await post(shop, 'token', { ...form, client_secret: 'canary-wrong-secret' });
  await post(shop, 'revoke', { client_id: client, client_secret, token: tokens[3] ?? '' });
  const cookies = tab.cookies.flatMap((cookie) => /=([^;]{9,});/.exec(cookie)?.[1] ?? []);
  return [client_secret, 'canary-wrong-secret', typed, code, STATE, VERIFIER, EMAIL, ...tokens, ...cookies];
}

describe('no code, token, secret, cookie or e-mail', () => {
  test('comes up in the log', async () => {
    const shop = await openOauthShop();
    const secrets = await wholeStory(shop);
    expect(secrets.length).toBeGreaterThan(12);
    expect(shop.logged.length).toBeGreaterThan(15);
    const log = shop.logged.join('\n');
    expect(secrets.filter((secret) => log.includes(secret))).toEqual([]);
  });

  test('comes up in the log when the records fail', async () => {
    const shop = await openOauthShop();
    const { body } = await register(shop, { token_endpoint_auth_method: 'client_secret_post' });
    const { store, runtime } = shop;
    const broken = await openOauthShop({
      runtime,
      store: {
        ...store,
        get: (space, key) =>
          space === 'oauth'
            ? Promise.reject(new Error(`No ${key} of kfa_test_canary`))
            : store.get(space, key),
      },
    });
    const secrets = ['canary-code', String(body.client_secret), VERIFIER];
    const form = { ...codeForm(String(body.client_id), 'canary-code'), client_secret: secrets[1] ?? '' };
    const { status, text } = await post(broken, 'token', form);
    expect([status, JSON.parse(text).error]).toEqual([500, 'server_error']);
    const seen = broken.logged.join('\n') + text;
    expect(seen).toContain('The authorization server failed.');
    expect([...secrets, 'kfa_test_canary'].filter((secret) => seen.includes(secret))).toEqual([]);
  });

  test('is kept so that it could be read, but for the e-mail of the buyer', async () => {
    const shop = await openOauthShop();
    const secrets = await wholeStory(shop);
    const kept = JSON.stringify(shop.store.held().filter(({ space }) => space !== BUYER_SPACE));
    expect(kept.length).toBeGreaterThan(2_000);
    expect(secrets.filter((secret) => kept.includes(secret))).toEqual([]);
  });

  test('is in an address of ours', async () => {
    const shop = await openOauthShop();
    const opened: string[] = [];
    const tab = openTab({
      server: {
        ...shop.server,
        fetch(request) {
          opened.push(request.url);
          return shop.server.fetch(request);
        },
      },
    });
    const client = String((await register(shop)).body.client_id);
    await signIn(shop, tab, authorizeUrl(client), EMAIL);
    const back = (await tab.press('allow')).url;
    const secrets = [codeIn(shop.inbox), EMAIL, back.searchParams.get('code') ?? ''];
    expect(opened.length).toBeGreaterThan(4);
    expect(opened.filter((url) => secrets.some((secret) => url.includes(secret)))).toEqual([]);
  });
});

test('cookies are out of reach of scripts, of other sites, and of all that is not OAuth', async () => {
  const shop = await openOauthShop();
  const tab = openTab(shop);
  await signIn(shop, tab, authorizeUrl(String((await register(shop)).body.client_id)));
  await tab.press('allow');
  expect(tab.cookies.length).toBeGreaterThan(3);
  for (const cookie of tab.cookies) expect(cookie).toMatch(/; path=\/oauth.*; samesite=lax; httponly/i);
});

test('and where the server is encrypted, they come by no other way', async () => {
  const baseUrl = 'https://shop.test';
  const { server } = await openOauthShop({ baseUrl });
  const { body } = await register({ server });
  const { search } = authorizeUrl(String(body.client_id));
  const { headers } = await server.fetch(new Request(`${baseUrl}/oauth/authorize${search}`));
  expect(headers.getSetCookie().length).toBeGreaterThan(0);
  for (const cookie of headers.getSetCookie()) expect(cookie).toMatch(/; secure/i);
});
