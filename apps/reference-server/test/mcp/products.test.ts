import { expect, test } from 'vitest';
import { openShop } from '../shop.ts';
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
