import { createLinks } from '@railyard/rail-handoff';
import { expect, test } from 'vitest';
import { ADDRESS } from '../../src/demo/shop.ts';
import { referringWith } from '../../src/rails/handoff.ts';
import { openAgent } from '../mcp/client.ts';
import { BASE_URL, VARIANTS } from '../shop.ts';
import { type HostedShop, openHostedShop } from './shop.ts';

const LINK = '/api/agent/payment-link';
const CEDAR = { seller: 'cedar', variant: 'var_book' };
const STOREFRONT = { url: 'https://cedar.example/', hosts: ['cedar.example'] };

/** A shop whose seller `cedar` sells on a site of its own, where its products are for as long as `pages` says. */
function openReferringShop(pages: { isThere: boolean } = { isThere: true }): Promise<HostedShop> {
  const links = createLinks({
    secrets: ['a key that the links of hand-offs are signed with'],
    address: `${BASE_URL}/go`,
    storefrontOf: () => STOREFRONT,
    productOf: (id) => (pages.isThere ? (VARIANTS.find((one) => one.id === id)?.link ?? null) : null),
  });
  return openHostedShop({ links, referring: referringWith(links) });
}

interface Referral {
  readonly payment_rail: string;
  readonly status: string;
  readonly handoff: {
    readonly seller: Readonly<Record<string, string>>;
    readonly items: readonly { readonly link: string | null; readonly variant_id: string }[];
  };
  readonly disclaimer: string;
  readonly referral_id: string;
}

async function refer(shop: HostedShop, key = 'link'): Promise<Referral & Record<string, unknown>> {
  const cart_id = await shop.readyCart({}, CEDAR);
  return (await shop.call('POST', LINK, { key, body: { cart_id } })).body as Referral &
    Record<string, unknown>;
}

test('S0.12 S0.14 a cart is handed over at a discovery-only seller, by a link and by a checkout alike', async () => {
  const shop = await openReferringShop();
  const cart = await shop.readyCart({}, CEDAR);
  const link = await shop.call('POST', LINK, { body: { cart_id: cart } });
  const checkout = await shop.call('POST', `/api/agent/cart/${cart}/checkout`);

  for (const { status, body } of [link, checkout]) {
    expect(status).toBe(200);
    expect(body).toMatchObject({ payment_rail: 'directory-handoff', status: 'referred', amount: 2400 });
    expect(body).not.toHaveProperty('payment_url');
    expect(body).not.toHaveProperty('session_id');
  }
});

test('S0.12 S0.13 at no other seller, whatever the cart has said before', async () => {
  const shop = await openReferringShop();
  const cart = await shop.readyCart();
  const seen = (await shop.call('GET', `/api/agent/cart/${cart}`)).body;
  const link = await shop.call('POST', LINK, { body: { cart_id: cart } });
  const named = await shop.call('POST', LINK, {
    body: { cart_id: cart, payment_rail: 'directory-handoff' },
  });

  expect(seen.kifly_purchasable).toBe(true);
  expect(link.body).not.toHaveProperty('handoff');
  expect(named.body).toMatchObject({
    error: 'rail_not_active',
    message: 'The rail "directory-handoff" is not active at this seller.',
  });
});

test('S0.2 S0.3 S0.4 a hand-off needs an address that the seller delivers to, and has no fee', async () => {
  const shop = await openReferringShop();
  const agent = await openAgent(shop);
  const { structuredContent } = await agent.call('create_cart', { seller_handle: 'cedar' });
  const { cart_id } = structuredContent;
  const added = await agent.call('add_to_cart', { cart_id, variant_id: 'var_book' });
  expect(added.words).toContain('comes to 24.00 usd before delivery');
  expect(added.words).toContain('Next: set_shipping_address.');
  const refused = await agent.call('checkout', { cart_id });
  expect(refused.structuredContent).toMatchObject({ status: 400, error: 'invalid_shipping' });
  const far = await agent.call('set_shipping_address', { cart_id, ...ADDRESS, country: 'NZ' });
  expect(far.structuredContent).toMatchObject({ delivery_eligible: false });
  expect((await agent.call('checkout', { cart_id })).structuredContent).toMatchObject({
    status: 400,
    error: 'delivery_unavailable',
  });
  const address = await agent.call('set_shipping_address', { cart_id, ...ADDRESS });
  expect(address.structuredContent).toMatchObject({ delivery_eligible: true, delivery_fee_cents: 0 });
  expect(address.words).toContain('comes to 24.00 usd before delivery');
  expect((await agent.call('checkout', { cart_id })).structuredContent).toMatchObject({ status: 'referred' });
});

test('a rail that is named where nothing is sold is refused with the way to the seller, whichever it is', async () => {
  const shop = await openReferringShop();
  const cart_id = await shop.readyCart({}, CEDAR);
  const agent = await openAgent(shop);
  for (const rail of ['x402', 'stripe-mpp', 'stripe-checkout', 'coinbase']) {
    const linked = await shop.call('POST', LINK, { body: { cart_id, payment_rail: rail } });
    expect([rail, linked.status]).toEqual([rail, 501]);
    expect(linked.body.next_action).toBe(
      `Nothing is paid here: get the links to the seller’s own site with POST ${BASE_URL}/api/agent/payment-link with the cart_id.`,
    );
    const named = await agent.call('checkout', { cart_id }, { 'railyard/payment_rail': rail });
    expect(named.structuredContent).toMatchObject({ status: 501, details: { payment_rail: rail } });
    expect(named.words).toContain('Nothing is paid here: get the links to the seller’s own site');
  }
  const seller = await agent.call('get_seller', { handle: 'cedar' });
  expect(seller.words).toContain('Rails: directory-handoff (a hand-off, preferred).');
});

test('S0.15 S0.16 S0.18 it names the seller, where each thing is, and that nothing was bought', async () => {
  const shop = await openReferringShop();
  const referral = await refer(shop);

  expect(referral.handoff.seller).toEqual({
    name: 'Cedar',
    handle: 'cedar',
    storefront_url: 'https://cedar.example/',
  });
  expect(referral.handoff.items).toMatchObject([{ variant_id: 'var_book', title: 'Book', quantity: 1 }]);
  expect(referral.disclaimer).toMatch(/^This is a referral, not an order/);
  expect((await refer(shop, 'other')).disclaimer).toBe(referral.disclaimer);

  const [item] = referral.handoff.items;
  const followed = await shop.server.fetch(new Request(item?.link ?? ''));
  expect([
    followed.status,
    followed.headers.get('cache-control'),
    followed.headers.get('referrer-policy'),
  ]).toEqual([303, 'no-store', 'no-referrer']);
  expect(followed.headers.get('location')).toMatch(/^https:\/\/cedar\.example\/book(?:\?|$)/);
});

test('S0.17 a thing without a page has no link, and the storefront is there all the same', async () => {
  const referral = await refer(await openReferringShop({ isThere: false }));
  expect(referral.handoff.items).toMatchObject([{ variant_id: 'var_book', link: null }]);
  expect(referral.handoff.seller.storefront_url).toBe('https://cedar.example/');
});

test('S0.19 no order comes of it, however long one waits', async () => {
  const shop = await openReferringShop();
  const cart = await shop.readyCart({}, CEDAR);
  await shop.call('POST', LINK, { body: { cart_id: cart } });
  const { version } = (await shop.call('GET', `/api/agent/cart/${cart}`)).body;
  shop.advance(40 * 86_400_000);
  await shop.reconcile();

  const order = await shop.call(
    'GET',
    `/api/agent/orders/${cart.replace('cart_', 'order_')}_${String(version)}`,
  );
  expect(order.body).toMatchObject({ status: 'referred', paid_at: null, reference: null });
  expect(shop.logged.join('\n')).not.toContain('order.paid');
});

test('its clicks can be read by who handed over at a checkout', async () => {
  const shop = await openReferringShop();
  const cart = await shop.readyCart({}, CEDAR);
  const { text } = await shop.call('POST', `/api/agent/cart/${cart}/checkout`, { body: {} });
  const { handoff, referral_id } = JSON.parse(text) as Referral;
  await shop.server.fetch(new Request(handoff.items[0]?.link ?? ''));
  const read = await shop.call('GET', `/api/agent/referrals/${referral_id}`);
  expect(read.body.items).toMatchObject([{ variant_id: 'var_book', clicks: 1 }]);
});

test('its clicks can be read by who handed over, and by nobody else', async () => {
  const shop = await openReferringShop();
  const { handoff, referral_id } = await refer(shop);
  const path = `/api/agent/referrals/${referral_id}`;
  expect((await shop.call('GET', path)).body).toEqual({ referral_id, items: [] });

  const [item] = handoff.items;
  await shop.server.fetch(new Request(item?.link ?? ''));
  await shop.server.fetch(new Request(item?.link ?? '', { method: 'HEAD' }));

  const read = await shop.call('GET', path);
  expect(read.body.items).toMatchObject([{ variant_id: 'var_book', clicks: 1 }]);
  for (const apiKey of [shop.keys.neighbour, shop.keys.otherTenant]) {
    expect((await shop.call('GET', path, { apiKey })).body).toEqual({ referral_id, items: [] });
  }
  expect((await shop.call('GET', '/api/agent/referrals/kpc_1')).status).toBe(404);
});
