import { ADDRESS } from '../../src/demo/comos.ts';
import type { SandboxFacts } from '../../src/demo/shop.ts';
import { agentOf, type Reply } from '../mcp/client.ts';

/** A user of a tenant, as an agent shops for them over the tools of ComOS. */
export interface Shopper {
  /** Calls a tool with the tenant and the token of the user. */
  readonly call: (tool: string, given?: object, meta?: Record<string, unknown>) => Promise<Reply>;
  /** The same, with nothing but what is given. */
  readonly callBare: (tool: string, given?: object) => Promise<Reply>;
}

export const PRESS = '66f0a1b2c3d4e5f607182930';
export const BASKET = '66f0a1b2c3d4e5f607182931';
export const COURSE = '66f0a1b2c3d4e5f607182932';

/** The SDK's client at the door of ComOS, for this user. */
export async function openShopper(
  url: URL,
  who: { readonly tenant_id: string; readonly auth_token: string },
  send: typeof fetch = fetch,
): Promise<Shopper> {
  const { call } = await agentOf(url, 'none', send);
  return { callBare: call, call: (tool, given = {}, meta) => call(tool, { ...who, ...given }, meta) };
}

/** The play user of a sandbox. */
export function openAda({ comos }: Pick<SandboxFacts, 'comos'>): Promise<Shopper> {
  const { mcp_url, tenant_id, auth_token } = comos;
  return openShopper(new URL(mcp_url), { tenant_id, auth_token });
}

/** What is bought, and what else the checkout is begun with. */
export interface Beginning {
  readonly product?: string;
  readonly quantity?: number;
  readonly [name: string]: unknown;
}

/** A checkout that has begun, of one basket unless it says otherwise. */
export async function begin(
  { call }: Shopper,
  cartId: string,
  { product = BASKET, quantity = 1, ...more }: Beginning = {},
): Promise<string> {
  await call('cart_add_item', { cartId, productId: product, quantity });
  const address = product === COURSE ? {} : { shippingAddress: ADDRESS };
  const started = await call('checkout_start', {
    userId: 'ada',
    cartId,
    email: 'ada@example.com',
    ...address,
    ...more,
  });
  return String(started.structuredContent.sagaId);
}
