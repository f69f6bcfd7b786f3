import { decide } from '@railyard/core/spend';
import type { Hostile } from '@railyard/sandbox';
import type { SqliteStore } from '@railyard/store-sqlite';
import { ADDRESS } from '../../../src/demo/shop.ts';
import { DEMO_TENANT } from '../../../src/demo-shop.ts';
import { AGENT_SCOPES, newApiKey, storedKeys } from '../../../src/keys.ts';
import { type Agent, agentOf } from '../../mcp/client.ts';

/** What the shop is asked for: two bunches of bananas, delivered as soon as possible. */
export const PRODUCT = 'prd_bananas';
export const TOTAL = 797;

/** What each may spend in all, in cents. */
export const LIMIT = 2_000;

/** Where shoppers buy, and what is read and decided past the server. */
export interface Market {
  readonly folder: string;
  readonly address: string;
  readonly merchant: string;
  readonly store: SqliteStore;
  readonly hostile: Hostile;
}

/** Somebody with an API key of their own, and a cart whose purchase a person has approved. */
export interface Shopper {
  readonly name: string;
  /** Buys the cart, each time under the same key. Where a step is named, `before read cart 1`, it is held there. */
  buy(at?: string): Promise<Readonly<Record<string, unknown>>>;
}

/** A shopper who has done all that comes before the purchase. */
export async function openShopper(market: Market, name: string): Promise<Shopper> {
  const { address, merchant, store } = market;
  const secret = newApiKey('test');
  const key = { id: name, tenant: DEMO_TENANT, scopes: AGENT_SCOPES, seller: null };
  await storedKeys(store).register(secret, key);
  let held: Readonly<Record<string, string>> = {};
  const agent = await agentOf(new URL(`${address}/agentcard/mcp`), secret, (input, init) => {
    const request = new Request(input, init);
    for (const [header, value] of Object.entries(held)) request.headers.set(header, value);
    return fetch(request);
  });
  await fill(market, agent, name);
  const call = { merchant, idempotency_key: 'one' };
  const { structuredContent: asked } = await agent.call('buy_checkout', call);
  const approval_id = String(asked.approval_id);
  await decide({ store }, DEMO_TENANT, approval_id, { decision: 'approved', by: 'boss' });
  return {
    name,
    async buy(at) {
      held = at === undefined ? {} : { 'x-held': name, 'x-killed': at };
      return (await agent.call('buy_checkout', { ...call, approval_id })).structuredContent;
    },
  };
}

async function fill({ merchant, hostile }: Market, { call }: Agent, name: string): Promise<void> {
  const email = `${name}@example.com`;
  await call('buy_link_merchant', { merchant, email });
  const letter = (await hostile.shop.inbox()).findLast(({ to }) => to === email);
  await call('buy_confirm_merchant', { merchant, code: letter?.code });
  await call('buy_set_default_address', ADDRESS);
  await call('buy_add_to_cart', { merchant, product_id: PRODUCT, quantity: 2 });
}
