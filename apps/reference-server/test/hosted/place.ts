import { setImmediate as turn } from 'node:timers/promises';
import { type CheckoutEvent, isRailError } from '@railyard/core';
import { choose } from '@railyard/core/chooser';
import { createMeddler, type Meddler } from './meddler.ts';
import type { HostedRail } from './page.ts';
import { recordOf } from './record.ts';
import { type HostedSet, type HostedShop, openHostedShop } from './shop.ts';

/** What a client is told. */
export interface Told {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A cart of $49.99 that is to be paid on a page of one rail, and what its provider knows. */
export interface Place {
  readonly shop: HostedShop;
  readonly rail: HostedRail;
  readonly meddler: Meddler;
  readonly cart: string;
  /** It exists from the first attempt on. */
  readonly orderId: string;
  /**
   * Asks for the page of this rail, or of another one, always under the same key. For Coinbase's the buyer presses USDC
   * on the chooser, which is asked for where there is none yet.
   */
  readonly ask: (rail?: HostedRail) => Promise<Told>;
  /** Puts a mug into the cart, always under the same key. */
  readonly edit: () => Promise<Told>;
  /** Reads the order by its id. */
  readonly order: () => Promise<Told>;
  /** The buyer pays on a page; the first one unless given. Throws when it takes no money. */
  readonly pay: (page?: string) => void;
  /** Ids of all pages that were ever opened at the provider. */
  readonly pages: () => readonly string[];
  /** Ids of the pages that take money, at whatever provider. */
  readonly open: () => readonly string[];
  /** How often money was taken. */
  readonly taken: () => number;
  /** Types of all events that the platform gets. */
  readonly events: () => Promise<readonly string[]>;
  /** Idempotency keys under which pages were asked for. */
  readonly keys: () => ReadonlySet<string | null>;
}

export async function openPlace(
  rail: HostedRail,
  set?: HostedSet,
  over: Meddler['over'] = (send) => send,
): Promise<Place> {
  const meddler = createMeddler();
  const shop = await openHostedShop(set, (send) => over(meddler.over(send)));
  const cart = await shop.readyCart();
  const orderId = `order_${cart.slice('cart_'.length)}_3`;
  const { stripe, coinbase } = shop;
  const pages = (): readonly string[] =>
    (rail === 'coinbase' ? coinbase.checkouts() : stripe.sessions()).map(({ id }) => id);
  let chooser: string | null = null;
  const calls = () => [...stripe.calls(), ...coinbase.calls()];

  return {
    shop,
    rail,
    meddler,
    cart,
    orderId,
    pages,
    open: () => [
      ...stripe.sessions().flatMap(({ id, status }) => (status === 'open' ? id : [])),
      ...coinbase.checkouts().flatMap(({ id, status }) => (status === 'ACTIVE' ? id : [])),
    ],
    async ask(of = rail) {
      if (of === 'coinbase' && chooser !== null) return chosen(shop, chooser);
      const link = { key: of, body: { cart_id: cart, payment_rail: of } };
      const told = await shop.call('POST', '/api/agent/payment-link', link);
      const id = String(told.body.session_id);
      if (!id.startsWith('kpc_')) return told;
      chooser = id;
      return chosen(shop, id);
    },
    edit() {
      chooser = null;
      const body = { variant_id: 'var_mug' };
      return shop.call('POST', `/api/agent/cart/${cart}/items`, { key: 'edit', body });
    },
    order: () => shop.call('GET', `/api/agent/orders/${orderId}`),
    pay(page = pages()[0] ?? '') {
      if (rail === 'coinbase') coinbase.visit(page, 'pay');
      else stripe.visit(page, 'pay');
    },
    taken: () =>
      stripe.charges().filter(({ paid }) => paid).length +
      coinbase.checkouts().filter(({ settlement }) => settlement).length,
    async events() {
      await shop.reconcile();
      const lines = shop.logged.map((line) => JSON.parse(line) as { readonly event?: CheckoutEvent });
      return lines.flatMap(({ event }) => event?.type ?? []);
    },
    keys: () => new Set(calls().flatMap((one) => (one.call.endsWith('s.create') ? one.idempotencyKey : []))),
  };
}

/** What came of a place in the end. */
export interface End {
  /** Whether its first page is the order. */
  readonly isOrdered: boolean;
  readonly refunds: number;
  readonly events: readonly string[];
  readonly pages: number;
  readonly taken: number;
}

/** Paid once, on the one page that was opened, and told once. */
export const ONE_ORDER: End = {
  isOrdered: true,
  refunds: 0,
  events: ['order.paid'],
  pages: 1,
  taken: 1,
};

export async function endOf({ shop, cart, events, pages, taken }: Place): Promise<End> {
  const { order, refunds } = await recordOf(shop, cart);
  return {
    isOrdered: order !== null && order.reference === pages()[0],
    refunds: refunds.length,
    events: await events(),
    pages: pages().length,
    taken: taken(),
  };
}

/** What the buyer is told who chooses USDC. */
async function chosen({ server }: HostedShop, id: string): Promise<Told> {
  try {
    const { state, page, order } = await choose(server.checkout, id, 'usdc-on-base');
    const url = page?.url;
    return {
      status: 200,
      body: {
        status: page ? 'action_required' : state,
        session_id: page?.reference,
        payment_url: url,
        order_id: order?.id,
      },
    };
  } catch (error) {
    if (!isRailError(error)) throw error;
    return { status: error.status, body: error.toProblem() };
  }
}

/** Waits, turn by turn, until something has happened; ten seconds at most. */
export async function until(happened: () => boolean): Promise<void> {
  const end = performance.now() + 10_000;
  while (!happened()) {
    if (performance.now() > end) throw new Error('It does not happen.');
    await turn();
  }
}
