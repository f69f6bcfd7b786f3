import { expect, test } from 'vitest';
import { ADDRESS } from '../../src/demo/shop.ts';
import { codeIn } from '../buyers/desk.ts';
import { type HostedShop, openHostedShop } from '../hosted/shop.ts';
import { type Agent, fillCart, openAgent } from './client.ts';

/** A buyer with a token, and with a code that is good. */
interface Buyer {
  readonly email: string;
  readonly token: string;
  readonly code: string;
}

async function openBuyer(shop: HostedShop, { call }: Agent): Promise<Buyer> {
  const email = 'canary@example.com';
  await call('register_buyer', { email, name: 'Canary' });
  const verified = await call('verify_buyer', { email, code: codeIn(shop.inbox) });
  shop.advance(60_000);
  await call('request_buyer_code', { email });
  return { email, token: String(verified.structuredContent.buyer_token), code: codeIn(shop.inbox) };
}

/** Those that name nothing of anybody. */
const FOR_ALL = ['register_buyer', 'request_buyer_code', 'get_platform_limits', 'get_budget'];

/** What every tool that names something is asked for what is another's; those that name nothing, for what there is. */
function asked(cart_id: string, item_id: string, session_id: string, buyer: Buyer) {
  const of: Readonly<Record<string, readonly [object, string]>> = {
    get_seller: [{ handle: 'acme' }, 'not_found'],
    search_products: [{ seller_handle: 'acme' }, 'not_found'],
    create_cart: [{ seller_handle: 'acme' }, 'not_found'],
    add_to_cart: [{ cart_id, variant_id: 'var_stove' }, 'cart_not_found'],
    get_cart: [{ cart_id }, 'cart_not_found'],
    update_cart_item: [{ cart_id, item_id, quantity: 1 }, 'cart_not_found'],
    set_shipping_address: [{ cart_id, ...ADDRESS }, 'cart_not_found'],
    checkout: [{ cart_id }, 'cart_not_found'],
    order_status: [{ session_id }, 'not_found'],
    get_approval: [{ approval_id: session_id.replace(/^\w+?_/, 'apr_') }, 'not_found'],
    list_orders: [{ buyer_token: buyer.token }, 'invalid_buyer_token'],
    get_buyer_profile: [{ buyer_token: buyer.token }, 'invalid_buyer_token'],
    verify_buyer: [{ email: buyer.email, code: buyer.code }, 'invalid_otp'],
  };
  return of;
}

test.each([
  ['another tenant', 'otherTenant', []],
  // Of the same network, so it sees the same sellers.
  [
    'a neighbour with another key',
    'neighbour',
    // And whoever has a buyer's token or code has it from the buyer.
    ['get_seller', 'search_products', 'create_cart', 'list_orders', 'get_buyer_profile', 'verify_buyer'],
  ],
] as const)('S1.50 no tool gives %s anything of a cart, an order or a seller', async (_, key, shared) => {
  const shop = await openHostedShop();
  const owner = await openAgent(shop);
  const cart_id = await fillCart(owner);
  const meta = { 'railyard/idempotency_key': 'one-key', 'railyard/payment_rail': 'stripe-checkout' };
  const page = await owner.call('checkout', { cart_id, email: 'canary@example.com' }, meta);
  const [session, cart] = [
    String(page.structuredContent.session_id),
    await owner.call('get_cart', { cart_id }),
  ];
  const [item] = cart.structuredContent.items as readonly { readonly item_id: string }[];
  const buyer = await openBuyer(shop, owner);
  const before = await shop.store.get('cart', `demo:${cart_id}`);

  const { client, call } = await openAgent(shop, shop.keys[key]);
  const tools = (await client.listTools()).tools.map(({ name }) => name);
  const calls = asked(cart_id, item?.item_id ?? '', session, buyer);
  for (const name of tools.filter((one) => !FOR_ALL.includes(one))) {
    const [given, error] = calls[name] ?? [null, null];
    if (given === null || (shared as readonly string[]).includes(name)) continue;
    for (const sent of [undefined, meta]) {
      const reply = await call(name, given, sent);
      expect([name, reply.isError, reply.structuredContent.error]).toEqual([name, true, error]);
      expect(JSON.stringify(reply)).not.toMatch(/Stove|Acme|canary|Lovelace|4999|4499|checkout.stripe/);
    }
  }
  expect(tools.filter((name) => !(name in calls))).toEqual(FOR_ALL);
  expect(await shop.store.get('cart', `demo:${cart_id}`)).toEqual(before);
  expect(shop.stripe.sessions()).toMatchObject([{ status: 'open' }]);
});

test('S1.50 the same key of two tenants is two purchases', async () => {
  const shop = await openHostedShop();
  const meta = { 'railyard/idempotency_key': 'one-key' };
  const [one, other] = [await openAgent(shop), await openAgent(shop, shop.keys.otherTenant)];
  const first = await one.call('create_cart', { seller_handle: 'acme' }, meta);
  const second = await other.call('create_cart', { seller_handle: 'globex' }, meta);
  expect(first.structuredContent).toMatchObject({ seller: { handle: 'acme' } });
  expect(second.structuredContent).toMatchObject({ seller: { handle: 'globex' } });
});

test('a key of one seller finds and buys there alone', async () => {
  const shop = await openHostedShop();
  const { call } = await openAgent(shop, shop.keys.acmeOnly);
  const found = await call('search_products', {});
  expect(found.structuredContent).toMatchObject({ numberOfItems: 2 });
  expect(JSON.stringify(found)).not.toContain('west');
  const cart = await call('create_cart', { seller_handle: 'west' });
  expect(cart.structuredContent).toMatchObject({ seller: { handle: 'acme' } });
});

test('no key, token or address of a call comes up in the log', async () => {
  const shop = await openHostedShop();
  const agent = await openAgent(shop);
  const cart_id = await fillCart(agent);
  const meta = {
    'railyard/idempotency_key': 'CANARY-KEY',
    'org.paymentauth/credential': { token: 'CANARY-SPT' },
  };
  await agent.call(
    'checkout',
    { cart_id, email: 'canary@example.com', buyer_token: 'kfb_live_CANARY' },
    meta,
  );
  expect(shop.logged.join('\n')).not.toMatch(/CANARY|canary|Lovelace|kfa_test_/);
});
