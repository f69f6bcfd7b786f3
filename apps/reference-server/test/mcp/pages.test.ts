import { describe, expect, test } from 'vitest';
import { storedSellers } from '../../src/sellers.ts';
import { type HostedShop, openHostedShop } from '../hosted/shop.ts';
import { like } from '../matchers.ts';
import { fillCart, openAgent } from './client.ts';
import { payingClient } from './paying.ts';

const RAIL = 'railyard/payment_rail';
const KEY = { 'railyard/idempotency_key': 'the-key-of-this-purchase' };

/** A seller with these rails, all unless named, and a cart there. */
async function openSale(rails: readonly string[] | null = null) {
  const shop = await openHostedShop();
  if (rails) await keepRails(shop, rails);
  const agent = await openAgent(shop);
  return { shop, agent, cart_id: await fillCart(agent) };
}

/** Leaves acme with these rails alone. */
async function keepRails({ store }: HostedShop, rails: readonly string[]): Promise<void> {
  const acme = await storedSellers(store).find('acme');
  if (!acme) throw new Error('The shop has no such seller.');
  const accounts = acme.accounts.map((one) => ({ ...one, active: rails.includes(one.rail) }));
  await storedSellers(store).save({ ...acme, accounts });
}

describe('a checkout without a payment', () => {
  test('S1.7 S1.20 opens the page that the seller prefers, the same as a payment link', async () => {
    const { shop, agent, cart_id } = await openSale();
    const { structuredContent, isError } = await agent.call('checkout', { cart_id });
    expect(isError).toBeUndefined();
    const { body } = await shop.call('POST', '/api/agent/payment-link', { body: { cart_id } });
    expect(structuredContent).toEqual(body);
    expect(structuredContent).toMatchObject({
      payment_rail: 'coinbase',
      session_id: like(/^kpc_/),
      methods: ['usdc-on-base', 'card-via-stripe'],
    });
  });

  test('S0.7 S0.9 S0.10 S0.11 a page of Stripe has its address, session and amounts, and order_status takes the session', async () => {
    const { shop, agent, cart_id } = await openSale(['stripe-checkout', 'x402']);
    const { structuredContent, words } = await agent.call('checkout', { cart_id });
    const session_id = String(structuredContent.session_id);
    expect(structuredContent).toMatchObject({
      payment_rail: 'stripe-checkout',
      payment_url: `https://checkout.stripe.com/c/pay/${session_id}`,
      amount: 4_999,
      subtotal_cents: 4_499,
      delivery_fee_cents: 500,
      currency: 'usd',
      buyer_token_status: 'none',
    });
    expect(words).toContain(`order_status with session_id "${session_id}"`);
    const open = await agent.call('order_status', { session_id });
    expect(open.structuredContent).toMatchObject({ status: 'action_required', session_id });
    shop.stripe.visit(session_id, 'pay');
    const paid = await agent.call('order_status', { session_id });
    expect(paid.structuredContent).toMatchObject({ status: 'paid', payment_rail: 'stripe-checkout' });
  });

  test.each([
    ['the same key', KEY],
    ['no key', undefined],
  ])('S1.48 again with %s brings the open page, and once it is paid the order', async (_, meta) => {
    const { shop, agent, cart_id } = await openSale(['stripe-checkout']);
    const buy = () => agent.call('checkout', { cart_id }, meta);
    const { structuredContent } = await buy();
    expect((await buy()).structuredContent).toEqual(structuredContent);
    expect(shop.stripe.sessions()).toHaveLength(1);
    shop.stripe.visit(String(structuredContent.session_id), 'pay');
    const [paid, again] = [await buy(), await buy()];
    expect(paid.structuredContent).toMatchObject({ status: 'paid', amount: 4_999 });
    expect(again).toEqual(paid);
    expect(shop.stripe.sessions()).toHaveLength(1);
  });

  test('S0.20 S0.23 fills in the e-mail that it was given, without any token', async () => {
    const { shop, agent, cart_id } = await openSale(['stripe-checkout']);
    await agent.call('checkout', { cart_id, email: 'ada@example.com' });
    expect(shop.stripe.sessions()).toMatchObject([{ customer_email: 'ada@example.com' }]);
  });

  test('S0.26 S0.27 tells of a token that nobody issued that it is invalid, and goes on', async () => {
    const { agent, cart_id } = await openSale();
    const given = await agent.call('checkout', { cart_id, buyer_token: 'kfb_live_unknown' });
    expect(given).toMatchObject({
      structuredContent: { status: 'action_required', buyer_token_status: 'invalid' },
    });
    expect(given.isError).toBeUndefined();
    const none = await agent.call('checkout', { cart_id });
    expect(none.structuredContent.buyer_token_status).toBe('none');
  });
});

describe('a checkout that names a rail', () => {
  test('opens the page of that rail', async () => {
    const { agent, cart_id } = await openSale();
    const { structuredContent } = await agent.call('checkout', { cart_id }, { [RAIL]: 'stripe-checkout' });
    expect(structuredContent).toMatchObject({
      payment_rail: 'stripe-checkout',
      session_id: like(/^cs_test_/),
    });
  });

  test.each([
    ['x402', 'x402/payment-required', 'org.paymentauth/payment-required'],
    ['stripe-mpp', 'org.paymentauth/payment-required', 'x402/payment-required'],
  ])('gets the challenge of %s alone', async (rail, own, other) => {
    const { agent, cart_id } = await openSale();
    const asked = await agent.call('checkout', { cart_id }, { [RAIL]: rail });
    expect(asked).toMatchObject({
      isError: true,
      structuredContent: { error: 'payment_required', offers: [{ payment_rail: rail }] },
    });
    expect(asked.meta).toHaveProperty([own]);
    expect(asked.meta).not.toHaveProperty([other]);
  });

  test('S1.42 S1.43 learns that x402 is not active, and how to pay instead', async () => {
    const { agent, cart_id } = await openSale(['stripe-checkout', 'stripe-mpp']);
    const refused = await agent.call('checkout', { cart_id }, { [RAIL]: 'x402' });
    expect(refused).toMatchObject({
      isError: true,
      structuredContent: { error: 'x402_not_configured', status: 501, next_action: like(/stripe-checkout/) },
    });
    const page = await agent.call('checkout', { cart_id });
    expect(page.structuredContent.payment_rail).toBe('stripe-checkout');
  });

  test('that there is not is refused, with those that there are', async () => {
    const { agent, cart_id } = await openSale();
    const refused = await agent.call('checkout', { cart_id }, { [RAIL]: 'cash' });
    expect(refused).toMatchObject({ isError: true, structuredContent: { error: 'validation' } });
    expect(JSON.stringify(refused.structuredContent)).toContain('stripe-checkout');
  });

  test('is paid by a client with a wallet, also under the key of a page, which is closed before', async () => {
    const { shop, agent, cart_id } = await openSale(['stripe-checkout', 'stripe-mpp']);
    await agent.call('checkout', { cart_id }, KEY);
    const { payer } = payingClient(agent.client, shop.stripe);
    const call = { name: 'checkout', arguments: { cart_id }, _meta: { ...KEY, [RAIL]: 'stripe-mpp' } };
    const paid = await payer.callTool(call);
    expect(paid).toMatchObject({ structuredContent: { status: 'paid', payment_rail: 'stripe-mpp' } });
    expect(shop.stripe.sessions()).toMatchObject([{ status: 'expired' }]);
    const again = await agent.call('checkout', { cart_id }, KEY);
    expect(again.structuredContent).toEqual(paid.structuredContent);
  });
});

test('S1.51 a cart that was paid takes no other purchase under another key', async () => {
  const { shop, agent, cart_id } = await openSale(['stripe-checkout']);
  const { structuredContent } = await agent.call('checkout', { cart_id }, KEY);
  shop.stripe.visit(String(structuredContent.session_id), 'pay');
  await agent.call('order_status', { session_id: structuredContent.session_id });
  const other = await agent.call('checkout', { cart_id }, { 'railyard/idempotency_key': 'another-key' });
  expect(other).toMatchObject({
    isError: true,
    structuredContent: { error: 'cart_already_completed', next_action: like(/order_status/) },
  });
});

test('the page of a cart is closed before the cart is changed', async () => {
  const { shop, agent, cart_id } = await openSale(['stripe-checkout']);
  await agent.call('checkout', { cart_id });
  await agent.call('add_to_cart', { cart_id, variant_id: 'var_mug' });
  expect(shop.stripe.sessions()).toMatchObject([{ status: 'expired' }]);
});
