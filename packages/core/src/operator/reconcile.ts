import { commitAfterSale } from '../checkout/commit.ts';
import { type Checkout, yardOf } from '../checkout/create.ts';
import { type CartKey, cartKey } from '../checkout/keys.ts';
import { look } from '../checkout/look.ts';
import type { Yard } from '../checkout/yard.ts';
import { frozen } from '../json.ts';
import { type CartRecord, isClosing, isUnsettled } from '../record.ts';
import { forgetAt } from '../schedule.ts';
import type { Key, Space } from '../store.ts';
import { deliver } from './deliver.ts';
import { eachDue, stopped } from './due.ts';
import { close } from './ended.ts';
import { askOfPaid } from './paid.ts';
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

type Work = (yard: Yard, key: Key) => Promise<Partial<Reconciled>>;

const NOTHING: Reconciled = { carts: 0, attempts: 0, refunds: 0, events: 0, failed: 0 };

/**
 * Finishes what a crash, a lost reply or a silent provider left open: looks at attempts and refunds that are due,
 * delivers events, and drops what has served its time. Run it at start and every few seconds. Idempotent, and any
 * number of processes may run it at any time; a round may last minutes when a provider is silent, and where rounds
 * overlap an event may come twice or out of order.
 */
export async function reconcile(checkout: Checkout): Promise<Reconciled> {
  const yard = yardOf(checkout);
  // Neither waits for the other: a provider may be silent, and so may the platform.
  const offered = new Set<string>();
  const [advanced, told] = await Promise.all([
    swept(yard, 'cart', advance),
    swept(yard, 'outbox', deliver, offered),
  ]);
  const toldNow = await swept(yard, 'outbox', deliver, offered);
  const report = (error: unknown): void => yard.report?.(error);
  await Promise.all([purge(yard.store, 'request', report), purge(yard.store, 'proof', report)]);
  return [told, toldNow].reduce(sum, advanced);
}

/** Does the work on every record of a space that is due, except on those that were met before. */
async function swept(yard: Yard, space: Space, work: Work, met?: Set<string>): Promise<Reconciled> {
  let done = NOTHING;
  const add = async (key: Key): Promise<void> => {
    const one = await tried(yard, key, work);
    done = sum(done, one);
  };
  await eachDue(yard.store, space, add, met);
  return done;
}

async function tried(yard: Yard, key: Key, work: Work): Promise<Reconciled> {
  const met = { ...NOTHING, carts: key.space === 'cart' ? 1 : 0 };
  try {
    return { ...met, ...(await work(yard, key)) };
  } catch (error) {
    yard.report?.(stopped(key, error));
    return { ...met, failed: 1 };
  }
}

async function advance(yard: Yard, { space, key }: Key): Promise<Partial<Reconciled>> {
  const record = await yard.store.get<CartRecord>(space, key);
  if (!record) return {};
  const cart = cartKey(record.cart.tenant, record.cart.id);
  const now = yard.runtime.now();
  const isDue = ({ due }: { readonly due: number | null }): boolean => due !== null && due <= now;

  const attempts = record.attempts.filter((attempt) => isDue(attempt) && isUnsettled(attempt));
  for (const { id } of attempts) await look(yard, cart, id);
  const paid = record.attempts.filter((attempt) => isDue(attempt) && attempt.state === 'paid');
  for (const { id } of paid) await askOfPaid(yard, cart, id);
  const closing = record.attempts.filter((attempt) => isDue(attempt) && isClosing(attempt));
  for (const attempt of closing) await close(yard, cart, frozen(attempt));
  const refunds = record.refunds.filter(isDue);
  for (const { id } of refunds) await refund(yard, cart, id);
  if (record.fulfilment && isDue(record.fulfilment))
    await commitAfterSale(yard, cart, { type: 'fulfilment_overdue' });
  if (isForgotten(record, now)) await forget(yard, cart);
  return { attempts: attempts.length + paid.length + closing.length, refunds: refunds.length };
}

function isForgotten(record: CartRecord, now: number): boolean {
  const at = forgetAt(record);
  return at !== null && at <= now;
}

async function forget(yard: Yard, cart: CartKey): Promise<void> {
  await yard.store.update([cart], ([row], now) => ({
    rows: row && isForgotten(row.value as CartRecord, now) ? [null] : [],
    result: null,
  }));
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
