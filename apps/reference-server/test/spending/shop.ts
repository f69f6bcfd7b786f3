import { randomBytes } from 'node:crypto';
import type { Runtime } from '@railyard/core';
import type { SpendPolicy } from '@railyard/core/spend';
import type { Received } from '../../src/mail/inbox.ts';
import { nodeRuntime } from '../../src/runtime.ts';
import type { Ports } from '../../src/server.ts';
import type { SpendingPorts } from '../../src/spending.ts';
import { createClock } from '../hosted/clock.ts';
import { openStore } from '../hosted/open-store.ts';
import { BASE_URL, openShop, payFor, type Reply, type Shop } from '../shop.ts';

export const APPROVER = 'boss@shop.example';
/** A cart of the shop comes to $49.99. */
export const PRICE = 4_999;
export const HOUR = 3_600_000;
export const usd = (amount: number) => ({ amount, currency: 'usd' });

export const SPENDING: SpendingPorts = {
  policy: { approvalAbove: [usd(PRICE - 1)] },
  approver: APPROVER,
  linkSecrets: ['a secret of links'],
};

/** A page as a browser without scripts shows it. */
interface Page {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** A shop by a clock that stands still, in which a person decides. */
export interface SpendingShop extends Shop {
  readonly store: ReturnType<typeof openStore>;
  readonly runtime: Runtime;
  readonly advance: (ms: number) => void;
  /** The latest letter to whoever decides. */
  readonly letter: () => Received;
  /** The path of the link in it. */
  readonly link: () => string;
  /** Asks for a page. */
  readonly open: (path: string, init?: RequestInit) => Promise<Page>;
  /** Presses a button on it. */
  readonly press: (path: string, decision: string, headers?: Record<string, string>) => Promise<Page>;
}

export async function openSpendingShop(
  policy: SpendPolicy = SPENDING.policy,
  over: Partial<Ports> = {},
): Promise<SpendingShop> {
  const clock = createClock(Date.UTC(2026, 10, 26, 12));
  const runtime = { ...nodeRuntime([{ id: 'one', bytes: randomBytes(32) }]), ...clock };
  const store = openStore(clock);
  const shop = await openShop({ store, runtime, spending: { ...SPENDING, policy }, ...over });
  const letter = (): Received => {
    const [latest] = shop.inbox.received();
    if (!latest) throw new Error('Nobody was mailed.');
    return latest;
  };
  const open = async (path: string, init?: RequestInit): Promise<Page> => {
    const response = await shop.server.fetch(new Request(`${BASE_URL}${path}`, init));
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  return {
    ...shop,
    store,
    runtime,
    advance: clock.advance,
    letter,
    link: () => /http:\/\/shop\.test(\/approve\/\S+)/.exec(letter().text)?.[1] ?? '',
    open,
    press: (path, decision, headers = {}) =>
      open(path, { method: 'POST', headers, body: new URLSearchParams({ decision }) }),
  };
}

/** What a try to pay was refused with. */
export interface Refused {
  readonly cart: string;
  readonly reply: Reply;
  /** The id of the approval that it needs. */
  readonly approval: string;
}

/** A cart that somebody has to approve, once its agent has tried to pay it. */
export async function askedFor(shop: Shop, apiKey: string = shop.keys.network): Promise<Refused> {
  const cart = await shop.readyCart({ apiKey });
  const reply = await tryToPay(shop, cart, apiKey);
  return { cart, reply, approval: String(reply.body.details?.approval_id) };
}

/** The same request again, whatever has happened since. */
export function tryToPay(shop: Shop, cart: string, apiKey: string = shop.keys.network): Promise<Reply> {
  return apiKey === shop.keys.network
    ? payFor(shop, cart, `token-${cart}`, cart)
    : shop.call('POST', `/api/agent/cart/${cart}/checkout`, {
        apiKey,
        key: cart,
        headers: { 'x-fake': `token-${cart}` },
      });
}
