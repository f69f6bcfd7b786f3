import { describe, expect, test } from 'vitest';
import { EMAIL } from '../buyers/desk.ts';
import { fillCart, openAgent } from '../mcp/client.ts';
import { openShop } from '../shop.ts';
import { post, refreshForm } from './endpoints.ts';
import { connect, OAUTH, openOauthShop, rememberingClient } from './shop.ts';

describe('S1.50 what a client makes is for its person and itself', () => {
  test('and neither another person, another client of theirs, nor an API key sees it', async () => {
    const shop = await openOauthShop();
    const owner = await connect(shop);
    const cart_id = await fillCart(owner);
    shop.advance(60_000);
    const strangers = [
      await connect(shop, { email: 'bob@example.com' }),
      await connect(shop, { memory: rememberingClient('Crow') }),
      await openAgent(shop),
    ];
    for (const { call } of strangers) {
      for (const [name, given] of [
        ['get_cart', { cart_id }],
        ['add_to_cart', { cart_id, variant_id: 'var_stove' }],
        ['checkout', { cart_id }],
      ] as const) {
        const { structuredContent } = await call(name, given);
        expect([name, structuredContent.error]).toEqual([name, 'cart_not_found']);
      }
    }
    expect((await owner.call('get_cart', { cart_id })).structuredContent).toMatchObject({ cart_id });
  });

  test('and it has codes mailed to that person alone', async () => {
    const shop = await openOauthShop();
    const { call } = await connect(shop);
    shop.advance(60_000);
    const email = 'bob@example.com';
    for (const [name, given] of [
      ['register_buyer', { email, name: 'Bob' }],
      ['request_buyer_code', { email }],
      ['verify_buyer', { email, code: '123456' }],
    ] as const)
      expect([name, (await call(name, given)).structuredContent.error]).toEqual([name, 'validation']);
    expect(shop.inbox.received().map(({ to }) => to)).toEqual([EMAIL]);
  });
});

describe('S1.50 a client buys in the tenant of its person', () => {
  test('from all of its sellers, and from none of another’s', async () => {
    const { call } = await connect(await openOauthShop());
    for (const handle of ['acme', 'west'])
      expect((await call('get_seller', { handle })).structuredContent).toMatchObject({ handle });
    for (const [name, given] of [
      ['get_seller', { handle: 'globex' }],
      ['create_cart', { seller_handle: 'globex' }],
      ['search_products', { seller_handle: 'globex' }],
    ] as const)
      expect([name, (await call(name, given)).structuredContent.error]).toEqual([name, 'not_found']);
  });

  test('and from one seller alone where the server says so, as with an API key of that seller', async () => {
    const { call } = await connect(await openOauthShop({ oauth: { ...OAUTH, seller: 'acme' } }));
    expect(JSON.stringify(await call('search_products', {}))).not.toContain('west');
    const cart = await call('create_cart', { seller_handle: 'west' });
    expect(cart.structuredContent).toMatchObject({ seller: { handle: 'acme' } });
  });

  test('whose tokens are nothing to a server for another', async () => {
    const shop = await openOauthShop();
    const { memory } = await connect(shop);
    const { store, runtime } = shop;
    const other = await openShop({ store, runtime, oauth: { ...OAUTH, tenant: 'other' } });
    const apiKey = memory.kept?.access_token ?? '';
    expect((await other.call('GET', '/api/agent/limits', { apiKey })).status).toBe(401);
    const form = refreshForm(memory.client?.client_id ?? '', memory.kept?.refresh_token);
    expect((await post(other, 'token', form)).body.error).toBe('invalid_grant');
  });
});
