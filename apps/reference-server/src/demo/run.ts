import { randomUUID } from 'node:crypto';
import { fillCart, readSandbox } from './shop.ts';
import { balanceOf, payingFetch, SPEND_CAP, usdc } from './wallet.ts';

interface Challenge {
  readonly message: string;
  readonly offers: readonly {
    readonly payment_rail: string;
    readonly amount: string;
    readonly network: string;
  }[];
}

interface Order {
  readonly order_id: string;
  readonly status: string;
  readonly transaction: string;
}

/** Buys a cart on the server at this address with the official x402 client, and says each step with its proof. */
export async function runDemo(address: string, say: (line: string) => void): Promise<void> {
  const shop = await readSandbox(address);
  const cart = await fillCart(shop);
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
  for (const offer of offers) say(`   ${offer.payment_rail}: ${offer.amount} USDC on ${offer.network}`);

  const before = await balanceOf(shop, shop.merchant.address);
  const paid = await payingFetch(shop)(url, request);
  const text = await paid.text();
  if (!paid.ok) throw new Error(`The payment was answered ${paid.status}: ${text}`);
  const order = JSON.parse(text) as Order;
  const after = await balanceOf(shop, shop.merchant.address);
  say('3. The same request by the official client, @x402/fetch: it signs and sends again.');
  say(`   order        ${order.order_id} is ${order.status}`);
  say(`   transaction  ${order.transaction}`);
  say(`   merchant     ${usdc(before)} before, ${usdc(after)} after: ${usdc(after - before)} more`);
  say(
    `   Its spend control is raised to ${SPEND_CAP}: as it comes, the client refuses to pay more than $1 at once.`,
  );

  const again = await fetch(url, request);
  const same = (await again.text()) === text;
  const still = await balanceOf(shop, shop.merchant.address);
  say(`4. Once more with the same Idempotency-Key and no payment: ${again.status}.`);
  say(
    `   Idempotent-Replayed: ${again.headers.get('idempotent-replayed')}; the body is ${same ? 'the same to the byte' : 'ANOTHER'}`,
  );
  say(`   merchant     ${usdc(still)}: ${usdc(still - after)} more`);
  if (!same || still !== after) throw new Error('The repeat was not the same answer without a payment.');
}
