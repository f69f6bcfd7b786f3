import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js';
import { describe, expect, test } from 'vitest';
import { EMAIL } from '../buyers/desk.ts';
import { fillCart } from '../mcp/client.ts';
import { BASE_URL, openShop } from '../shop.ts';
import { post, refreshForm } from './endpoints.ts';
import { connect, MCP, OAUTH, openOauthShop, reconnect } from './shop.ts';

const HOUR = 3_600_000;

/** Has a client ask for these scopes alone. */
function withScope(scope: string): (url: URL) => URL {
  return (url) => {
    const changed = new URL(url);
    changed.searchParams.set('scope', scope);
    return changed;
  };
}

describe('an agent with nothing but the address of the server', () => {
  test('finds its way, is allowed to shop, and buys', async () => {
    const shop = await openOauthShop();
    const agent = await connect(shop);
    expect((await agent.client.listTools()).tools).toHaveLength(17);
    const { structuredContent } = await agent.call('checkout', { cart_id: await fillCart(agent) });
    expect(structuredContent.payment_url).toContain('https://');
  });

  test('asks for all that there is, for the server that it has been given', async () => {
    const shop = await openOauthShop();
    const { memory } = await connect(shop);
    const { searchParams } = memory.sent[0] ?? MCP;
    const scope = 'checkout:read checkout:write buyer:write';
    expect([searchParams.get('scope'), searchParams.get('resource')]).toEqual([scope, String(MCP)]);
    expect(memory.kept).toMatchObject({ scope, expires_in: 3600 });
  });

  test('finds its way to a server behind a path of its host, of which the server itself never hears', async () => {
    const shop = await openOauthShop({ baseUrl: `${BASE_URL}/yard` });
    const server = {
      ...shop.server,
      fetch: (request: Request) =>
        shop.server.fetch(new Request(request.url.replace(`${BASE_URL}/yard/`, `${BASE_URL}/`), request)),
    };
    const at = new URL(`${BASE_URL}/yard/mcp`);
    const { client, memory } = await connect({ ...shop, server }, { at });
    expect(memory.sent[0]?.pathname).toBe('/yard/oauth/authorize');
    expect((await client.listTools()).tools).toHaveLength(17);
  });

  test('may use its token over HTTP as well, and pays there', async () => {
    const shop = await openOauthShop();
    const { memory } = await connect(shop);
    const apiKey = memory.kept?.access_token ?? '';
    const cart = await shop.readyCart({ apiKey });
    const paid = await shop.call('POST', `/api/agent/cart/${cart}/checkout`, {
      apiKey,
      headers: { 'x-fake': 'one' },
    });
    expect(paid).toMatchObject({ status: 200, body: { status: 'paid', amount: 4999 } });
  });

  test('that was allowed less is told so, asks again, and is the same caller with more', async () => {
    const shop = await openOauthShop();
    const { memory, ...agent } = await connect(shop, { change: withScope('checkout:read checkout:write') });
    const cart_id = await fillCart(agent);
    await expect(agent.call('request_buyer_code', { email: EMAIL })).rejects.toThrow('403');

    await memory.invalidateCredentials?.('tokens');
    shop.advance(60_000);
    const more = await connect(shop, { memory });
    shop.advance(60_000);
    const { structuredContent } = await more.call('request_buyer_code', { email: 'ann@EXAMPLE.com' });
    expect(structuredContent).toMatchObject({ verification_required: true });
    expect((await more.call('get_cart', { cart_id })).structuredContent).toMatchObject({ cart_id });
  });
});

describe('a refresh token', () => {
  test('gets new tokens when the access token has ended, for the same carts', async () => {
    const shop = await openOauthShop();
    const agent = await connect(shop);
    const cart_id = await fillCart(agent);
    const before = agent.memory.kept;
    shop.advance(2 * HOUR);
    expect((await agent.call('get_cart', { cart_id })).structuredContent).toMatchObject({ cart_id });
    expect(agent.memory.kept?.access_token).not.toBe(before?.access_token);
    expect(agent.memory.kept?.refresh_token).not.toBe(before?.refresh_token);
    expect(agent.memory.sent).toHaveLength(1);
  });

  test('is good once: shown again, it ends all that came of it', async () => {
    const shop = await openOauthShop();
    const { memory } = await connect(shop);
    const client = memory.client?.client_id ?? '';
    const first = memory.kept?.refresh_token;
    const renewed = await post(shop, 'token', refreshForm(client, first));
    expect(renewed.status).toBe(200);
    const apiKey = String(renewed.body.access_token);
    expect((await shop.call('GET', '/api/agent/limits', { apiKey })).status).toBe(200);

    const again = await post(shop, 'token', refreshForm(client, first));
    expect(again).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    const newest = await post(shop, 'token', refreshForm(client, renewed.body.refresh_token));
    expect(newest).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect((await shop.call('GET', '/api/agent/limits', { apiKey })).status).toBe(401);
  });

  test('that two show at once is given to one of them at most, and ends', async () => {
    const shop = await openOauthShop();
    const { memory } = await connect(shop);
    const form = refreshForm(memory.client?.client_id ?? '', memory.kept?.refresh_token);
    const answers = await Promise.all([post(shop, 'token', form), post(shop, 'token', form)]);
    const given = answers.filter(({ status }) => status === 200);
    expect(given.length).toBeLessThanOrEqual(1);
    for (const { body } of given) {
      const { status } = await shop.call('GET', '/api/agent/limits', { apiKey: String(body.access_token) });
      expect(status).toBe(401);
    }
    expect(answers.map(({ status }) => status)).not.toContain(500);
  });

  test('ends when nobody uses it for thirty days', async () => {
    const shop = await openOauthShop();
    const { memory } = await connect(shop);
    shop.advance(30 * 24 * HOUR);
    const form = refreshForm(memory.client?.client_id ?? '', memory.kept?.refresh_token);
    expect(await post(shop, 'token', form)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });
});

describe('what was allowed', () => {
  test('outlives a restart, and is known to every server on the same records', async () => {
    const shop = await openOauthShop();
    const { memory, ...agent } = await connect(shop);
    const cart_id = await fillCart(agent);
    const { store, runtime } = shop;
    const other = await openShop({ store, runtime, oauth: OAUTH });
    shop.advance(2 * HOUR);
    const again = await reconnect(other, memory);
    expect((await again.call('get_cart', { cart_id })).structuredContent).toMatchObject({ cart_id });
  });

  test.each(['access_token', 'refresh_token'] as const)(
    'ends with its %s, when that is revoked',
    async (which) => {
      const shop = await openOauthShop();
      const { memory } = await connect(shop);
      const client = memory.client?.client_id ?? '';
      const revoked = await post(shop, 'revoke', { client_id: client, token: memory.kept?.[which] ?? '' });
      expect(revoked.status).toBe(200);
      const apiKey = memory.kept?.access_token ?? '';
      expect((await shop.call('GET', '/api/agent/limits', { apiKey })).status).toBe(401);
      const renewed = await post(shop, 'token', refreshForm(client, memory.kept?.refresh_token));
      expect(renewed).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    },
  );

  test('sends its person once more when it was revoked, and never goes on without them', async () => {
    const shop = await openOauthShop();
    const { memory, ...agent } = await connect(shop);
    const client_id = memory.client?.client_id ?? '';
    await post(shop, 'revoke', { client_id, token: memory.kept?.refresh_token ?? '' });
    await expect(agent.call('search_products')).rejects.toThrow(UnauthorizedError);
    expect([memory.sent.length, memory.kept]).toEqual([2, undefined]);
    shop.advance(60_000);
    const cart_id = await fillCart(await connect(shop, { memory }));
    expect(cart_id).toMatch(/^cart_/);
  });

  test('ends with the key that it is sealed under, so that its client begins anew', async () => {
    const shop = await openOauthShop();
    const { memory } = await connect(shop);
    const other = await openShop({ store: shop.store, oauth: OAUTH });
    const apiKey = memory.kept?.access_token ?? '';
    expect((await other.call('GET', '/api/agent/limits', { apiKey })).status).toBe(401);
    const form = refreshForm(memory.client?.client_id ?? '', memory.kept?.refresh_token);
    expect(await post(other, 'token', form)).toMatchObject({
      status: 401,
      body: { error: 'invalid_client' },
    });
    await expect(reconnect(other, memory)).rejects.toThrow(UnauthorizedError);
    expect([memory.sent.length, memory.kept]).toEqual([2, undefined]);
  });

  test('cannot be revoked by another client', async () => {
    const shop = await openOauthShop();
    const { memory } = await connect(shop);
    const stranger = await connect(shop, { email: 'bob@example.com' });
    const client_id = stranger.memory.client?.client_id ?? '';
    await post(shop, 'revoke', { client_id, token: memory.kept?.refresh_token ?? '' });
    const apiKey = memory.kept?.access_token ?? '';
    expect((await shop.call('GET', '/api/agent/limits', { apiKey })).status).toBe(200);
  });

  test('ends after ninety days, however often tokens were changed', async () => {
    const shop = await openOauthShop();
    const { memory } = await connect(shop);
    const client = memory.client?.client_id ?? '';
    let token: unknown = memory.kept?.refresh_token;
    for (let month = 0; month < 3; month += 1) {
      shop.advance(29 * 24 * HOUR);
      token = (await post(shop, 'token', refreshForm(client, token))).body.refresh_token;
    }
    shop.advance(3 * 24 * HOUR);
    expect(await post(shop, 'token', refreshForm(client, token))).toMatchObject({ status: 400 });
  });
});
