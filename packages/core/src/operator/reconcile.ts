import { commitAfterSale } from '../checkout/commit.ts';
import { type Checkout, yardOf } from '../checkout/create.ts';
import { look } from '../checkout/look.ts';
import { within } from '../checkout/within.ts';
import type { Yard } from '../checkout/yard.ts';
import { type CartRecord, type CheckoutEvent, isUnsettled } from '../record.ts';
import { forgetAt } from '../schedule.ts';
import type { Key } from '../store.ts';
import { purge } from './purge.ts';
import { refund } from './refund.ts';

/** What one round of the background work came upon. */
export interface Reconciled {
  readonly carts: number;
  readonly attempts: number;
  readonly refunds: number;
  readonly events: number;
  /** What failed and stays due, and the carts with an event that the platform did not take. */
  readonly failed: number;
}

const BATCH = 50;
const NOTHING: Reconciled = { carts: 0, attempts: 0, refunds: 0, events: 0, failed: 0 };

/**
 * Finishes what a crash, a lost reply or a silent provider left open: looks at attempts and refunds that are due,
 * delivers events, and drops what has served its time. Run it at start and every few seconds. Idempotent, and any
 * number of processes may run it at any time; a round may last minutes when a provider is silent, and where rounds
 * overlap an event may come twice or out of order.
 */
export async function reconcile(checkout: Checkout): Promise<Reconciled> {
  const yard = yardOf(checkout);
  const met = new Set<string>();
  let done = NOTHING;
  for (let more = true; more; ) {
    const keys = await yard.store.due('cart', BATCH);
    // What stays due may come again at once: the next run has it.
    const fresh = keys.filter((key) => !met.has(key));
    for (const key of fresh) met.add(key);
    const batch = await Promise.all(fresh.map((key) => reconcileCart(yard, { space: 'cart', key })));
    done = batch.reduce(sum, done);
    more = keys.length === BATCH && fresh.length > 0;
  }
  await Promise.all([purge(yard.store, 'request'), purge(yard.store, 'proof')]);
  return done;
}

/** What fails in one part of the work on a cart leaves the other one to be done. */
async function reconcileCart(yard: Yard, cart: Key): Promise<Reconciled> {
  const advanced = await tried(yard, () => advance(yard, cart));
  const told = await tried(yard, () => deliver(yard, cart));
  return { ...sum(advanced, told), carts: 1 };
}

async function tried(yard: Yard, work: () => Promise<Partial<Reconciled>>): Promise<Reconciled> {
  try {
    return { ...NOTHING, ...(await work()) };
  } catch (error) {
    yard.report?.(error);
    return { ...NOTHING, failed: 1 };
  }
}

async function advance(yard: Yard, cart: Key): Promise<Partial<Reconciled>> {
  const record = await yard.store.get<CartRecord>('cart', cart.key);
  if (!record) return {};
  const now = yard.runtime.now();
  const isDue = ({ due }: { readonly due: number | null }): boolean => due !== null && due <= now;

  const attempts = record.attempts.filter((attempt) => isDue(attempt) && isUnsettled(attempt));
  for (const { id } of attempts) await look(yard, cart, id);
  const refunds = record.refunds.filter(isDue);
  for (const { id } of refunds) await refund(yard, cart, id);
  if (record.fulfilment && isDue(record.fulfilment))
    await commitAfterSale(yard, cart, { type: 'fulfilment_overdue' });
  if (isForgotten(record, now)) await forget(yard, cart);
  return { attempts: attempts.length, refunds: refunds.length };
}

function isForgotten(record: CartRecord, now: number): boolean {
  const at = forgetAt(record);
  return at !== null && at <= now;
}

async function forget(yard: Yard, cart: Key): Promise<void> {
  await yard.store.update([cart], ([row], now) => ({
    rows: row && isForgotten(row.value as CartRecord, now) ? [null] : [],
    result: null,
  }));
}

/** Hands the events of a cart to the platform, in order. From the first that it does not take they stay, for later. */
async function deliver(yard: Yard, cart: Key): Promise<Partial<Reconciled>> {
  const record = await yard.store.get<CartRecord>('cart', cart.key);
  if (!record || record.outbox.length === 0 || (record.deliverAt ?? 0) > yard.runtime.now()) return {};
  const delivered: string[] = [];
  let kept: CheckoutEvent | null = null;
  for (const event of record.outbox) {
    const taken = await within(yard, async () => {
      await yard.deliver?.(event);
      return true;
    });
    if (!taken) {
      kept = event;
      break;
    }
    delivered.push(event.id);
  }
  await commitAfterSale(yard, cart, { type: 'delivered', events: delivered, kept });
  return { events: delivered.length, failed: kept ? 1 : 0 };
}

function sum(one: Reconciled, other: Reconciled): Reconciled {
  return {
    carts: one.carts + other.carts,
    attempts: one.attempts + other.attempts,
    refunds: one.refunds + other.refunds,
    events: one.events + other.events,
    failed: one.failed + other.failed,
  };
}
