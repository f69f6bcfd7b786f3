import { randomUUID } from 'node:crypto';
import Stripe from 'stripe';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cardFetch, issueToken } from '../../src/demo/card.ts';
import { payingFetch } from '../../src/demo/wallet.ts';
import { openTill, PRICE, paymentFor, type Till, watched } from '../till.ts';
import { openYard, type Yard } from '../yard.ts';
import { credentialFor } from './payer.ts';

let yard: Yard;
let merchant: Stripe;
beforeAll(async () => {
  yard = await openYard();
  const { hostname, port } = new URL(yard.facts.stripe.base_url);
  merchant = new Stripe(yard.stripeKey, { host: hostname, port, protocol: 'http', telemetry: false });
}, 30_000);
afterAll(() => yard.stop());

/** PaymentIntents that the seller has for this order. */
async function intentsOf(order: string): Promise<Stripe.PaymentIntent[]> {
  const { data } = await merchant.paymentIntents.list({ limit: 100 });
  return data.filter(({ metadata }) => metadata['railyard_order'] === order);
}

interface Order {
  readonly order_id: string;
  readonly status: string;
  readonly payment_rail: string;
  readonly amount: number;
}

function requestTo({ apiKey }: Till) {
  return {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'idempotency-key': randomUUID() },
  };
}

async function orderIn(response: Response): Promise<Order> {
  const order = (await response.json()) as Order;
  expect([response.status, order.status, order.amount]).toEqual([200, 'paid', 4999]);
  return order;
}

test('the official MPP client pays the 402 by card, beside its API key', async () => {
  const till = await openTill(yard);
  const { payment_rail, order_id } = await orderIn(await cardFetch(yard.facts)(till.url, requestTo(till)));
  expect(payment_rail).toBe('stripe-mpp');
  expect(await intentsOf(order_id)).toMatchObject([{ status: 'succeeded', amount_received: 4999 }]);
});

test('the official x402 client pays the same 402 in USDC', async () => {
  const till = await openTill(yard);
  const { result, gained } = await watched(yard, async () =>
    orderIn(await payingFetch(yard.facts)(till.url, requestTo(till))),
  );
  expect([result.payment_rail, gained]).toEqual(['x402', PRICE]);
});

test('a payment of x402 version 1 pays the same 402 in USDC', async () => {
  const till = await openTill(yard);
  const signed = Buffer.from(await paymentFor(yard, till), 'base64').toString();
  const { payload } = JSON.parse(signed) as { readonly payload: object };
  const old = { x402Version: 1, scheme: 'exact', network: 'base-sepolia', payload };
  const { method, headers } = requestTo(till);
  const payment = { 'x-payment': Buffer.from(JSON.stringify(old)).toString('base64') };
  const { result, gained } = await watched(yard, async () =>
    orderIn(await fetch(till.url, { method, headers: { ...headers, ...payment } })),
  );
  expect([result.payment_rail, gained]).toEqual(['x402', PRICE]);
});

test('S1.27 S1.31 a client of two steps pays the same 402 with a bare token under its key, in place of its API key', async () => {
  const till = await openTill(yard);
  const { method, headers } = requestTo(till);
  const asked = await fetch(till.url, { method, headers });
  const terms = (await asked.json()) as { readonly amount: number; readonly currency: string };
  expect(asked.status).toBe(402);
  const token = await issueToken(yard.facts, {
    amount: String(terms.amount),
    currency: terms.currency,
    networkId: yard.facts.stripe.agent.profile,
    expiresAt: Math.floor(Date.now() / 1_000) + 300,
  });
  const bare = { authorization: `Payment ${token}`, 'idempotency-key': headers['idempotency-key'] };

  const { payment_rail, order_id } = await orderIn(await fetch(till.url, { method, headers: bare }));
  expect(payment_rail).toBe('stripe-mpp');
  expect(await intentsOf(order_id)).toHaveLength(1);
});

test('the official MPP client, whose reply from Stripe is lost, ends with one order and one payment', async () => {
  const till = await openTill(yard);
  await yard.hostile.stripe('payment_intents.create', { fault: 'cut', when: 'after', times: 2 });
  const request = requestTo(till);
  const first = await cardFetch(yard.facts)(till.url, request);
  expect([200, 503]).toContain(first.status);

  await expect
    .poll(
      async () => {
        await yard.reconcile();
        return (await cardFetch(yard.facts)(till.url, request)).status;
      },
      { timeout: 20_000 },
    )
    .toBe(200);
  await yard.hostile.reset();
  const { order_id } = await orderIn(await fetch(till.url, request));
  expect(await intentsOf(order_id)).toHaveLength(1);
});

test('the official MPP client pays a page behind the guard, which needs no API key, and gets it again for the same payment', async () => {
  const sent: Record<string, string>[] = [];
  const watching: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    sent.push(Object.fromEntries(request.headers));
    return fetch(request);
  };
  const page = `${yard.facts.base_url}/demo/weather`;
  const first = await cardFetch(yard.facts, { send: watching })(page);
  const text = await first.text();
  expect([first.status, JSON.parse(text)]).toEqual([200, expect.objectContaining({ celsius: 18 })]);
  expect(first.headers.get('payment-receipt')).not.toBeNull();

  const again = await fetch(page, { headers: { authorization: sent.at(-1)?.['authorization'] ?? '' } });
  expect([again.status, await again.text(), again.headers.get('idempotent-replayed')]).toEqual([
    200,
    text,
    'true',
  ]);
  const { data } = await merchant.paymentIntents.list({ limit: 100 });
  expect(data.filter(({ amount }) => amount === 75)).toHaveLength(1);
});

test('a challenge for a page behind the guard is answered once, with whatever token', async () => {
  const page = `${yard.facts.base_url}/demo/weather`;
  const asked = await fetch(page);
  const { profile: networkId } = yard.facts.stripe.agent;
  const terms = { amount: '75', currency: 'usd', networkId, expiresAt: Math.floor(Date.now() / 1_000) + 300 };
  const before = await merchant.paymentIntents.list({ limit: 100 });

  const answers: number[] = [];
  for (let tokens = 0; tokens < 2; tokens += 1) {
    const authorization = credentialFor(asked, await issueToken(yard.facts, terms));
    answers.push((await fetch(page, { headers: { authorization } })).status);
  }
  expect(answers).toEqual([200, 409]);
  const after = await merchant.paymentIntents.list({ limit: 100 });
  expect(after.data.length - before.data.length).toBe(1);
});

test('behind the guard an Idempotency-Key is nothing: the same payment gets the same page under any', async () => {
  const page = `${yard.facts.base_url}/demo/weather`;
  const asked = await fetch(page, { headers: { 'idempotency-key': 'one' } });
  const { profile: networkId } = yard.facts.stripe.agent;
  const terms = { amount: '75', currency: 'usd', networkId, expiresAt: Math.floor(Date.now() / 1_000) + 300 };
  const authorization = credentialFor(asked, await issueToken(yard.facts, terms));

  for (const headers of [{ 'idempotency-key': 'two' }, { 'idempotency-key': 'three' }, {}]) {
    expect((await fetch(page, { headers: { authorization, ...headers } })).status).toBe(200);
  }
});
