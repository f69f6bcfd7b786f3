import { setTimeout as delay } from 'node:timers/promises';
import type { Say } from './say.ts';
import { callApi, fillCart, type SandboxFacts } from './shop.ts';

interface Link {
  readonly payment_rail: string;
  readonly session_id: string;
  readonly payment_url: string;
  readonly methods: readonly string[];
}

interface Order {
  readonly order_id: string;
  readonly status: string;
  readonly payment_rail: string | null;
  readonly reference: string | null;
}

const METHOD = 'card-via-stripe';
const LOOKS = 40;

/** Has the sandbox's buyer choose and pay on the pages that a person would see. */
export async function buyOnPage(shop: SandboxFacts, say: Say): Promise<void> {
  const cart = await fillCart(shop);
  const link = await callApi<Link>(shop, 'POST', '/payment-link', {
    cart_id: cart.cart_id,
    email: 'ada@example.com',
  });
  say(`1. A cart, and a page for its buyer: ${link.methods.join(' or ')}.`);
  say(`   ${link.payment_url}`);

  const { page, back } = await payOnPage(link.payment_url);
  say(`2. The buyer chooses ${METHOD}, and is sent to Stripe's page.`);
  say(`   ${page}`);
  say('3. The buyer pays there, and comes back.');
  say(`   ${back}`);
  say(`   The page says: ${await headingOf(back)}`);

  const order = await paidOrder(shop, link.session_id);
  say(`4. The agent asks for the order by its session_id until it is paid.`);
  say(`   order        ${order.order_id} is ${order.status}, by ${order.payment_rail}`);
  say(`   session      ${order.reference}`);
}

/** Has the sandbox's buyer choose the card where they are asked how to pay, and pay; tells where that was, and where it led. */
export async function payOnPage(url: string): Promise<{ readonly page: string; readonly back: string }> {
  const page = await ledOn(await submit(url, { method: METHOD }));
  const back = await submit(page, { action: 'pay', email: 'ada@example.com' });
  return { page, back };
}

/** Sends a form as a browser does; resolves with where that leads. */
export async function submit(url: string, fields: Readonly<Record<string, string>>): Promise<string> {
  const answer = await fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
  const location = answer.headers.get('location');
  if (location === null) throw new Error(`The page at ${url} answered ${answer.status} and led nowhere.`);
  return new URL(location, url).href;
}

/** What a page says first. */
async function headingOf(url: string): Promise<string> {
  const text = await (await fetch(url)).text();
  return /<h1[^>]*>([^<]+)/.exec(text)?.[1] ?? 'nothing';
}

/** A page that leads on by itself; resolves with where to. */
export async function ledOn(url: string): Promise<string> {
  const text = await (await fetch(url)).text();
  const [, address] = /http-equiv="refresh" content="0; url=([^"]+)"/.exec(text) ?? [];
  if (address === undefined) throw new Error(`The page at ${url} leads nowhere.`);
  return address.replaceAll('&amp;', '&');
}

async function paidOrder(shop: SandboxFacts, session: string): Promise<Order> {
  for (let look = 0; look < LOOKS; look += 1) {
    const order = await callApi<Order>(shop, 'GET', `/orders/${session}`);
    if (order.status === 'paid') return order;
    await delay(250);
  }
  throw new Error('The order was not paid in time.');
}
