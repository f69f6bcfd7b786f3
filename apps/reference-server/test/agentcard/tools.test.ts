import type { Cart } from '@railyard/core';
import { expect, test } from 'vitest';
import type { Conversation, Turn } from '../../src/surfaces/agentcard/conversation.ts';
import { BASE_URL } from '../shop.ts';
import { type Market, openMarket } from './market.ts';
import { linkShop, MERCHANT, openShopper, strangerAt, TOTAL } from './shopper.ts';

test('an agent links, searches, fills a cart, buys and tracks, each step told in words', async () => {
  const market = await openMarket();
  const shopper = await strangerAt(market, market.keys.network);
  const merchant = MERCHANT;

  const before = await shopper.call('buy_list_merchants');
  await linkShop(market, shopper);
  const found = await shopper.call('buy_search_products', { merchant, query: 'bananas' });
  const homeless = await shopper.fill();
  await shopper.call('buy_set_default_address', {
    name: 'Ada Lovelace',
    line1: '12 Analytical Way',
    city: 'Lincoln',
    state: 'NE',
    postal_code: '68508',
    country: 'US',
  });
  const viewed = await shopper.call('buy_view_cart', { merchant });
  const more = await shopper.call('buy_set_item_quantity', {
    merchant,
    product_id: 'prd_bananas',
    quantity: 3,
  });
  await shopper.call('buy_add_to_cart', { merchant, product_id: 'prd_milk' });
  const less = await shopper.call('buy_remove_from_cart', { merchant, product_id: 'prd_bananas' });
  const cleared = await shopper.call('buy_clear_cart', { merchant });
  await shopper.fill();
  const bought = await shopper.checkout({ idempotency_key: 'one' });
  const { order_id } = bought.structuredContent;
  await market.shop.progress(String(order_id));
  const tracked = await shopper.call('buy_track_order', { merchant, order_id });
  const history = await shopper.call('buy_order_history', { merchant });
  const after = await shopper.call('buy_view_cart', { merchant });

  expect(before.structuredContent.merchants).toEqual([
    { merchant, name: 'Corner Market', currency: 'usd', linked: false },
  ]);
  expect(found.structuredContent.products).toMatchObject([{ product_id: 'prd_bananas', price_cents: 199 }]);
  expect(homeless.structuredContent).toMatchObject({
    subtotal_cents: 398,
    total_cents: null,
    problem: { error: 'invalid_shipping' },
  });
  expect(viewed.structuredContent).toMatchObject({ status: 'open', total_cents: TOTAL });
  expect(viewed.words).toContain('7.97 usd');
  expect(more.structuredContent).toMatchObject({ total_cents: TOTAL + 199 });
  expect(less.structuredContent).toMatchObject({ items: [{ product_id: 'prd_milk' }] });
  expect(cleared.structuredContent).toMatchObject({ status: 'empty', items: [] });
  expect(tracked.structuredContent).toMatchObject({ order_id, state: 'on_its_way', total_cents: TOTAL });
  expect(history.structuredContent).toMatchObject({ orders: [{ order_id }] });
  expect(after.structuredContent).toMatchObject({ status: 'bought' });
});

test('a quantity of 0 takes a product out, and no less than one is put in', async () => {
  const market = await openMarket();
  const shopper = await openShopper(market);
  await shopper.fill();
  const product = { merchant: MERCHANT, product_id: 'prd_bananas' };

  const none = await shopper.call('buy_add_to_cart', { ...product, quantity: 0 });
  const out = await shopper.call('buy_set_item_quantity', { ...product, quantity: 0 });

  expect(none.structuredContent).toMatchObject({ status: 'error', error: 'validation' });
  expect(out.structuredContent).toMatchObject({ status: 'empty', items: [] });
});

/** The one cart, as it is recorded. */
function cartIn({ store }: Market): Cart {
  const held = store.held().find(({ space }) => space === 'cart');
  if (!held) throw new Error('There is no cart.');
  return (held.row.value as { readonly cart: Cart }).cart;
}

test.each([
  ['sets', 5, [{ quantity: 5, unitAmount: 199 }]],
  ['takes out', 0, []],
] as const)(
  'one write %s all of a product, also where its price has moved since it was put in first',
  async (_, quantity, lines) => {
    const market = await openMarket();
    const shopper = await openShopper(market);
    await shopper.fill();
    market.shop.price('prd_bananas', 299);
    market.shop.fault('carts.create', { fault: 'bad_gateway', times: 2 });
    await shopper.fill();
    const before = cartIn(market);

    await shopper.call('buy_set_item_quantity', { merchant: MERCHANT, product_id: 'prd_bananas', quantity });

    expect(before.lines).toMatchObject([{ unitAmount: 199 }, { unitAmount: 299 }]);
    expect(cartIn(market)).toMatchObject({ version: before.version + 1, lines });
  },
);

test('the rail on which the platform buys is listed for the platform, and for no seller', async () => {
  const market = await openMarket();
  const listed = async (query = '') => {
    const { body } = await market.call('GET', `/api/agent/rails${query}`, { apiKey: market.keys.network });
    return body.rails as readonly Readonly<Record<string, unknown>>[];
  };

  expect((await listed()).at(-1)).toMatchObject({
    payment_rail: 'card',
    payer: 'platform',
    active: true,
    preferred: false,
    advice: `The platform pays on it itself, for carts of merchants elsewhere: call the tools at ${BASE_URL}/agentcard/mcp.`,
  });
  expect((await listed('?seller_handle=acme')).map(({ payment_rail }) => payment_rail)).not.toContain('card');
});

test('a wrong code links nothing', async () => {
  const market = await openMarket();
  const { call } = await strangerAt(market, market.keys.network);
  const merchant = MERCHANT;

  const early = await call('buy_confirm_merchant', { merchant, code: '123456' });
  await call('buy_link_merchant', { merchant, email: 'ada@example.com' });
  const right = Number(market.shop.inbox()[0]?.code);
  const code = String((right + 1) % 1_000_000).padStart(6, '0');
  const wrong = await call('buy_confirm_merchant', { merchant, code });

  for (const { structuredContent } of [early, wrong])
    expect(structuredContent).toMatchObject({ status: 'error', error: 'invalid_otp' });
});

test('who guesses codes is asked to wait, with however many codes, and links nothing meanwhile', async () => {
  const market = await openMarket();
  const { call } = await strangerAt(market, market.keys.network);
  const merchant = MERCHANT;
  const guess = async (count: number) => {
    await call('buy_link_merchant', { merchant, email: 'ada@example.com' });
    const right = market.shop.inbox().at(-1)?.code;
    const wrong = String((Number(right) + 1) % 1_000_000).padStart(6, '0');
    for (let nth = 0; nth < count; nth += 1) await call('buy_confirm_merchant', { merchant, code: wrong });
    return right;
  };
  for (let codes = 0; codes < 14; codes += 1) await guess(4);
  const code = await guess(4);

  const limited = await call('buy_confirm_merchant', { merchant, code });
  market.advance(3_600_000);
  await call('buy_link_merchant', { merchant, email: 'ada@example.com' });
  const linked = await call('buy_confirm_merchant', { merchant, code: market.shop.inbox().at(-1)?.code });

  expect(limited.structuredContent).toMatchObject({ error: 'rate_limited', retryable: true });
  expect(linked.structuredContent).toMatchObject({ status: 'linked' });
});

test('a merchant that does not answer is told, and changes nothing', async () => {
  const market = await openMarket();
  const shopper = await openShopper(market);
  await shopper.fill();
  market.shop.fault('carts.create', { fault: 'bad_gateway', times: 2 });

  const viewed = await shopper.call('buy_view_cart', { merchant: MERCHANT });
  const failed = await shopper.checkout({ idempotency_key: 'one' });
  const bought = await shopper.checkout({ idempotency_key: 'one' });

  expect(viewed.structuredContent).toMatchObject({ problem: { error: 'upstream_unavailable' } });
  expect(failed.structuredContent).toMatchObject({
    status: 'error',
    error: 'upstream_unavailable',
    retryable: true,
  });
  expect(bought.structuredContent).toMatchObject({ status: 'confirmed' });
});

test('an agent that may only read buys nothing', async () => {
  const market = await openMarket();
  const reader = await strangerAt(market, market.keys.readOnly);

  const refused = await reader.checkout();

  expect(refused.structuredContent).toMatchObject({ status: 'error', error: 'scope_insufficient' });
});

test('buy is there where the platform has a language model, which calls the tools for whoever talks', async () => {
  const turns: Turn[] = [];
  const conversation: Conversation = {
    async say(turn) {
      turns.push(turn);
      const { structuredContent } = await turn.call('buy_view_cart', { merchant: MERCHANT });
      return { message: `It comes to ${Number(structuredContent.total_cents)}.`, conversation: 'c1' };
    },
  };
  const market = await openMarket({ ports: { conversation } });
  const shopper = await openShopper(market);
  await shopper.fill();

  const said = await shopper.call('buy', { request: 'What is in my cart?' });
  const { tools } = await shopper.client.listTools();

  expect(tools[0]?.name).toBe('buy');
  expect(said.structuredContent).toEqual({ message: `It comes to ${TOTAL}.`, conversation_id: 'c1' });
  expect(turns).toMatchObject([
    { tenant: 'demo', principal: 'key_network', conversation: null, isNewOrder: false },
  ]);
});
