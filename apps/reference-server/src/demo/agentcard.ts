import { randomUUID } from 'node:crypto';
import type { Say } from './say.ts';
import { ADDRESS, type SandboxFacts } from './shop.ts';
import { type Call, useTools } from './tools.ts';

/** What is read of the answers. */
interface Told {
  readonly products: readonly { readonly product_id: string; readonly name: string }[];
  readonly total_cents: number;
  readonly status: string;
  readonly order_id: string;
  readonly charged_total: string;
  readonly card_last4: string;
  readonly replayed: boolean;
  readonly state: string;
}

const TIP = 200;

/** Has an agent buy at a merchant for a user who has an account there. */
export async function buyWithCards(shop: SandboxFacts, say: Say): Promise<void> {
  const { agentcard } = shop;
  if (!agentcard) throw new Error('The server buys nowhere else.');
  const headers = { authorization: `Bearer ${shop.api_key}` };
  await useTools<Told>(agentcard.mcp_url, { headers }, async (call) => {
    await link(call, shop, agentcard, say);
    await shopAndPay(call, agentcard.merchant, say);
  });
}

async function link(
  call: Call<Told>,
  { base_url }: SandboxFacts,
  { merchant, email }: NonNullable<SandboxFacts['agentcard']>,
  say: Say,
): Promise<void> {
  await call('buy_link_merchant', { merchant, email });
  const { mail } = (await (await fetch(`${base_url}/sandbox/mail`)).json()) as {
    readonly mail: readonly { readonly to: string; readonly text: string }[];
  };
  const [, code = ''] = /code is (\d{6})/.exec(mail.find(({ to }) => to === email)?.text ?? '') ?? [];
  await call('buy_confirm_merchant', { merchant, code });
  say(`1. The user reads the agent the code that ${merchant} has mailed them, and it is linked.`);
}

async function shopAndPay(call: Call<Told>, merchant: string, say: Say): Promise<void> {
  await call('buy_set_default_address', ADDRESS);
  await call('buy_clear_cart', { merchant });
  const { products } = await call('buy_search_products', { merchant, query: 'coffee' });
  const [product] = products;
  const cart = await call('buy_add_to_cart', { merchant, product_id: product?.product_id });
  say(
    `2. ${product?.name} into the cart: $${(cart.total_cents / 100).toFixed(2)} with delivery, which the user agrees to.`,
  );

  const purchase = { merchant, tip_cents: TIP, idempotency_key: randomUUID() };
  const bought = await call('buy_checkout', purchase);
  say(`3. buy_checkout, with a tip of $${(TIP / 100).toFixed(2)}: ${bought.status}.`);
  say(`   order        ${bought.order_id}, at the merchant`);
  say(
    `   charged      $${bought.charged_total}, to a card for this purchase alone that ends in ${bought.card_last4}`,
  );

  const again = await call('buy_checkout', purchase);
  say(
    `4. Once more with the same idempotency_key: ${again.order_id}, ${again.replayed ? 'the same' : 'ANOTHER'}.`,
  );
  const tracked = await call('buy_track_order', { merchant, order_id: bought.order_id });
  say(`   buy_track_order: ${tracked.state}`);
  if (again.order_id !== bought.order_id) throw new Error('The repeat bought again.');
}
