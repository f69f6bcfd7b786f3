import { expect } from 'vitest';
import {
  type LocalShop,
  localShop,
  type PresentedCard,
  type ShopCart,
  type ShopFacts,
  type ShopOrder,
} from '../src/index.ts';
import { type IssuingBench, mintCard, openIssuingBench } from './issuing-support.ts';

/** What a shop says, with its body read. */
export interface ShopSaid {
  readonly status: number;
  readonly text: string;
  readonly body: Partial<ShopOrder> &
    Partial<Omit<ShopCart, 'id'>> & {
      readonly [name: string]: unknown;
      readonly error?: { readonly code: string; readonly message: string };
      readonly orders?: readonly ShopOrder[];
      readonly certain?: boolean;
    };
}

/** A shop, and a Stripe that issues the cards with which it is paid. */
export interface ShopBench {
  readonly issuing: IssuingBench;
  readonly shop: Pick<LocalShop, 'facts' | 'fetch'>;
  readonly local: LocalShop;
}

/** What a client sends with a call. `null` stands for a header that is not sent. */
export interface ShopSent {
  readonly body?: unknown;
  readonly token?: string | null;
  readonly key?: string | null;
}

export const ADDRESS = {
  name: 'Ada Example',
  line1: '1 Main St',
  city: 'Springfield',
  state: 'IL',
  postal_code: '62701',
  country: 'US',
};
/** It costs 4999 cents: 3 x 1499, and 103 for the tip, and 399 for the delivery. */
export const CART = {
  items: [{ product_id: 'prd_coffee', quantity: 3 }],
  delivery_time: 'asap',
  address: ADDRESS,
  tip: 103,
};
export const TOTAL = 4999;

export interface Card {
  readonly id: string;
  /** What is printed on it. */
  readonly shown: PresentedCard;
}

export async function openShopBench(sleep: () => Promise<unknown> = async () => {}): Promise<ShopBench> {
  const issuing = await openIssuingBench();
  const { acquirer } = issuing.local.issuing;
  const local = localShop({ acquirer, now: () => issuing.now(), sleep, seed: 'a seed' });
  return { issuing, local, shop: local };
}

/** Asks a shop, as its linked customer unless told otherwise. */
export async function ask(
  { shop }: { readonly shop: { readonly facts: ShopFacts; readonly fetch: LocalShop['fetch'] } },
  target: string,
  { body, token, key }: ShopSent = {},
): Promise<ShopSaid> {
  const [method = '', path = ''] = target.split(' ');
  const { apiKey, customer, url } = shop.facts;
  const [bearer, named] = [key === undefined ? apiKey : key, token === undefined ? customer.token : token];
  const response = await shop.fetch(`${url}${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(bearer !== null && { authorization: `Bearer ${bearer}` }),
      ...(named !== null && { 'customer-token': named }),
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, text, body: readJson(text) };
}

function readJson(text: string): ShopSaid['body'] {
  try {
    return JSON.parse(text) as ShopSaid['body'];
  } catch {
    return {};
  }
}

/** A card that Stripe has issued for one payment of the total, with what is printed on it. */
export async function cardFor(
  { issuing }: Pick<ShopBench, 'issuing'>,
  more: Parameters<typeof mintCard>[1] = {},
): Promise<Card> {
  const { id } = await mintCard(issuing, {
    spending_controls: { spending_limits: [{ amount: TOTAL, interval: 'all_time' }] },
    ...more,
  });
  const card = await issuing.sdk.issuing.cards.retrieve(id, { expand: ['number', 'cvc'] });
  const { number = '', cvc = '', exp_month, exp_year } = card;
  return { id, shown: { number, cvc, exp_month, exp_year } };
}

/** The body of an order for a new cart. */
export async function orderFor(
  bench: ShopBench,
  { shown: card }: Card,
  client_key = 'k1',
): Promise<Readonly<Record<string, unknown>>> {
  const { body, status } = await ask(bench, 'POST /carts', { body: CART });
  expect(status).toBe(201);
  return { client_key, cart_id: body.id, expected_total: body.total, card };
}

/** Places an order for a new cart. */
export async function place(bench: ShopBench, card: Card, key = 'k1'): Promise<ShopSaid> {
  return ask(bench, 'POST /orders', { body: await orderFor(bench, card, key) });
}

/** The code of a refusal, with its status. */
export function refusalOf({ status, body }: ShopSaid): string {
  return `${status} ${body.error?.code}`;
}
