import { describe, expect, test } from 'vitest';
import { openCardShop } from '../cards/shop.ts';
import { like, NUMBER } from '../matchers.ts';
import { fillCart, openAgent } from './client.ts';
import { payingClient, REQUIRED } from './paying.ts';

const KEY = { 'railyard/idempotency_key': 'the-key-of-this-purchase' };

/** A seller with agents' rails alone, a cart there, and an agent. */
async function openSale() {
  const shop = await openCardShop();
  const agent = await openAgent(shop);
  const cart_id = await fillCart(agent);
  return { shop, agent, stripe: shop.stripe, call: { name: 'checkout', arguments: { cart_id } } };
}

describe('at a seller without a page', () => {
  test('S1.35 a client without a wallet is told at once how to pay, and nothing is taken', async () => {
    const { agent, stripe, call } = await openSale();
    const asked = await agent.call('checkout', call.arguments);
    expect(asked).toMatchObject({
      isError: true,
      structuredContent: {
        error: 'payment_required',
        payment_required: true,
        amount: 4_999,
        currency: 'usd',
      },
      words: like(/^49\.99 usd is to be paid/),
      _meta: {
        [REQUIRED]: { httpStatus: 402, challenges: [{ method: 'stripe', intent: 'charge' }] },
        'x402/payment-required': { x402Version: 2 },
      },
    });
    expect(asked.words).toContain('x402/payment');
    expect(stripe.calls()).toEqual([]);
  });

  test('what the rails say of themselves is in the capabilities', async () => {
    const { agent } = await openSale();
    expect(agent.client.getServerCapabilities()?.experimental).toEqual({
      payment: { methods: { stripe: { intents: ['charge'] } } },
    });
  });

  test('S1.27 the client of mppx pays a checkout as it comes, and gets the order with its receipt', async () => {
    const { agent, stripe, call } = await openSale();
    const { payer } = payingClient(agent.client, stripe);
    const result = await payer.callTool(call);
    const [intent] = stripe.intents();
    expect(result).toMatchObject({
      structuredContent: { status: 'paid', payment_rail: 'stripe-mpp', amount: 4_999, reference: intent?.id },
    });
    expect(intent).toMatchObject({ status: 'succeeded', amount_received: 4_999 });
    expect(result.receipt).toMatchObject({
      status: 'success',
      reference: intent?.id,
      challengeId: intent?.metadata['mpp_challenge_id'],
    });
  });

  test.each([
    ['a key', { _meta: KEY }],
    ['none', {}],
  ])('S1.34 S1.48 the same call again, with %s, brings the order, and pays once', async (_, meta) => {
    const { agent, stripe, call } = await openSale();
    const { payer } = payingClient(agent.client, stripe);
    const first = await payer.callTool({ ...call, ...meta });
    expect(await payer.callTool({ ...call, ...meta })).toEqual(first);
    expect(stripe.intents()).toHaveLength(1);
  });

  test('a purchase paid over MCP is the one that HTTP knows under the same key', async () => {
    const { shop, agent, stripe, call } = await openSale();
    const { payer } = payingClient(agent.client, stripe);
    const { structuredContent } = await payer.callTool({ ...call, _meta: KEY });
    const again = await shop.call('POST', `/api/agent/cart/${call.arguments.cart_id}/checkout`, {
      key: KEY['railyard/idempotency_key'],
    });
    expect(again).toMatchObject({ status: 200, body: structuredContent });
    expect(again.headers.get('idempotent-replayed')).toBe('true');
  });

  test('the new challenge after a declined token is paid', async () => {
    const { agent, stripe, call } = await openSale();
    const { payer } = payingClient(agent.client, stripe, ['pm_card_visa_chargeDeclined', 'pm_card_visa']);
    expect(await payer.callTool(call)).toMatchObject({ structuredContent: { status: 'paid' } });
    expect(stripe.intents().map(({ status }) => status)).toEqual(['requires_payment_method', 'succeeded']);
  });

  test('S0.29 S0.30 no second token is made while nobody knows what became of the first', async () => {
    const { agent, stripe, call } = await openSale();
    stripe.fault('payment_intents.create', { fault: 'cut', when: 'after', times: 9 });
    const { payer, made } = payingClient(agent.client, stripe);
    const result = await payer.callTool({ ...call, _meta: KEY });
    expect(result).toMatchObject({
      isError: true,
      structuredContent: {
        status: 'pending',
        error: 'payment_unresolved',
        retryable: true,
        retry_after_seconds: NUMBER,
        next_action: like(/^Do not pay again\. Call order_status with session_id "order_/),
      },
    });
    expect(result).not.toHaveProperty('_meta');
    expect(made).toHaveLength(1);
  });

  test('S0.7 S1.13 the order that a checkout names is found by order_status', async () => {
    const { agent, stripe, call } = await openSale();
    const { structuredContent } = await payingClient(agent.client, stripe).payer.callTool(call);
    const { order_id } = structuredContent as { readonly order_id: string };
    const order = await agent.call('order_status', { session_id: order_id });
    expect(order.structuredContent).toMatchObject({ order_id, status: 'paid', payment_rail: 'stripe-mpp' });
  });

  test('a payment that cannot be read is refused with a challenge, and nothing is taken', async () => {
    const { agent, stripe, call } = await openSale();
    const refused = await agent.call('checkout', call.arguments, { 'org.paymentauth/credential': { x: 1 } });
    expect(refused).toMatchObject({ isError: true, structuredContent: { error: 'credential_invalid' } });
    expect(refused.meta).toHaveProperty([REQUIRED]);
    expect(stripe.calls()).toEqual([]);
  });

  test('S1.46a two payments in one call are refused, and neither is taken', async () => {
    const { agent, stripe, call } = await openSale();
    const meta = { 'org.paymentauth/credential': { x: 1 }, 'x402/payment': { x: 1 } };
    expect(await agent.call('checkout', call.arguments, meta)).toMatchObject({
      isError: true,
      structuredContent: { error: 'ambiguous_credential' },
    });
    expect(stripe.calls()).toEqual([]);
  });
});
