import { randomUUID } from 'node:crypto';
import { choose } from '@railyard/core/chooser';
import { newApiKey, storedKeys } from '../../src/keys.ts';
import { recordOf } from '../hosted/record.ts';
import { type HostedShop, openHostedShop } from '../hosted/shop.ts';
import type { Call, Reply, Shop } from '../shop.ts';

const HOUR = 3_600_000;

/** What stands between a server and its providers. */
export interface Darkness {
  /** From now on no call of the server reaches a provider; with `answers`, none comes back. */
  goDark(how: 'requests' | 'answers'): void;
  goLight(): void;
}

/** A shop on the real rails whose providers can go dark. */
export interface DarkShop extends HostedShop, Darkness {
  /** Days pass in which the background work finds out nothing. */
  wait(hours?: number): Promise<void>;
  /** The id of the one case of a cart. */
  caseOf(cart: string): Promise<string>;
  /** Calls the operator's door. */
  readonly operate: (method: string, path: string, call?: Call) => Promise<Reply>;
  readonly rule: (id: string, body: object, key?: string) => Promise<Reply>;
}

/** Light, until it goes dark. */
export function createDarkness(): Darkness & { readonly over: (send: typeof fetch) => typeof fetch } {
  let dark: 'requests' | 'answers' | null = null;
  return {
    over: (send) => async (input, init) => {
      if (dark === 'requests') throw new TypeError('fetch failed');
      const answer = await send(input, init);
      if (dark === 'answers') throw new TypeError('fetch failed');
      return answer;
    },
    goDark(how) {
      dark = how;
    },
    goLight() {
      dark = null;
    },
  };
}

export async function openDarkShop(): Promise<DarkShop> {
  const { over, ...darkness } = createDarkness();
  const shop = await openHostedShop({}, over);
  const apiKey = await operatorKey(shop);
  const operate: DarkShop['operate'] = (method, path, call) =>
    shop.call(method, `/api/operator${path}`, { apiKey, ...call });
  return {
    ...shop,
    ...darkness,
    operate,
    rule: (id, body, key = randomUUID()) =>
      operate('POST', `/cases/${id}/ruling`, { key, body: { by: 'Ada', reason: 'Seen there.', ...body } }),
    async wait(hours = 48) {
      for (let passed = 0; passed < hours; passed += 1) {
        shop.advance(HOUR);
        await shop.reconcile();
      }
    },
    async caseOf(cart) {
      const { attempts } = await recordOf(shop, cart);
      const open = attempts.find(({ openCase }) => openCase !== null);
      return `${cart}.${open?.id ?? 'none'}`;
    },
  };
}

/** A key of an operator of a tenant. */
export async function operatorKey({ store }: Pick<Shop, 'store'>, tenant = 'demo'): Promise<string> {
  const secret = newApiKey('test');
  const key = { id: `key_operator_${tenant}`, tenant, seller: null, scopes: ['operator'] } as const;
  await storedKeys(store).register(secret, key);
  return secret;
}

/** Asks for the page of a rail, or for a chooser that leads to it. */
export function linkTo({ call }: Pick<Shop, 'call'>, cart: string, rail: string): Promise<Reply> {
  const body = { cart_id: cart, payment_rail: rail };
  return call('POST', '/api/agent/payment-link', { key: `link:${rail}`, body });
}

/** Opens Coinbase's page, as a buyer does who chooses USDC. */
export async function openCoinbase(shop: HostedShop, cart: string): Promise<void> {
  const { body } = await linkTo(shop, cart, 'coinbase');
  await choose(shop.server.checkout, String(body.session_id), 'usdc-on-base');
}
