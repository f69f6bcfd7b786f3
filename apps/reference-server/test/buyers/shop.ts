import { randomBytes } from 'node:crypto';
import type { Store } from '@railyard/core';
import type { Key } from '@railyard/core/store';
import { expect } from 'vitest';
import { nodeRuntime } from '../../src/runtime.ts';
import { createClock } from '../hosted/clock.ts';
import { openStore } from '../hosted/open-store.ts';
import { type Call, openShop, type Shop } from '../shop.ts';
import { codeIn, EMAIL } from './desk.ts';

export const BUYERS = '/api/agent/buyers';
export const LINK = '/api/agent/payment-link';
export const UNKNOWN = `kfb_test_${'0'.repeat(48)}`;

/** A buyer who has registered and been verified; their token. */
export async function verified({ call, inbox }: Shop, email = EMAIL, as: Call = {}): Promise<string> {
  await call('POST', BUYERS, { ...as, body: { email, name: 'Ann Lee' } });
  const shown = { email, code: codeIn(inbox) };
  return String((await call('POST', `${BUYERS}/verify`, { ...as, body: shown })).body.buyer_token);
}

export function profileOf({ call }: Shop, token: string, as: Call = {}) {
  return call('GET', '/api/agent/buyer', { ...as, headers: { 'x-buyer-token': token } });
}

export function ordersOf({ call }: Shop, token: string, query = '', as: Call = {}) {
  return call('GET', `/api/agent/buyer/orders${query}`, { ...as, headers: { 'x-buyer-token': token } });
}

/** Pays for a new cart with this token beside the checkout; its id. */
export async function buy(shop: Shop, token: string | undefined, payment: string): Promise<string> {
  const cart = await shop.readyCart();
  const { status } = await shop.call('POST', `/api/agent/cart/${cart}/checkout`, {
    body: token === undefined ? {} : { buyer_token: token },
    headers: { 'x-fake': payment },
  });
  expect(status).toBe(200);
  return cart;
}

/** A shop whose clock stands still until it is moved. */
export interface TimedShop extends Shop {
  readonly advance: (ms: number) => void;
  /** What was read and written, by kind. */
  readonly touched: string[];
}

function kindOf({ space, key }: Key): string {
  return `${space} ${key.split(/[:_]/)[0]}`;
}

export async function openTimedShop(): Promise<TimedShop> {
  const clock = createClock(Date.now());
  const inner = openStore(clock);
  const touched: string[] = [];
  const store: Store = {
    ...inner,
    get(space, key) {
      touched.push(`read ${kindOf({ space, key })}`);
      return inner.get(space, key);
    },
    update(keys, change) {
      touched.push(`write ${keys.map(kindOf).join()}`);
      return inner.update(keys, change);
    },
  };
  const runtime = { ...nodeRuntime([{ id: 'one', bytes: randomBytes(32) }]), ...clock };
  return { ...(await openShop({ store, runtime })), advance: (ms) => clock.advance(ms), touched };
}
