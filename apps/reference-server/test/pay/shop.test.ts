import { expect, test } from 'vitest';
import { fakePageRail } from '../fake-rail.ts';
import { BASE_URL, openShop, railsFrom, type Shop } from '../shop.ts';

/** A shop whose carts can be paid on two pages, and the pages on which somebody has paid. */
async function openPageShop(): Promise<Shop & { readonly paid: Set<string> }> {
  const paid = new Set<string>();
  const mounts = ['coinbase', 'stripe-checkout'].map((id) => ({
    rail: fakePageRail(id, paid),
    account: 'one',
    active: true,
  }));
  return { ...(await openShop({ rails: railsFrom(() => mounts) })), paid };
}

async function visit({ server }: Shop, url: string, init?: RequestInit): Promise<Response> {
  return server.fetch(new Request(new URL(url, BASE_URL), init));
}

test('S1.21 a buyer opens the link, chooses, pays at the provider and comes back to the order', async () => {
  const shop = await openPageShop();
  const cart_id = await shop.readyCart();
  const { body } = await shop.call('POST', '/api/agent/payment-link', { body: { cart_id } });
  const link = String(body.payment_url);
  expect(await (await visit(shop, link)).text()).toContain('Choose how to pay');

  const method = new URLSearchParams({ method: 'card-via-stripe' });
  const chosen = await visit(shop, link, { method: 'POST', body: method });
  const way = await visit(shop, new URL(chosen.headers.get('location') ?? '', link).href);
  const [, page = ''] =
    /href="https:\/\/provider\.test\/pay\/(page_att_[\w-]+)"/.exec(await way.text()) ?? [];

  shop.paid.add(page);
  const back = `/return/demo/${cart_id}/${page.replace('page_', '')}`;
  const seen = async (url: string): Promise<string> => (await visit(shop, url)).text();
  // Coming back has the provider asked, which no webhook and no round of background work has done.
  expect(await seen(back)).toContain('Paid. Thank you.');
  expect(await seen(back)).toContain('Acme');
  expect(await seen(link)).toContain('Paid. Thank you.');
});

test('a buyer who changes their mind closes the page that was open', async () => {
  const shop = await openPageShop();
  const cart_id = await shop.readyCart();
  const { body } = await shop.call('POST', '/api/agent/payment-link', { body: { cart_id } });
  const link = String(body.payment_url);
  for (const method of ['card-via-stripe', 'usdc-on-base']) {
    await visit(shop, link, { method: 'POST', body: new URLSearchParams({ method }) });
  }
  const text = await (await visit(shop, link)).text();
  expect(text).toContain('Continue to Coinbase');
  expect(text).toContain('value="card-via-stripe"');
  expect(text).not.toContain('value="usdc-on-base"');
});

test('the log tells no address of a payment page', async () => {
  const shop = await openPageShop();
  const cart_id = await shop.readyCart();
  const { body } = await shop.call('POST', '/api/agent/payment-link', { body: { cart_id } });
  await visit(shop, String(body.payment_url));
  await visit(shop, `/return/demo/${cart_id}/att_1`);
  const told = shop.logged.filter((line) => /"\/(?:pay|return)\//.test(line));
  expect(told.map((line) => (JSON.parse(line) as { route: string }).route)).toEqual([
    '/pay/:id',
    '/return/:tenant/:cart/:attempt',
  ]);
  expect(told.join('')).not.toContain(String(body.session_id));
});

test.each([
  '/return/demo/%00/att_1',
  '/return/%00/cart_1/att_1',
  '/return/demo/cart_1/%00',
  '/return/demo/cart_1/%ED%A0%80/state',
  '/return/demo:cart_1/cart_2/att_1',
])('where no payment can be there is none: %s', async (path) => {
  expect((await visit(await openShop(), path)).status).toBe(404);
});
