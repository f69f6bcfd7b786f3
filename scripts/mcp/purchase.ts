import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { payOnPage } from '../../apps/reference-server/src/demo/page.ts';
import { ADDRESS, type SandboxFacts } from '../../apps/reference-server/src/demo/shop.ts';
import type { Inspector, Members } from './inspector.ts';

const LOOKS = 40;

interface Product {
  readonly 'kifly:variantId': string;
  readonly 'kifly:seller': string;
  readonly offers: { readonly price: string };
}

interface Buyer {
  readonly email: string;
  readonly token: string;
}

interface Cart {
  readonly id: string;
  /** Minor units. */
  readonly amount: number;
}

/** Reads the limits, by the tool and the resource. */
export async function readLimits(inspector: Inspector): Promise<void> {
  const limits = await inspector.call('get_platform_limits', {});
  const { uri, text } = await inspector.resource();
  assert.equal(uri, 'kifly://platform/limits');
  assert.deepEqual(JSON.parse(text), limits);
}

/** Buys something, from the search to the list of orders, and calls every tool on the way. Throws at what is not right. */
export async function buyAll(inspector: Inspector, facts: SandboxFacts): Promise<void> {
  await readLimits(inspector);
  const buyer = await registerBuyer(inspector, facts);
  const cart = await fillCart(inspector);
  const order = await pay(inspector, cart, buyer);
  assert.equal((await inspector.call('checkout', { cart_id: cart.id })).order_id, order);
  assert.equal(await inspector.refusalOf('get_cart', { cart_id: 'cart_none' }), 'cart_not_found');
  assert.deepEqual((await inspector.call('get_budget', {})).budgets, []);
  assert.equal(await inspector.refusalOf('get_approval', { approval_id: 'apr_none' }), 'not_found');
}

async function registerBuyer({ call }: Inspector, facts: SandboxFacts): Promise<Buyer> {
  const email = `${randomUUID()}@example.com`;
  const registered = await call('register_buyer', { email, name: ADDRESS.name });
  assert.equal(registered.verification_required, true);
  const verified = await call('verify_buyer', { email, code: await codeFor(email, facts) });
  assert.equal(verified.buyer_profile_id, registered.buyer_profile_id);
  const token = String(verified.buyer_token);
  assert.match(token, /^kfb_/);
  const profile = await call('get_buyer_profile', { buyer_token: token });
  assert.deepEqual([profile.email, profile.name], [email, ADDRESS.name]);

  const other = `${randomUUID()}@example.com`;
  await call('request_buyer_code', { email: other });
  assert.match(await codeFor(other, facts), /^\d{6}$/);
  return { email, token };
}

async function codeFor(email: string, { base_url }: SandboxFacts): Promise<string> {
  const response = await fetch(`${base_url}/sandbox/mail`);
  const { mail } = (await response.json()) as {
    readonly mail: readonly { readonly to: string; readonly text: string }[];
  };
  const letter = mail.find(({ to }) => to === email);
  return /\b\d{6}\b/.exec(letter?.text ?? '')?.[0] ?? '';
}

async function fillCart({ call }: Inspector): Promise<Cart> {
  const found = await call('search_products', { q: 'camp stoev', limit: 1 });
  const [first] = found.itemListElement as readonly { readonly item: Product }[];
  assert.ok(first, 'nothing was found');
  const { 'kifly:variantId': variant_id, 'kifly:seller': handle, offers } = first.item;
  const seller = await call('get_seller', { handle });
  assert.equal(seller.kifly_purchasable, true);
  const price = Math.round(Number(offers.price) * 100);

  const { cart_id } = await call('create_cart', { seller_handle: handle });
  const two = await call('add_to_cart', { cart_id, variant_id, quantity: 2 });
  assert.equal(two.subtotal_cents, 2 * price);
  const [item] = two.items as readonly { readonly item_id: string }[];
  const one = await call('update_cart_item', { cart_id, item_id: item?.item_id, quantity: 1 });
  assert.equal(one.subtotal_cents, price);
  const sent = await call('set_shipping_address', { cart_id, ...ADDRESS });
  assert.equal(sent.delivery_eligible, true);
  const cart = await call('get_cart', { cart_id });
  assert.deepEqual(cart, sent);
  assert.equal(cart.amount, price + Number(seller.delivery_fee_cents));
  return { id: String(cart_id), amount: cart.amount };
}

/** Pays on the page that a person sees; the id of the order. */
async function pay({ call }: Inspector, cart: Cart, buyer: Buyer): Promise<string> {
  const meta = { 'railyard/idempotency_key': randomUUID() };
  const asked = { cart_id: cart.id, buyer_token: buyer.token };
  const page = await call('checkout', asked, meta);
  assert.deepEqual([page.amount, page.buyer_token_status], [cart.amount, 'resolved']);
  const { session_id } = page;
  const open = await call('order_status', { session_id });
  assert.ok(
    ['unpaid', 'action_required'].includes(String(open.status)),
    `it is ${String(open.status)} before`,
  );

  await payOnPage(String(page.payment_url));
  const order = await until(
    () => call('order_status', { session_id }),
    ({ status }) => status === 'paid',
  );
  assert.deepEqual([order.amount, order.cart_id], [cart.amount, cart.id]);
  // It is there some seconds after the payment.
  const { orders } = await until(
    () => call('list_orders', { buyer_token: buyer.token }),
    ({ count }) => count === 1,
  );
  const [listed] = orders as readonly Members[];
  assert.deepEqual([listed?.order_id, listed?.amount_cents], [order.order_id, cart.amount]);
  return String(order.order_id);
}

async function until(ask: () => Promise<Members>, isSo: (answer: Members) => boolean): Promise<Members> {
  for (let look = 0; look < LOOKS; look += 1) {
    const answer = await ask();
    if (isSo(answer)) return answer;
    await delay(250);
  }
  throw new Error('What was waited for did not come.');
}
