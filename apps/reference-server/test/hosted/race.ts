import { choose, type PaymentView } from '@railyard/core/chooser';
import type { PaymentRail } from '@railyard/core/rail';
import { openChooser, type PageOf, sleepForReal } from './history.ts';
import { type HostedShop, type Link, openHostedShop } from './shop.ts';
import { type Shuffle, shuffled } from './shuffle.ts';
import { watch } from './watch.ts';

/** A shop with a cart and its chooser, whose store and providers are asked in the order of a seed, and watched. */
export interface Race {
  readonly shop: HostedShop;
  readonly cart: string;
  readonly chooser: Link;
  readonly shuffle: Shuffle;
  /** The most that could take the money at any moment, or had taken it. */
  readonly most: () => number;
}

export interface Twist {
  readonly rail?: (rail: PaymentRail) => PaymentRail;
  /** Happens before each question and answer. */
  readonly between?: (shop: HostedShop, shuffle: Shuffle) => void;
}

export async function openRace(seed: number, { rail, between }: Twist = {}): Promise<Race> {
  const watched = watch(() => shop);
  const shuffle = shuffled(seed, (drawn) => between?.(shop, drawn));
  const { before, over } = shuffle;
  const shop = await openHostedShop({ before, sleep: sleepForReal, ...(rail && { rail }) }, (send) =>
    over(watched.over(send)),
  );
  const cart = await shop.readyCart();
  const chooser = await openChooser(shop, cart);
  shuffle.start();
  return { shop, cart, chooser, shuffle, most: watched.most };
}

/** Chooses on the chooser; what the buyer sees, or the word of the error. */
export function pick({ shop, chooser }: Race, method: string): Promise<PaymentView | string> {
  return choose(shop.server.checkout, chooser.session, method).catch(
    ({ code }: { readonly code: string }) => code,
  );
}

/** Asks for a page of Stripe, each time as another call. */
export function link({ shop, cart }: Race) {
  const body = { cart_id: cart, payment_rail: 'stripe-checkout' };
  return shop.call('POST', '/api/agent/payment-link', { body });
}

/** The pages on which anybody could pay now. */
export function openPages({ stripe, coinbase }: HostedShop): readonly PageOf[] {
  const sessions = stripe.sessions().filter(({ status }) => status === 'open');
  const checkouts = coinbase.checkouts().filter(({ status }) => status === 'ACTIVE');
  return [
    ...sessions.map(({ id }): PageOf => ({ rail: 'stripe-checkout', id })),
    ...checkouts.map(({ id }): PageOf => ({ rail: 'coinbase', id })),
  ];
}

/** The pages that are closed and have taken nothing. */
export function closedPages({ stripe, coinbase }: HostedShop): readonly PageOf[] {
  const paid = new Set(stripe.intents().flatMap(({ id, status }) => (status === 'succeeded' ? id : [])));
  const sessions = stripe
    .sessions()
    .filter(({ status, payment_intent: intent }) => status === 'expired' && !paid.has(intent ?? ''));
  const checkouts = coinbase.checkouts().filter(({ status }) => status === 'DEACTIVATED');
  return [
    ...sessions.map(({ id }): PageOf => ({ rail: 'stripe-checkout', id })),
    ...checkouts.map(({ id }): PageOf => ({ rail: 'coinbase', id })),
  ];
}
