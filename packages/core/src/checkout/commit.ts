import { type AfterSaleEvent, afterSale } from '../after-sale.ts';
import { RailError } from '../errors.ts';
import type { Runtime } from '../ports.ts';
import type { Purchase } from '../purchase.ts';
import type { Settlement } from '../rail.ts';
import {
  type Attempt,
  type CartRecord,
  dueOf,
  isOpen,
  isUnsettled,
  type ProofRecord,
  type ReferenceRecord,
  type RequestRecord,
  stateOf,
} from '../record.ts';
import { forgetAt, REQUEST_LIFETIME } from '../schedule.ts';
import type { Change, Key, Row } from '../store.ts';
import { type CartEvent, transition } from '../transition.ts';
import { type CartKey, referenceKey } from './keys.ts';
import { type Spending, spendingOf, spendOf } from './spending.ts';
import { updateCart } from './update.ts';
import type { Yard } from './yard.ts';

/** The record after an event, and whether the event still changed anything. */
export interface Committed {
  readonly record: CartRecord;
  readonly applied: boolean;
}

/**
 * Brings one event to a cart record, in one write with what follows from it: the request's outcome, a freed claim, what
 * a page is for, and what is kept beside the cart.
 */
export async function commit(
  yard: Pick<Yard, 'store' | 'spend'> & { readonly runtime: Pick<Runtime, 'hash'> },
  cart: CartKey,
  attempt: Attempt | null,
  event: CartEvent,
  beside: Spending = spendingOf(yard, attempt && spendOf(cart, attempt)),
): Promise<Committed> {
  const keys: [Key, ...Key[]] = [cart];
  const request = attempt?.request ?? null;
  // What was submitted once keeps its claim, whatever comes.
  const proof = attempt?.submittedAt === null ? attempt.proof : null;
  const page = event.type === 'settled' ? pageIn(event.settlement) : null;
  if (request !== null) keys.push({ space: 'request', key: request });
  if (proof !== null) keys.push({ space: 'proof', key: proof });
  if (page !== null) keys.push(await referenceKey(yard.runtime, page));

  return updateCart(yard, [...keys, ...beside.keys], (rows, now): Change<Committed> => {
    const before = recordIn(rows[0]);
    const after = transition(before, event, now);
    if (after === before) return { rows: [], result: { record: before, applied: false } };
    const changed: (Row | null | undefined)[] = [cartRow(after)];
    if (request !== null) changed.push(requestAfter(rows[1] ?? null, after, request, now));
    if (proof !== null) changed.push(released(rows[changed.length] ?? null, after));
    if (page !== null && attempt)
      changed.push(rows[keys.length - 1] ? undefined : referenceRow(after, attempt.purchase));
    const followed = beside.follow(rows.slice(keys.length), { before, after }, now) ?? [];
    return { rows: [...changed, ...followed], result: { record: after, applied: true } };
  });
}

function pageIn(settlement: Settlement): string | null {
  return settlement.state === 'action_required' ? settlement.reference : null;
}

export function referenceRow(
  { cart: { tenant } }: CartRecord,
  { cart, order }: Purchase,
): Row<ReferenceRecord> {
  return { value: { tenant, cart, order }, tenant, state: 'page', due: null };
}

/** Brings an event to a cart record whose payment is known. */
export function commitAfterSale(yard: Yard, cart: CartKey, event: AfterSaleEvent): Promise<CartRecord> {
  return updateCart(yard, [cart], (rows, now) => {
    const before = recordIn(rows[0]);
    const after = afterSale(before, event, now);
    return { rows: after === before ? [] : [cartRow(after)], result: after };
  });
}

export function recordIn(row: Row | null | undefined): CartRecord {
  if (!row) throw new RailError('cart_not_found', 'There is no such cart.');
  return row.value as CartRecord;
}

export function cartRow(record: CartRecord): Row {
  const due = dueOf(record) ?? forgetAt(record);
  return { value: record, tenant: record.cart.tenant, state: stateOf(record), due };
}

export function requestRow(tenant: string, value: RequestRecord, now: number): Row {
  const state = value.outcome === null ? 'open' : 'done';
  return { value, tenant, state, due: now + REQUEST_LIFETIME };
}

/**
 * The key under which a sale was tried in vain is free again: it stands for one credential, and a stranger may have
 * sent it. A cart's key stays, and stands for the next credential too.
 */
function requestAfter(
  row: Row | null,
  record: CartRecord,
  request: string,
  now: number,
): Row | null | undefined {
  const named = (row?.value as RequestRecord | undefined)?.attempt;
  const attempt = record.attempts.find(({ id }) => id === named);
  if (!attempt) return undefined; // the key is free, or stands for another sale by now
  const inVain = record.fulfilment && !isUnsettled(attempt) && attempt.state !== 'paid';
  return inVain ? null : completed(row, record, request, now);
}

/** The idempotency key under which the order was paid gets its answer. */
function completed(
  row: Row | null,
  { order, attempts }: CartRecord,
  request: string,
  now: number,
): Row | undefined {
  const value = row?.value as RequestRecord | undefined;
  if (!row || !value || !order || value.outcome !== null) return undefined;
  const payer = attempts.find(({ id }) => id === order.attempt);
  if (payer?.request !== request) return undefined;
  return requestRow(row.tenant, { ...value, outcome: { type: 'paid', order } }, now);
}

/** A claim whose attempt ended before anything was sent is free again. */
function released(row: Row | null, { attempts }: CartRecord): null | undefined {
  const holder = attempts.find(({ id }) => id === (row?.value as ProofRecord | undefined)?.attempt);
  return holder && !isOpen(holder) && holder.submittedAt === null ? null : undefined;
}
