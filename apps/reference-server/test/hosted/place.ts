import { setImmediate as turn } from 'node:timers/promises';
import { type CheckoutEvent, isRailError } from '@railyard/core';
import { choose } from '@railyard/core/chooser';
import { createMeddler, type Meddler } from './meddler.ts';
import type { HostedRail } from './page.ts';
import { type HostedShop, openHostedShop } from './shop.ts';

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
  /**
   * Asks for the page of this rail, or of another one, always under the same key. For Coinbase's the buyer presses USDC
   * on the chooser, which is asked for where there is none yet.
   */
  ask(rail?: HostedRail): Promise<Told>;
  /** Puts a mug into the cart, always under the same key. */
  edit(): Promise<Told>;
  /** Reads the order by the id that exists from the first attempt on. */
  order(): Promise<Told>;
  /** The buyer pays on a page; the first one unless given. Throws when it takes no money. */
  pay(page?: string): void;
  /** Ids of all pages that were ever opened at the provider. */
  pages(): readonly string[];
  /** Ids of the pages that take money, at whatever provider. */
  open(): readonly string[];
  /** How often money was taken. */
  taken(): number;
  /** Types of all events that the platform gets. */
  events(): Promise<readonly string[]>;
  /** Idempotency keys under which pages were asked for. */
  keys(): ReadonlySet<string | null>;
}

export async function openPlace(rail: HostedRail): Promise<Place> {
  const meddler = createMeddler();
  const shop = await openHostedShop({}, meddler.over);
  const cart = await shop.readyCart();
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
    order: () => shop.call('GET', `/api/agent/orders/order_${cart.slice('cart_'.length)}_3`),
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

/** Waits, turn by turn, until something has happened. */
export async function until(happened: () => boolean): Promise<void> {
  for (let turns = 0; !happened(); turns += 1) {
    if (turns > 10_000) throw new Error('It does not happen.');
    await turn();
  }
}
