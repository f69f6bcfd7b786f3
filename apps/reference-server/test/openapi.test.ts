import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { keyIdOf, newApiKey, SCOPES, storedKeys } from '../src/keys.ts';
import { createInbox } from '../src/mail/inbox.ts';
import { openOauthShop } from './oauth/shop.ts';
import { FACTS } from './sandbox-facts.ts';
import { openShop } from './shop.ts';

interface Operation {
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
  }[];
  readonly responses: Record<string, unknown>;
  readonly security?: unknown;
}

interface Described {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: {
    readonly schemas: Record<string, { readonly not?: object }>;
    readonly securitySchemes: Record<string, object>;
  };
}

test('/openapi.json is valid OpenAPI 3.1 and lists every route with its answers', async () => {
  const { call } = await openShop();
  const { status, text } = await call('GET', '/openapi.json', { apiKey: null });
  expect(status).toBe(200);
  expect(await new Validator().validate(JSON.parse(text))).toEqual({ valid: true });

  const { openapi, paths, servers } = JSON.parse(text) as {
    openapi: string;
    servers: unknown;
    paths: Record<string, Record<string, Operation>>;
  };
  expect(openapi).toBe('3.1.0');
  expect(servers).toEqual([{ url: 'http://shop.test' }]);
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      route: `${method.toUpperCase()} ${path}`,
      operation,
    })),
  );
  expect(routes.map(({ route }) => route).toSorted()).toEqual([
    'DELETE /api/agent/cart/{cart_id}/items/{item_id}',
    'GET /api/agent/approvals/{approval_id}',
    'GET /api/agent/budget',
    'GET /api/agent/buyer',
    'GET /api/agent/buyer/orders',
    'GET /api/agent/cart/{cart_id}',
    'GET /api/agent/limits',
    'GET /api/agent/orders/{order_id}',
    'GET /api/agent/products',
    'GET /api/agent/rails',
    'GET /api/agent/referrals/{referral_id}',
    'GET /api/agent/sellers/{seller_handle}',
    'GET /api/operator/cases',
    'GET /api/operator/cases/{case_id}',
    'GET /api/operator/rulings',
    'GET /healthz',
    'GET /readyz',
    'PATCH /api/agent/cart/{cart_id}/items/{item_id}',
    'POST /api/agent/approvals/{approval_id}/decision',
    'POST /api/agent/buyers',
    'POST /api/agent/buyers/code',
    'POST /api/agent/buyers/verify',
    'POST /api/agent/cart',
    'POST /api/agent/cart/{cart_id}/checkout',
    'POST /api/agent/cart/{cart_id}/items',
    'POST /api/agent/payment-link',
    'POST /api/operator/cases/{case_id}/ruling',
    'POST /webhooks/{rail}/{account}',
    'PUT /api/agent/cart/{cart_id}/shipping-address',
  ]);

  for (const { route, operation } of routes.filter((one) => one.route.includes('/api/'))) {
    expect([route, operation.security]).toEqual([route, [{ apiKey: [] }]]);
    expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['401', '429', 'default']));
    const key = operation.parameters?.find(({ name }) => name === 'idempotency-key');
    expect([route, key?.required]).toEqual([route, route.startsWith('GET') ? undefined : true]);
  }
});

test('the document has what a webhook, a hand-off and half an address are answered', async () => {
  const { call } = await openShop();
  const { paths, components } = JSON.parse((await call('GET', '/openapi.json')).text) as Described;
  const answers = (method: string, path: string) => paths[path]?.[method]?.responses;
  expect(answers('post', '/webhooks/{rail}/{account}')).toHaveProperty('default');
  for (const path of ['/api/agent/cart/{cart_id}/checkout', '/api/agent/payment-link']) {
    expect(JSON.stringify(answers('post', path)?.['200'])).toContain('#/components/schemas/HandedOver');
  }
  expect(components.schemas.ShippingAddressInput?.not).toMatchObject({ required: ['region', 'state'] });
});

test('where people can let agents in, all that takes an API key takes that, too', async () => {
  const { call } = await openOauthShop();
  const { paths, components } = JSON.parse((await call('GET', '/openapi.json')).text) as Described;
  expect(paths['/api/agent/limits']?.get?.security).toEqual([{ apiKey: [] }, { oauth: [] }]);
  expect(components.securitySchemes.oauth).toMatchObject({
    type: 'oauth2',
    flows: { authorizationCode: { tokenUrl: 'http://shop.test/oauth/token' } },
  });
});

test('/sandbox is listed only where it exists', async () => {
  const inbox = createInbox(() => 0);
  await inbox.send({ to: 'ann@example.com', subject: 'Your code', text: '123456' });
  const sandbox = { facts: FACTS, apiKey: 'kfa_test_1', inbox };
  const play = await openShop({ sandbox });
  expect((await play.call('GET', '/sandbox', { apiKey: null })).body).toMatchObject({
    base_url: 'http://shop.test',
    api_key: 'kfa_test_1',
    seller_handle: 'prairie-supply',
    payer: { address: '0x03', private_key: '0x04' },
    chain: { rpc_url: 'http://127.0.0.1:1', chain_id: 84532, usdc: '0x01' },
    facilitator_url: 'http://127.0.0.1:2',
    stripe: {
      base_url: 'http://127.0.0.1:2',
      agent: {
        profile: FACTS.stripe.profile,
        key: FACTS.stripe.agent.secretKey,
        payment_method: 'pm_card_visa',
        version: FACTS.stripe.previewVersion,
        token_url: 'http://127.0.0.1:2/v1/shared_payment/issued_tokens',
      },
    },
  });
  expect((await play.call('GET', '/openapi.json')).text).toContain('"/sandbox"');
  expect((await play.call('GET', '/sandbox/mail', { apiKey: null })).body).toEqual({
    mail: [
      { to: 'ann@example.com', subject: 'Your code', text: '123456', sent_at: '1970-01-01T00:00:00.000Z' },
    ],
  });
  const leaving = await openShop({ sandbox: { ...sandbox, inbox: null } });
  expect((await leaving.call('GET', '/sandbox/mail')).status).toBe(404);

  const live = await openShop({ sandbox, mode: 'live', store: { ...play.store, durability: 'disk' } });
  expect((await live.call('GET', '/sandbox')).status).toBe(404);
  expect((await live.call('GET', '/sandbox/mail')).status).toBe(404);
  expect((await live.call('GET', '/openapi.json')).text).not.toContain('/sandbox');
});

test('/sandbox gives no API key once that was revoked', async () => {
  const apiKey = newApiKey('test');
  const { call, store } = await openShop({ sandbox: { facts: FACTS, apiKey, inbox: null } });
  const keys = storedKeys(store);
  const given = async () => (await call('GET', '/sandbox', { apiKey: null })).body.api_key;
  await keys.register(apiKey, { id: keyIdOf(apiKey), tenant: 'demo', seller: null, scopes: SCOPES });
  expect(await given()).toBe(apiKey);
  await keys.revoke(keyIdOf(apiKey));
  expect(await given()).toBeNull();
});
