import { randomUUID } from 'node:crypto';
import { x402HTTPClient } from '@x402/fetch';
import { expect } from 'vitest';
import { fillCart } from '../src/demo/shop.ts';
import { walletOf } from '../src/demo/wallet.ts';
import type { Yard } from './yard.ts';

export const PRICE = 49_990_000n;

export interface Till {
  /** Where the cart is paid. */
  readonly url: string;
  readonly apiKey: string;
}

/** A new cart of $49.99, ready to be paid. */
export async function openTill(yard: Yard, of: 'demo' | 'other' = 'demo'): Promise<Till> {
  const other = { api_key: yard.otherKey, seller_handle: 'globex', variant_ids: ['var_globe'] };
  const shop = { ...yard.facts, ...(of === 'other' && other) };
  const cart = await fillCart(shop);
  expect(cart.amount).toBe(4999);
  return { url: `${shop.base_url}/api/agent/cart/${cart.cart_id}/checkout`, apiKey: shop.api_key };
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly body: Record<string, string>;
  readonly replayed: string | null;
}

/** Asks a till to be paid, or pays it. */
export async function post(
  { url, apiKey }: Till,
  key: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'idempotency-key': key, ...headers },
  });
  const text = await response.text();
  const replayed = response.headers.get('idempotent-replayed');
  return { status: response.status, text, body: JSON.parse(text) as Answer['body'], replayed };
}

/** The header by which the official client pays what this till asks. */
export async function paymentFor(
  { facts }: Pick<Yard, 'facts'>,
  { url, apiKey }: Till,
  payer = facts.payer,
): Promise<string> {
  const asked = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'idempotency-key': randomUUID() },
  });
  const client = new x402HTTPClient(walletOf({ ...facts, payer }));
  const required = client.getPaymentRequiredResponse((name) => asked.headers.get(name), await asked.json());
  const header = client.encodePaymentSignatureHeader(await client.createPaymentPayload(required));
  return header['PAYMENT-SIGNATURE'] ?? '';
}

/** What a test does to the money and to the facilitator. */
export async function watched<T>(
  yard: Yard,
  run: () => Promise<T>,
): Promise<{ result: T; gained: bigint; settles: number; calls: number }> {
  const before = await yard.merchantBalance();
  const earlier = yard.facilitatorCalls.length;
  const result = await run();
  const made = yard.facilitatorCalls.slice(earlier);
  return {
    result,
    gained: (await yard.merchantBalance()) - before,
    settles: made.filter((path) => path.endsWith('/settle')).length,
    calls: made.filter((path) => !path.endsWith('/supported')).length,
  };
}
