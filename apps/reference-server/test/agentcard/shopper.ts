import { type Agent, agentOf, type Reply } from '../mcp/client.ts';
import { BASE_URL } from '../shop.ts';
import type { Market } from './market.ts';

export const MERCHANT = 'corner-market';
/** Two bunches of bananas, delivered as soon as possible. */
export const TOTAL = 797;

const ADDRESS = {
  name: 'Ada Lovelace',
  line1: '12 Analytical Way',
  city: 'Lincoln',
  region: 'Nebraska',
  postal_code: '68508',
  country: 'US',
};

/** An agent that shops for somebody with the tools of Agentcard, and what it does most. */
export interface Shopper extends Agent {
  /** Puts two bunches of bananas into the cart, which is shown with its total. */
  fill(): Promise<Reply>;
  checkout(given?: object): Promise<Reply>;
}

/** An agent whose user has linked the shop, and said where to deliver. */
export async function openShopper(market: Market, apiKey = market.keys.network): Promise<Shopper> {
  const shopper = await strangerAt(market, apiKey);
  await linkShop(market, shopper);
  await shopper.call('buy_set_default_address', ADDRESS);
  return shopper;
}

/** An agent whose user has linked nothing. */
export async function strangerAt({ server }: Pick<Market, 'server'>, apiKey: string): Promise<Shopper> {
  const url = new URL(`${BASE_URL}/agentcard/mcp`);
  const agent = await agentOf(url, apiKey, (input, init) => server.fetch(new Request(input, init)));
  return {
    ...agent,
    fill: () => agent.call('buy_add_to_cart', { merchant: MERCHANT, product_id: 'prd_bananas', quantity: 2 }),
    checkout: (given) => agent.call('buy_checkout', { merchant: MERCHANT, ...given }),
  };
}

export async function linkShop(
  { shop }: Pick<Market, 'shop'>,
  { call }: Pick<Agent, 'call'>,
  email = 'ada@example.com',
): Promise<void> {
  await call('buy_link_merchant', { merchant: MERCHANT, email });
  const code = shop.inbox().at(-1)?.code;
  await call('buy_confirm_merchant', { merchant: MERCHANT, code });
}
