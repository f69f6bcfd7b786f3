import Stripe from 'stripe';
import { expect } from 'vitest';
import { type LocalStripe, localStripe, type StripeFacts } from '../src/index.ts';

/** A day in the autumn of 2026, in milliseconds. */
export const START = 1_793_000_000_000;

/** A local Stripe whose clock a test moves. */
export interface Bench {
  readonly local: LocalStripe;
  readonly facts: StripeFacts;
  readonly sdk: Stripe;
  /** Lets so many milliseconds pass. */
  pass(ms: number): void;
  now(): number;
}

/** One of its own for a test. `sleep` is how a delay waits: not at all unless given. */
export function openBench(sleep: () => Promise<unknown> = async () => {}): Bench {
  let clock = START;
  const now = (): number => clock;
  const local = localStripe({ now, sleep, seed: 'a seed' });
  return {
    local,
    facts: local.facts,
    sdk: sdkOver(local.facts, local.fetch),
    now,
    pass(ms) {
      clock += ms;
    },
  };
}

/** The official client over a `fetch`. */
export function sdkOver({ secretKey }: StripeFacts, fetch: LocalStripe['fetch']): Stripe {
  const httpClient = Stripe.createFetchHttpClient(fetch);
  return new Stripe(secretKey, { httpClient, maxNetworkRetries: 0, telemetry: false });
}

/** An answer with its body read. */
export interface Said {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: { readonly [name: string]: unknown; readonly error?: StripeErrorBody };
}

interface StripeErrorBody {
  readonly type: string;
  readonly code?: string;
  readonly decline_code?: string;
  readonly param?: string;
  readonly message: string;
  readonly payment_intent?: { readonly id: string; readonly status: string };
  readonly request_log_url?: string;
}

/** What a raw request says. */
export interface Sent {
  readonly form?: string;
  readonly key?: string;
  readonly version?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Sends what a careless client might. */
export async function send(
  { local, facts }: Pick<Bench, 'local' | 'facts'>,
  target: string,
  sent: Sent = {},
): Promise<Said> {
  const [method = 'GET', path = ''] = target.split(' ');
  const { form = '', key, version = facts.previewVersion, headers, signal } = sent;
  const response = await local.fetch(`https://api.stripe.com${path}`, {
    method,
    headers: {
      authorization: `Bearer ${facts.secretKey}`,
      'stripe-version': version,
      'content-type': 'application/x-www-form-urlencoded',
      ...(key && { 'idempotency-key': key }),
      ...headers,
    },
    ...(method === 'POST' && { body: form }),
    ...(signal && { signal }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: readJson(text) };
}

function readJson(text: string): Said['body'] {
  try {
    return JSON.parse(text) as Said['body'];
  } catch {
    return {};
  }
}

/** The form of a payment by token. */
export function payForm(token: string, amount = 4999, more = ''): string {
  return `amount=${amount}&currency=usd&confirm=true&payment_method_data[shared_payment_granted_token]=${token}${more}`;
}

/** Pays by a new token of exactly that amount, with that test payment method. */
export async function pay(bench: Bench, paymentMethod = 'pm_card_visa', amount = 4999): Promise<Said> {
  const token = bench.local.mint({ maxAmount: amount, paymentMethod });
  return send(bench, 'POST /v1/payment_intents', { form: payForm(token, amount) });
}

/** The id in an answer that succeeded. */
export function idOf({ status, body, text }: Said): string {
  expect({ status, text }).toMatchObject({ status: 200 });
  return String(body.id);
}
