import { randomUUID } from 'node:crypto';
import { buyWithCards } from './agentcard.ts';
import { cardFetch } from './card.ts';
import { buyOverComos } from './comos.ts';
import { buyOnPage } from './page.ts';
import { followReferral } from './referral.ts';
import type { Say } from './say.ts';
import { type CartFacts, fillCart, readSandbox, type SandboxFacts } from './shop.ts';
import { balanceOf, payingFetch, SPEND_CAP, usdc } from './wallet.ts';

interface Challenge {
  readonly offers: readonly {
    readonly payment_rail: string;
    readonly protocol: string;
    readonly amount: string;
    readonly currency: string;
    readonly network?: string;
  }[];
}

interface Order {
  readonly order_id: string;
  readonly status: string;
  readonly reference: string;
}

/** Buys on the server at this address, on each rail with its official client, and says each step with its proof. */
export async function runDemo(address: string, say: Say): Promise<void> {
  const shop = await readSandbox(address);
  say('In USDC, over x402');
  await buyByChain(shop, say);
  say('\nBy card, over the Machine Payments Protocol');
  await buyByCard(shop, say);
  say('\nOn a page, by a person');
  await buyOnPage(shop, say);
  say('\nOn a page, by a customer whose agent has the tools of ComOS');
  await buyOverComos(shop, say);
  say('\nAt a seller who sells on their own site');
  await followReferral(shop, say);
  say('\nAt a merchant elsewhere, with a one-time card, over the tools of Agentcard');
  await buyWithCards(shop, say);
}

async function buyByChain(shop: SandboxFacts, say: Say): Promise<void> {
  const { url, request } = await openCart(shop, say);
  const before = await balanceOf(shop, shop.merchant.address);
  const text = await paidBy(payingFetch(shop), url, request);
  const order = JSON.parse(text) as Order;
  const after = await balanceOf(shop, shop.merchant.address);
  say('3. The same request by the official client, @x402/fetch: it signs and sends again.');
  say(`   order        ${order.order_id} is ${order.status}`);
  say(`   transaction  ${order.reference}`);
  say(`   merchant     ${usdc(before)} before, ${usdc(after)} after: ${usdc(after - before)} more`);
  say(
    `   Its spend control is raised to ${SPEND_CAP}: as it comes, the client refuses to pay more than $1 at once.`,
  );

  await repeat(url, request, text, say);
  const still = await balanceOf(shop, shop.merchant.address);
  say(`   merchant     ${usdc(still)}: ${usdc(still - after)} more`);
  if (still !== after) throw new Error('The repeat moved money.');
}

async function buyByCard(shop: SandboxFacts, say: Say): Promise<void> {
  const { url, request } = await openCart(shop, say);
  const tokens: string[] = [];
  const pay = cardFetch(shop, { issued: (token) => void tokens.push(token) });
  const text = await paidBy(pay, url, request);
  const order = JSON.parse(text) as Order;
  say('3. The same request by the official client, mppx: it gets a token for its card, and sends again.');
  say(`   token        ${tokens.join(', ')}, for this amount and this seller only`);
  say(`   order        ${order.order_id} is ${order.status}`);
  say(`   payment      ${order.reference}, a PaymentIntent at Stripe`);

  await repeat(url, request, text, say);
}

interface Checkout {
  readonly url: string;
  readonly request: { readonly method: string; readonly headers: Readonly<Record<string, string>> };
}

async function openCart(shop: SandboxFacts, say: Say): Promise<Checkout> {
  const cart: CartFacts = await fillCart(shop);
  say(
    `1. A cart: ${cart.items[0]?.title} from ${shop.seller_handle}, $${(cart.amount / 100).toFixed(2)} with delivery.`,
  );
  say(`   ${cart.cart_id}`);
  const url = `${shop.base_url}/api/agent/cart/${cart.cart_id}/checkout`;
  const request = {
    method: 'POST',
    headers: { authorization: `Bearer ${shop.api_key}`, 'idempotency-key': randomUUID() },
  };
  const asked = await fetch(url, request);
  const { offers } = (await asked.json()) as Challenge;
  say(`2. Checkout without a payment: ${asked.status}, and how to pay.`);
  for (const { payment_rail, protocol, amount, currency, network } of offers) {
    const place = network === undefined ? '' : ` on ${network}`;
    say(`   ${payment_rail.padEnd(12)} ${amount} ${currency}${place}: ${protocol}`);
  }
  return { url, request };
}

async function paidBy(pay: typeof fetch, url: string, request: Checkout['request']): Promise<string> {
  const paid = await pay(url, request);
  const text = await paid.text();
  if (!paid.ok) throw new Error(`The payment was answered ${paid.status}: ${text}`);
  return text;
}

async function repeat(url: string, request: Checkout['request'], text: string, say: Say): Promise<void> {
  const again = await fetch(url, request);
  const same = (await again.text()) === text;
  say(`4. Once more with the same Idempotency-Key and no payment: ${again.status}.`);
  say(
    `   Idempotent-Replayed: ${again.headers.get('idempotent-replayed')}; the body is ${same ? 'the same to the byte' : 'ANOTHER'}`,
  );
  if (!same) throw new Error('The repeat was another answer.');
}
