import { randomUUID } from 'node:crypto';
import { x402HTTPClient } from '@x402/fetch';
import { McpClient } from 'mppx/mcp/client';
import { charge } from 'mppx/stripe/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { issueToken } from '../../src/demo/card.ts';
import { walletOf } from '../../src/demo/wallet.ts';
import { like } from '../matchers.ts';
import { PRICE, watched } from '../till.ts';
import { openYard, type Yard } from '../yard.ts';
import { type Agent, agentOf, fillCart } from './client.ts';

const RAIL = 'railyard/payment_rail';
const KEY = 'railyard/idempotency_key';

let yard: Yard;
let agent: Agent;
beforeAll(async () => {
  yard = await openYard();
  agent = await openAgentHere();
}, 30_000);
afterAll(() => yard.stop());

function openAgentHere(): Promise<Agent> {
  const { base_url, api_key } = yard.facts;
  return agentOf(new URL(`${base_url}/mcp`), api_key);
}

/** Finds something at a seller and puts it into a cart, as an agent does who knows nothing else. */
async function shopFor(words: string): Promise<string> {
  const found = await agent.call('search_products', { q: words });
  const [first] = found.structuredContent.itemListElement as readonly {
    readonly item: Record<string, string>;
  }[];
  return fillCart(agent, first?.item['kifly:seller'], first?.item['kifly:variantId']);
}

test('S1.12 S1.13 a person pays on the page that the agent was given, and order_status tells', async () => {
  const cart_id = await shopFor('camp stove');
  const page = await agent.call(
    'checkout',
    { cart_id, email: 'ada@example.com' },
    { [RAIL]: 'stripe-checkout' },
  );
  const session_id = String(page.structuredContent.session_id);
  await yard.hostile.visit(session_id, 'pay');
  const order = await agent.call('order_status', { session_id });
  expect(order.structuredContent).toMatchObject({
    status: 'paid',
    payment_rail: 'stripe-checkout',
    amount: 4_999,
  });
});

test('S1.21 a person chooses on the page that the seller prefers, and pays', async () => {
  const cart_id = await shopFor('camp stove');
  const { structuredContent } = await agent.call('checkout', { cart_id });
  const session_id = String(structuredContent.session_id);
  const { page } = await yard.choose(session_id, 'card-via-stripe');
  await yard.hostile.visit(String(page?.reference), 'pay');
  const order = await agent.call('order_status', { session_id });
  expect(order.structuredContent).toMatchObject({ status: 'paid', amount: 4_999 });
});

test('S1.27 an agent pays by card with a token in _meta', async () => {
  const cart_id = await shopFor('camp stove');
  const card = charge({
    paymentMethod: yard.facts.stripe.agent.payment_method,
    createToken: ({ amount, currency, networkId = '', expiresAt }) =>
      issueToken(yard.facts, { amount, currency, networkId, expiresAt }),
  });
  const { client } = await openAgentHere();
  const payer = McpClient.wrap(client, { methods: [card] });
  const call = {
    name: 'checkout',
    arguments: { cart_id },
    _meta: { [RAIL]: 'stripe-mpp', [KEY]: randomUUID() },
  };
  const paid = await payer.callTool(call);
  expect(paid).toMatchObject({
    structuredContent: { status: 'paid', payment_rail: 'stripe-mpp', reference: like(/^pi_/) },
    receipt: { status: 'success' },
  });
});

test('S1.36 S1.39 S1.40 S1.41 an agent pays in USDC on the chain with a payment in _meta, once', async () => {
  const cart_id = await shopFor('camp stove');
  const meta = { [RAIL]: 'x402', [KEY]: randomUUID() };
  const asked = await agent.call('checkout', { cart_id }, meta);
  const wallet = new x402HTTPClient(walletOf(yard.facts));
  type Required = Parameters<typeof wallet.createPaymentPayload>[0];
  const payment = await wallet.createPaymentPayload(asked.structuredContent as Required);
  expect(payment.x402Version).toBe(2);
  const pay = () => agent.call('checkout', { cart_id }, { ...meta, 'x402/payment': payment });
  const { result, gained, settles } = await watched(yard, async () => [await pay(), await pay()]);
  expect(result[0]).toMatchObject({
    structuredContent: { status: 'paid', payment_rail: 'x402', transaction: like(/^0x/) },
    _meta: { 'x402/payment-response': { success: true } },
  });
  expect(result[1]).toEqual(result[0]);
  expect([gained, settles]).toEqual([PRICE, 1]);
});

test('S0.12 S0.14 S0.15 S0.16 S0.17 S0.18 S0.19 at a seller who sells elsewhere the agent hands the buyer over', async () => {
  const cart_id = await shopFor('prairie birds');
  const cart = await agent.call('get_cart', { cart_id });
  expect(cart.structuredContent).toMatchObject({ kifly_purchasable: false, fulfillment: 'external' });
  await agent.call('add_to_cart', { cart_id, variant_id: 'var_gift_card' });
  const { structuredContent, isError, words } = await agent.call('checkout', { cart_id });
  expect(isError).toBeUndefined();
  expect(structuredContent).toMatchObject({
    payment_rail: 'directory-handoff',
    status: 'referred',
    handoff: {
      seller: {
        name: 'Cedar Books',
        handle: 'cedar-books',
        storefront_url: 'https://cedar-books.example/',
      },
      items: [
        { variant_id: 'var_field_guide', link: like(/\/go\//) },
        { variant_id: 'var_gift_card', link: null },
      ],
    },
    disclaimer: like(/./),
  });
  expect(Object.keys(structuredContent)).not.toContain('payment_url');
  expect(Object.keys(structuredContent)).not.toContain('session_id');
  expect(words).toContain('not a completed order');
  const version = (await agent.call('get_cart', { cart_id })).structuredContent.version;
  const order = await agent.call('order_status', {
    session_id: `${cart_id.replace('cart_', 'order_')}_${String(version)}`,
  });
  expect(order.structuredContent.status).toBe('referred');
});
