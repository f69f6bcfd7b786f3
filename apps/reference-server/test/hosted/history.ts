import { randomUUID } from 'node:crypto';
import type { Runtime } from '@railyard/core';
import { choose } from '@railyard/core/chooser';
import { expect } from 'vitest';
import { nodeRuntime } from '../../src/runtime.ts';
import type { HostedRail } from './page.ts';
import type { HostedShop, Link } from './shop.ts';

const MINUTE = 60_000;

/** How a server waits that looks again and again, though the clock of its shop stands still. */
export const sleepForReal: Runtime['sleep'] = (ms, signal) => RUNTIME.sleep(ms, signal);
const RUNTIME = nodeRuntime([{ id: 'none', bytes: new Uint8Array(32) }]);

/** A page that a cart has, or had. */
export interface PageOf {
  readonly rail: HostedRail;
  readonly id: string;
}

/** Pays a cart by token, under a key of its own. */
export async function payByToken(shop: HostedShop, cart: string, paymentMethod = 'pm_card_visa') {
  const key = randomUUID();
  const path = `/api/agent/cart/${cart}/checkout`;
  await shop.call('POST', path, { key });
  const token = shop.stripe.mint({ maxAmount: 99_999, paymentMethod });
  return shop.call('POST', path, { key, headers: { 'payment-authorization': `Payment ${token}` } });
}

/** Opens the chooser of a cart. */
export async function openChooser(shop: HostedShop, cart: string): Promise<Link> {
  const { body } = await shop.call('POST', '/api/agent/payment-link', { body: { cart_id: cart } });
  return { cart, session: String(body.session_id), url: String(body.payment_url) };
}

/** Chooses on a chooser, and gives the page that is open then. */
export async function chooseOn(shop: HostedShop, chooser: Link, method: string): Promise<PageOf> {
  const { page } = await choose(shop.server.checkout, chooser.session, method);
  if (!page) throw new Error('The choice opened no page.');
  return { rail: page.rail as HostedRail, id: page.reference };
}

/** Pays on a page that is closed. */
export function payLate({ stripe, coinbase }: HostedShop, { rail, id }: PageOf, method?: string): void {
  if (rail === 'coinbase') coinbase.visit(id, 'pay_late');
  else stripe.visit(id, 'pay_late', method === undefined ? {} : { method });
}

export function payInTime({ stripe, coinbase }: HostedShop, { rail, id }: PageOf): void {
  if (rail === 'coinbase') coinbase.visit(id, 'pay');
  else stripe.visit(id, 'pay');
}

/** Has Coinbase's refunds arrive. Stripe's have. */
export function finishRefunds({ coinbase }: HostedShop, outcome: 'completed' | 'failed' = 'completed'): void {
  const pending = coinbase
    .checkouts()
    .flatMap(({ refunds = [] }) => refunds.filter(({ status }) => status === 'PENDING'));
  for (const { id } of pending) coinbase.finishRefund(id, outcome);
}

/** Lets webhooks be sent and the background work be done for so many minutes. */
export async function pass(shop: HostedShop, minutes = 5): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    await shop.ring();
    await shop.reconcile();
    shop.advance(MINUTE);
  }
}

interface Stored {
  readonly attempts: readonly { readonly rail: string; readonly state: string }[];
  readonly refunds: readonly { readonly state: string; readonly amount: { readonly amount: number } }[];
  readonly order: { readonly rail: string } | null;
}

/** What the record of a cart says, in words. */
export async function standingOf(shop: HostedShop, cart: string) {
  const record = await shop.store.get<Stored>('cart', `demo:${cart}`);
  return {
    attempts: record?.attempts.map(({ rail, state }) => `${rail} ${state}`),
    refunds: record?.refunds.map(({ state, amount }) => `${amount.amount} ${state}`),
    order: record?.order?.rail ?? null,
  };
}

const CALM: ReadonlySet<string> = new Set(['order.paid', 'refund.refunded']);

interface Told {
  readonly id: string;
  readonly type: string;
  readonly subject: Readonly<Record<string, unknown>>;
}

/** The events that the platform was told, each once; those for a person are warnings in the log. */
export function eventsOf({ logged }: HostedShop): readonly Told[] {
  const lines = logged.map((line) => JSON.parse(line) as { readonly event?: Told; readonly level: number });
  const told = lines.flatMap(({ event, level }) => (event ? { ...event, isWarning: level >= 40 } : []));
  expect(new Set(told.map(({ id }) => id)).size).toBe(told.length);
  expect(told.filter(({ type, isWarning }) => isWarning === CALM.has(type))).toEqual([]);
  return told;
}

export function typesOf(shop: HostedShop): readonly string[] {
  return eventsOf(shop).map(({ type }) => type);
}

/** All money at both providers, in minor units: what every payment took, and what has gone back or is on its way. */
export function moneyAt({ stripe, coinbase }: HostedShop) {
  const paid = coinbase.checkouts().filter(({ settlement }) => settlement);
  const back = paid.flatMap(({ refunds = [] }) => refunds.filter(({ status }) => status !== 'FAILED'));
  return {
    taken: [
      ...stripe.intents().flatMap(({ amount_received }) => (amount_received > 0 ? amount_received : [])),
      ...paid.map(({ settlement }) => centsIn(settlement?.totalAmount)),
    ],
    back: [
      ...stripe.refunds().flatMap(({ amount, status }) => (status === 'failed' ? [] : amount)),
      ...back.map(({ amount }) => centsIn(amount)),
    ],
  };
}

function centsIn(amount = '0'): number {
  return Math.round(Number(amount) * 100);
}
