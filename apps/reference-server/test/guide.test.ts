import { expect, test } from 'vitest';
import { createInbox } from '../src/mail/inbox.ts';
import { FACTS } from './sandbox-facts.ts';
import { BASE_URL, openShop, type Shop } from './shop.ts';

interface Schema {
  readonly properties: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
}
interface Document {
  readonly paths: Record<
    string,
    Record<string, { readonly requestBody?: { readonly content: { 'application/json': { schema: Ref } } } }>
  >;
  readonly components: { readonly schemas: Record<string, Schema> };
}
interface Ref {
  readonly $ref: string;
}

/** The calls of the guide: method, path and the body that stands below. */
async function callsIn(shop: Shop) {
  const guide = (await read(shop, '/llms.txt')).replaceAll('http://shop.test', '');
  return [...guide.matchAll(/^ {4}([A-Z]+) (\/[^\s?]*)\S*\n(?: {4}(\{.*\}))?/gm)].map(
    ([, method = '', path = '', body]) => ({ method, path, body }),
  );
}

async function read({ server }: Shop, path: string): Promise<string> {
  return (await server.fetch(new Request(`${BASE_URL}${path}`))).text();
}

test('the guide has every call of the API for agents', async () => {
  const shop = await openShop();
  const { paths } = JSON.parse(await read(shop, '/openapi.json')) as Document;
  const calls = Object.entries(paths)
    .filter(([path]) => path.startsWith('/api/agent'))
    .flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`));
  const told = (await callsIn(shop)).map(
    ({ method, path }) => `${method} ${path.replace('{session_id}', '{order_id}')}`,
  );
  expect(told.toSorted()).toEqual(calls.toSorted());
});

test('each body in the guide has what its call requires, and nothing that it does not know', async () => {
  const shop = await openShop();
  const { paths, components } = JSON.parse(await read(shop, '/openapi.json')) as Document;
  for (const { method, path, body } of await callsIn(shop)) {
    const schema = paths[path]?.[method.toLowerCase()]?.requestBody?.content['application/json'].schema;
    const { properties = {}, required = [] } =
      components.schemas[schema?.$ref.split('/').at(-1) ?? ''] ?? ({} as Partial<Schema>);
    const given = Object.keys(JSON.parse(body ?? '{}') as object);
    expect([path, schema === undefined]).toEqual([path, body === undefined]);
    expect(Object.keys(properties)).toEqual(expect.arrayContaining(given));
    expect(given).toEqual(expect.arrayContaining([...required]));
  }
});

test('the guide says where an API key comes from, and on the sandbox that is the sandbox', async () => {
  const shop = await openShop();
  expect(await read(shop, '/llms.txt')).toContain('Ask the operator of this platform');
  const play = await openShop({
    sandbox: { facts: FACTS, apiKey: 'kfa_test_1', inbox: createInbox(() => 0) },
  });
  const guide = await read(play, '/llms.txt');
  expect(guide).toContain('GET http://shop.test/sandbox gives you one as api_key');
  expect(guide).toContain('http://shop.test/sandbox/mail');
  expect(guide).toContain('GET http://shop.test/demo/weather: 0.75 usd');
  const refused = await play.call('GET', '/api/agent/limits', { apiKey: null });
  expect(refused.body.next_action).toContain('Take the api_key that GET http://shop.test/sandbox gives');
});

test('products are found over HTTP, with what a cart needs', async () => {
  const { call, keys } = await openShop();
  const found = await call('GET', '/api/agent/products?q=stove&limit=1');
  expect(found.body).toMatchObject({
    numberOfItems: 1,
    itemListElement: [{ item: { 'kifly:variantId': 'var_stove', 'kifly:seller': 'acme' } }],
  });
  const wrong = await call('GET', '/api/agent/products?limit=many&colour=red');
  expect([wrong.status, Object.keys(wrong.body.details?.fields as object).toSorted()]).toEqual([
    422,
    ['colour', 'limit'],
  ]);
  const other = await call('GET', '/api/agent/products', { apiKey: keys.otherTenant });
  expect(other.text).not.toContain('var_stove');
  expect((await call('GET', '/api/agent/products', { apiKey: keys.writeOnly })).status).toBe(403);
});
