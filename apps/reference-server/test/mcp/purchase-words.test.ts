import { expect, test } from 'vitest';
import { ADDRESS } from '../../src/demo/shop.ts';
import { type HostedShop, openHostedShop } from '../hosted/shop.ts';
import { containing, like } from '../matchers.ts';
import { openShop, payFor } from '../shop.ts';
import { type Agent, fillCart, openAgent, type Reply } from './client.ts';

const RAIL = 'railyard/payment_rail';

interface Sale {
  readonly shop: HostedShop;
  readonly agent: Agent;
  readonly cart_id: string;
  readonly status: (id: unknown) => Promise<Reply>;
}

async function openSale(): Promise<Sale> {
  const shop = await openHostedShop();
  const agent = await openAgent(shop);
  const cart_id = await fillCart(agent);
  return { shop, agent, cart_id, status: (session_id) => agent.call('order_status', { session_id }) };
}

test('a page is told with its link, the choice on it and one next step', async () => {
  const { agent, cart_id } = await openSale();
  const { structuredContent, words } = await agent.call('checkout', { cart_id });
  const { payment_url, session_id } = structuredContent;
  expect(words).toContain(
    `49.99 usd is to be paid by the user. Give them this link: ${String(payment_url)} `,
  );
  expect(words).toContain('They choose there how to pay: USDC on Base or a card.');
  expect(words).toContain(`order_status with session_id "${String(session_id)}" every 5 seconds`);
  expect(words).not.toContain('call this tool again');
});

test('S0.11 a page where nothing was chosen yet waits for the user, and names its link', async () => {
  const { agent, cart_id, status } = await openSale();
  const { structuredContent: page } = await agent.call('checkout', { cart_id });
  const { structuredContent, words } = await status(page.session_id);
  expect(structuredContent).toMatchObject({
    status: 'action_required',
    payment_rail: 'coinbase',
    session_id: page.session_id,
    payment_url: page.payment_url,
    expires_at: page.expires_at,
  });
  expect(words).toContain(`Not paid yet. The user can pay 49.99 usd at ${String(page.payment_url)}`);
});

test('a link that a change of the cart has closed is told as one that is dead', async () => {
  const { agent, cart_id, status } = await openSale();
  const { structuredContent: page } = await agent.call('checkout', { cart_id });
  await agent.call('add_to_cart', { cart_id, variant_id: 'var_mug' });
  const { structuredContent, words } = await status(page.session_id);
  expect(structuredContent).toMatchObject({ status: 'unpaid', payment_rail: null });
  expect(structuredContent).not.toHaveProperty('payment_url');
  expect(words).toContain('A link that the user has does not work any more.');
});

test.each(['with the page of Stripe', 'where another choice took its place'])(
  'the order of a link from before a change stays as it was, and names the one that was paid, %s',
  async (way) => {
    const { shop, agent, cart_id, status } = await openSale();
    const { structuredContent: before } = await agent.call('checkout', { cart_id });
    await agent.call('add_to_cart', { cart_id, variant_id: 'var_mug' });
    const old = { amount: 4_999, amount_decimal: '49.99', items: [{ variant_id: 'var_stove', quantity: 1 }] };
    const open = await status(before.session_id);
    expect(open.structuredContent).toMatchObject({ status: 'unpaid', ...old, seller_handle: 'acme' });
    expect(open.structuredContent.shipping_address).toMatchObject(ADDRESS);
    expect(open.structuredContent).not.toHaveProperty('superseded_by');

    if (way.startsWith('where')) {
      const { structuredContent: next } = await agent.call('checkout', { cart_id });
      const form = new URLSearchParams({ method: 'card-via-stripe' });
      await shop.server.fetch(new Request(String(next.payment_url), { method: 'POST', body: form }));
    } else await agent.call('checkout', { cart_id }, { [RAIL]: 'stripe-checkout' });
    const [session] = shop.stripe.sessions();
    shop.stripe.visit(String(session?.id), 'pay');
    const { order_id } = (await status(session?.id)).structuredContent;

    const { structuredContent, words } = await status(before.session_id);
    expect(structuredContent).toMatchObject({ status: 'unpaid', ...old, superseded_by: order_id });
    expect(words).toContain(
      `it is paid as the order ${String(order_id)}: read that one, and do not pay again.`,
    );
    const page = await (await shop.server.fetch(new Request(String(before.payment_url)))).text();
    expect(page).toContain('The order was changed, and is paid');
    expect(page).toContain('49.99');
    expect(page).not.toContain('63.99');
  },
);

test('while a bank asks who pays, the page waits for the user, by each id that there is', async () => {
  const { shop, agent, cart_id, status } = await openSale();
  const { structuredContent: page } = await agent.call('checkout', { cart_id });
  const form = new URLSearchParams({ method: 'card-via-stripe' });
  await shop.server.fetch(new Request(String(page.payment_url), { method: 'POST', body: form }));
  const [session] = shop.stripe.sessions();
  shop.stripe.visit(String(session?.id), 'challenge');
  const asked = (await status(page.session_id)).structuredContent;
  expect(asked).toMatchObject({ status: 'action_required', payment_url: page.payment_url });
  for (const id of [session?.id, asked.order_id])
    expect((await status(id)).structuredContent).toMatchObject({
      status: 'action_required',
      payment_url: session?.url,
    });
});

test('who asks by the id of a chooser keeps it and its link while the user chooses and pays', async () => {
  const { shop, agent, cart_id, status } = await openSale();
  const { structuredContent: page } = await agent.call('checkout', { cart_id });
  const { session_id, payment_url } = page;
  const form = new URLSearchParams({ method: 'card-via-stripe' });
  await shop.server.fetch(new Request(String(payment_url), { method: 'POST', body: form }));
  const chosen = await status(session_id);
  expect(chosen.structuredContent).toMatchObject({ status: 'action_required', session_id, payment_url });
  const [session] = shop.stripe.sessions();
  const provider = await status(session?.id);
  expect(provider.structuredContent).toMatchObject({ session_id: session?.id });
});

test('a payment from a bank account is told with its rail, and that it can take days', async () => {
  const { shop, agent, cart_id, status } = await openSale();
  const { structuredContent } = await agent.call('checkout', { cart_id }, { [RAIL]: 'stripe-checkout' });
  shop.stripe.visit(String(structuredContent.session_id), 'debit');
  const pending = await status(structuredContent.session_id);
  expect(pending.structuredContent).toMatchObject({ status: 'pending', payment_rail: 'stripe-checkout' });
  expect(pending.words).toContain('take days, and stop asking until they want to know');
});

test('what is paid is told with its total and its order, also to who checks it out again', async () => {
  const shop = await openShop();
  const agent = await openAgent(shop);
  const cart_id = await fillCart(agent);
  const { body } = await payFor(shop, cart_id, 'token');
  const order_id = String(body.order_id);
  const order = await agent.call('order_status', { session_id: order_id });
  expect(order.words).toContain(`Paid: 49.99 usd on the rail "fake". The order is ${order_id}.`);
  const again = await agent.call('checkout', { cart_id }, { 'railyard/idempotency_key': 'another' });
  expect(again).toMatchObject({ isError: true, structuredContent: { error: 'cart_already_completed' } });
  expect(again.words).toContain(`it is the order ${order_id}`);
});

test('S0.26 a buyer token that is nobody’s is told in words as well', async () => {
  const { agent, cart_id } = await openSale();
  const given = await agent.call('checkout', { cart_id, buyer_token: 'kfb_test_unknown' });
  expect(given.words).toContain('The buyer_token is nobody’s');
  expect((await agent.call('checkout', { cart_id })).words).not.toContain('buyer_token');
});

test('the rails of a seller are found over MCP, with the call for each', async () => {
  const { agent, cart_id } = await openSale();
  const { structuredContent, words } = await agent.call('get_seller', { handle: 'acme' });
  expect(structuredContent.rails).toMatchObject([
    {
      payment_rail: 'stripe-checkout',
      active: true,
      advice: containing(`"stripe-checkout" in _meta["${RAIL}"]`),
    },
    { payment_rail: 'coinbase', advice: like(/where they choose how to pay/) },
    { payment_rail: 'stripe-mpp', payer: 'agent' },
    { payment_rail: 'x402', payer: 'agent' },
  ]);
  expect(words).toContain(
    'coinbase (a page for the user, preferred), stripe-mpp (an agent pays), x402 (an agent pays).',
  );
  const [, , , usdc] = structuredContent.rails as readonly Record<string, unknown>[];
  expect(usdc).toMatchObject({ currencies: ['usd'], preferred: false });
  const unknown = await agent.call('checkout', { cart_id }, { [RAIL]: 'paypal' });
  expect(unknown.words).toContain('one of these: stripe-checkout, coinbase, stripe-mpp, x402.');
});

test('a search that finds nothing says how to search instead', async () => {
  const { call } = await openAgent(await openShop());
  const none = await call('search_products', { q: 'submarine' });
  expect(none.words).toContain('Search with fewer or other words');
});
