import { orderIdOf } from '@railyard/core';
import { type Guard, type GuardedSale, type GuardOptions, guard, type Handler } from '@railyard/core/http';
import type { PaymentRail, RailRequest } from '@railyard/core/rail';
import { expect } from 'vitest';
import { nonceRail } from '../../src/index.ts';
import { createWorld, mount, type World } from '../engine/world.ts';

/** A guarded report at 49.99 usd, and what its handler was asked. */
export interface Shop {
  readonly world: World;
  readonly runs: string[];
  /** What the handler does; by default it numbers its answers. */
  handler: Handler;
  /** A request from the outside, answered while time passes. */
  ask(headers?: Readonly<Record<string, string>>, url?: string, init?: RequestInit): Promise<Response>;
  /** The same, by another engine or with other terms. */
  with(options: Partial<GuardOptions>, world?: World): Shop;
}

export const PRICE = { amount: 4_999, currency: 'usd' };

export function openShop(
  sale: Partial<GuardedSale> = {},
  world = createWorld({ mounts: [mount(signedRail())] }),
): Shop {
  const runs: string[] = [];
  const shopOf = (options: Partial<GuardOptions>, at: World): Shop => {
    const sell: Guard = guard({
      checkout: at.checkout,
      tenant: 'acme',
      seller: 'shop',
      sale: () => ({ title: 'A report', price: PRICE, ...sale }),
      ...options,
    });
    const shop: Shop = {
      world: at,
      runs,
      handler: (request) => {
        runs.push(request.url);
        return new Response(`report ${runs.length}`, {
          headers: { 'content-type': 'text/plain', 'set-cookie': 'a=1' },
        });
      },
      ask: (headers = {}, url = 'https://shop.test/report', init = {}) =>
        at.runtime.run(
          sell(new Request(url, { ...init, headers }), (request, order) => shop.handler(request, order)),
        ),
      with: (more, other = at) => shopOf({ ...options, ...more }, other),
    };
    return shop;
  };
  return shopOf({}, world);
}

/** The nonce rail, whose payer also signs: `x-signature` is `good` or a forgery, and `x-id` names the request. */
export function signedRail(): PaymentRail {
  const rail = nonceRail();
  return {
    ...rail,
    detect(request: RailRequest) {
      const found = rail.detect(request);
      if (!found || 'refused' in found) return found;
      const { 'x-signature': signature = 'good', 'x-id': key } = request.headers;
      const { payer } = found.payload;
      return {
        ...found,
        payload: { ...found.payload, signature },
        ...(key !== undefined && { request: { payer, key } }),
      };
    },
    check: async (purchase, credential, context) =>
      (credential.payload as { signature: string }).signature === 'good'
        ? (rail.check?.(purchase, credential as never, context) ?? null)
        : { refused: 'invalid_signature', message: 'The payer did not sign this.' },
  };
}

/** The order of the one sale that was paid. */
export async function orderOf({ store }: World): Promise<string> {
  const { keys } = await store.list('cart', { tenant: 'acme', limit: 9 });
  const carts = keys.map((key) => key.slice('acme:'.length));
  expect(carts).toHaveLength(1);
  return orderIdOf(carts[0] ?? '', 1);
}
