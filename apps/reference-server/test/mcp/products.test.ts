import { expect, test } from 'vitest';
import { fixedCatalogue } from '../../src/catalogue.ts';
import { openShop, VARIANTS } from '../shop.ts';
import { openAgent } from './client.ts';

test('products are found by words, by seller, or all of them', async () => {
  const { call } = await openAgent(await openShop());
  const found = await call('search_products', { q: 'sto' });
  expect(found.structuredContent).toMatchObject({
    '@type': 'ItemList',
    'kifly:totalCatalogSize': 5,
    itemListElement: [
      {
        item: {
          name: 'Stove',
          'kifly:variantId': 'var_stove',
          'kifly:seller': 'acme',
          'kifly:relevanceScore': 0.5,
          offers: { price: '44.99' },
        },
      },
    ],
  });
  const none = await call('search_products', { q: 'submarine' });
  expect(none.structuredContent).toMatchObject({
    numberOfItems: 0,
    'kifly:emptyReason': 'no_matches_for_query',
  });
  const own = await call('search_products', { seller_handle: 'acme', limit: 1 });
  expect(own.structuredContent).toMatchObject({ numberOfItems: 1, 'kifly:totalCatalogSize': 2 });
});

test('an empty answer says whether there is nothing at all, as far as its caller can see', async () => {
  const shop = await openShop({
    catalogue: fixedCatalogue(VARIANTS.filter(({ seller }) => seller === 'globex')),
  });
  const [{ call }, other] = [await openAgent(shop), await openAgent(shop, shop.keys.otherTenant)];
  for (const given of [{}, { q: 'globe' }, { seller_handle: 'acme' }]) {
    expect((await call('search_products', given)).structuredContent).toEqual({
      '@context': 'https://schema.org',
      '@type': 'ItemList',
      numberOfItems: 0,
      'kifly:totalCatalogSize': 0,
      'kifly:emptyReason': 'empty_catalog',
      itemListElement: [],
    });
  }
  const found = await other.call('search_products', { q: 'globes' });
  expect(found.structuredContent).toMatchObject({ numberOfItems: 1, 'kifly:totalCatalogSize': 1 });
  expect(found.structuredContent['kifly:emptyReason']).toBeUndefined();
});

test('a key of one seller finds and counts what that one sells, and there is no other for it', async () => {
  const shop = await openShop();
  const { call } = await openAgent(shop, shop.keys.acmeOnly);
  for (const given of [{}, { seller_handle: 'acme' }]) {
    const { structuredContent } = await call('search_products', given);
    expect(structuredContent).toMatchObject({ numberOfItems: 2, 'kifly:totalCatalogSize': 2 });
  }
  for (const [name, given] of [
    ['search_products', { seller_handle: 'west' }],
    ['get_seller', { handle: 'west' }],
  ] as const)
    expect((await call(name, given)).structuredContent.error).toBe('not_found');
  expect((await call('search_products', { q: 'roast' })).structuredContent).toMatchObject({
    'kifly:totalCatalogSize': 2,
    'kifly:emptyReason': 'no_matches_for_query',
  });
});

test('what is told of a product by its seller is shown, and found', async () => {
  const described = VARIANTS.map((one) =>
    one.id === 'var_mug' ? { ...one, description: 'Enamelled steel' } : one,
  );
  const { call } = await openAgent(await openShop({ catalogue: fixedCatalogue(described) }));
  const { structuredContent } = await call('search_products', { q: 'enamel' });
  expect(structuredContent).toMatchObject({
    numberOfItems: 1,
    itemListElement: [{ item: { name: 'Mug', description: 'Enamelled steel', 'kifly:relevanceScore': 0.5 } }],
  });
});

test('a search of the platform’s own takes the place of the index', async () => {
  const shop = await openShop({ search: () => ({ hits: [], size: 7 }) });
  const { call } = await openAgent(shop);
  expect((await call('search_products', { q: 'stove' })).structuredContent).toMatchObject({
    'kifly:totalCatalogSize': 7,
    'kifly:emptyReason': 'no_matches_for_query',
  });
});

test('S0.13 a seller says the same of what it sells here as its carts do', async () => {
  const { call } = await openAgent(await openShop());
  for (const [handle, purchasable] of [
    ['acme', true],
    ['cedar', false],
  ] as const) {
    const seller = await call('get_seller', { handle });
    const cart = await call('create_cart', { seller_handle: handle });
    expect(seller.structuredContent.kifly_purchasable).toBe(purchasable);
    expect(cart.structuredContent.kifly_purchasable).toBe(purchasable);
  }
});
