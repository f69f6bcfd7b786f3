import { randomUUID } from 'node:crypto';
import type { RailError } from '@railyard/core';
import { expect } from 'vitest';
import { cardFetch, issueToken } from '../../src/demo/card.ts';
import { ADDRESS } from '../../src/demo/shop.ts';
import { payingFetch } from '../../src/demo/wallet.ts';
import { read } from '../hostile/sale.ts';
import { type Answer, openTill, PRICE, post, type Till, watched } from '../till.ts';
import type { Yard } from '../yard.ts';
import { type BuyerPage, call, link } from './buyer.ts';

/** What comes while a page is open, ready to be sent, and to be sent again. */
export interface Ready {
  send(): Promise<Answer>;
  /** Proves that what it would pay with still pays. */
  proveUnspent(): Promise<void>;
}

/** Who comes while a page is open. */
export interface Newcomer {
  readonly who: string;
  /** The rail that takes the money in the end; null for an edit. */
  readonly rail: (page: BuyerPage) => string | null;
  /** The line of the wire by which money begins to move, or another page opens. */
  readonly moves: (page: BuyerPage) => RegExp | null;
  readonly come: (yard: Yard, page: BuyerPage) => Promise<Ready>;
  /** Whether it is given the order that its own call has found; else it is told of it. */
  readonly findsOrder: boolean;
}

const WITH_NOTHING = async (): Promise<void> => {};

/** The request by which an official client pays, as it would send it. */
async function caught(till: Till, client: (send: typeof fetch) => typeof fetch): Promise<Request> {
  const key = randomUUID();
  const requests: Request[] = [];
  const send: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    requests.push(request);
    return requests.length === 1 ? fetch(request.clone()) : new Response('{}');
  };
  const headers = { authorization: `Bearer ${till.apiKey}`, 'idempotency-key': key };
  await client(send)(till.url, { method: 'POST', headers });
  const [, paying] = requests;
  if (!paying) throw new Error('The client paid nothing.');
  return paying;
}

async function answerTo(request: Request): Promise<Answer> {
  const response = await fetch(request.clone());
  const text = await response.text();
  const replayed = response.headers.get('idempotent-replayed');
  return { status: response.status, text, body: JSON.parse(text) as Answer['body'], replayed };
}

async function byChain(yard: Yard, page: BuyerPage): Promise<Ready> {
  const request = await caught(page, (send) => payingFetch(yard.facts, send));
  const { payload } = read({ payment: request.headers.get('payment-signature') ?? '' });
  return {
    send: () => answerTo(request),
    async proveUnspent() {
      const other = await yard.bystander();
      const { gained } = await watched(yard, () => other.submit(payload.authorization, payload.signature));
      expect(gained).toBe(PRICE);
    },
  };
}

async function byToken(yard: Yard, page: BuyerPage): Promise<Ready> {
  const tokens: string[] = [];
  const issued = (token: string): void => void tokens.push(token);
  const request = await caught(page, (send) => cardFetch(yard.facts, { send, issued }));
  return {
    send: () => answerTo(request),
    proveUnspent: () => proveToken(yard, tokens[0] ?? ''),
  };
}

async function byBareToken(yard: Yard, page: BuyerPage): Promise<Ready> {
  const key = randomUUID();
  await post(page, key);
  const token = await issueToken(yard.facts, {
    amount: '4999',
    currency: 'usd',
    networkId: yard.facts.stripe.agent.profile,
    expiresAt: Math.floor(Date.now() / 1_000) + 300,
  });
  return {
    send: () => post(page, key, { authorization: `Payment ${token}` }),
    proveUnspent: () => proveToken(yard, token),
  };
}

/** It pays for another cart. */
async function proveToken(yard: Yard, token: string): Promise<void> {
  const till = await openTill(yard);
  const key = randomUUID();
  await post(till, key);
  const { status, body } = await post(till, key, { authorization: `Payment ${token}` });
  expect([status, body.payment_rail]).toEqual([200, 'stripe-mpp']);
}

/** The page of the other rail, chosen where it has to be. */
async function byLink(yard: Yard, page: BuyerPage): Promise<Ready> {
  const key = randomUUID();
  const send = async (): Promise<Answer> => {
    if (page.rail === 'coinbase') return link(page, 'stripe-checkout', key);
    const chooser = await link(page, 'coinbase', key);
    if (chooser.body.status !== 'action_required') return chooser;
    return chosen(yard, chooser);
  };
  return { send, proveUnspent: WITH_NOTHING };
}

/** What becomes of choosing USDC, as an answer. */
async function chosen(yard: Yard, chooser: Answer): Promise<Answer> {
  return yard.choose(String(chooser.body.session_id), 'usdc-on-base').then(
    ({ page, order }) => ({
      ...chooser,
      body: order
        ? { status: 'paid', order_id: order.id, payment_rail: order.rail }
        : { status: 'action_required', payment_rail: page?.rail ?? '' },
    }),
    ({ status, code }: RailError) => ({ ...chooser, status, body: { error: code } }),
  );
}

function byEdit(edit: (page: BuyerPage, key: string) => Promise<Answer>): Newcomer['come'] {
  return async (_, page) => {
    const key = randomUUID();
    return { send: () => edit(page, key), proveUnspent: WITH_NOTHING };
  };
}

const add = (page: BuyerPage, key: string): Promise<Answer> =>
  call(page, 'POST', `/api/agent/cart/${page.cart}/items`, { variant_id: 'var_camp_stove' }, key);

async function setQuantity(page: BuyerPage, key: string): Promise<Answer> {
  const { text } = await call(page, 'GET', `/api/agent/cart/${page.cart}`);
  const { items } = JSON.parse(text) as { readonly items: readonly { readonly item_id: string }[] };
  const path = `/api/agent/cart/${page.cart}/items/${items[0]?.item_id}`;
  return call(page, 'PATCH', path, { quantity: 3 }, key);
}

const setAddress = (page: BuyerPage, key: string): Promise<Answer> =>
  call(page, 'PUT', `/api/agent/cart/${page.cart}/shipping-address`, { ...ADDRESS, line1: '1 New Way' }, key);

const OTHER_PAGE = {
  'stripe-checkout': { rail: 'coinbase', opens: /^> POST \/coinbase\/api\/v1\/checkouts$/ },
  coinbase: { rail: 'stripe-checkout', opens: /^> POST \/v1\/checkout\/sessions$/ },
} as const;

/** Those with a credential. */
const BY_CHAIN: Newcomer = {
  who: 'a payment by x402',
  rail: () => 'x402',
  moves: () => /^> POST \/facilitator\/settle$/,
  come: byChain,
  findsOrder: true,
};
const BY_TOKEN: Newcomer = {
  who: 'a token in a standard credential',
  rail: () => 'stripe-mpp',
  moves: () => /^> POST \/v1\/payment_intents$/,
  come: byToken,
  findsOrder: true,
};
/** Nobody but the token vouches for who sends it. */
const BY_BARE_TOKEN: Newcomer = {
  ...BY_TOKEN,
  who: 'a bare token',
  come: byBareToken,
  findsOrder: false,
};
export const LINK: Newcomer = {
  who: 'the link of another rail',
  rail: ({ rail }) => OTHER_PAGE[rail].rail,
  moves: ({ rail }) => OTHER_PAGE[rail].opens,
  come: byLink,
  findsOrder: true,
};
const AN_EDIT = { rail: () => null, moves: () => null, findsOrder: false };
const ANOTHER_ITEM: Newcomer = { ...AN_EDIT, who: 'another item', come: byEdit(add) };
const ANOTHER_QUANTITY: Newcomer = { ...AN_EDIT, who: 'another quantity', come: byEdit(setQuantity) };
const ANOTHER_ADDRESS: Newcomer = { ...AN_EDIT, who: 'another address', come: byEdit(setAddress) };

export const NEWCOMERS: readonly Newcomer[] = [
  BY_CHAIN,
  BY_TOKEN,
  BY_BARE_TOKEN,
  LINK,
  ANOTHER_ITEM,
  ANOTHER_QUANTITY,
  ANOTHER_ADDRESS,
];

export const ONE_OF_EACH: readonly Newcomer[] = [BY_CHAIN, BY_BARE_TOKEN, LINK, ANOTHER_ITEM];
