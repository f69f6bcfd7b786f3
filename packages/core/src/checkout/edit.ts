import { type Cart, type CartEdit, editCart } from '../cart.ts';
import { RailError } from '../errors.ts';
import { exponentOf } from '../money.ts';
import { alreadyCompleted, type CartOutcome, locked } from '../outcome.ts';
import type { Awaitable } from '../ports.ts';
import { type CartRecord, isBusy, newRecord, openAttempt, type RequestRecord } from '../record.ts';
import type { Change, Key, Row } from '../store.ts';
import { transition } from '../transition.ts';
import { cartRow, requestRow } from './commit.ts';
import { type Fenced, fence, recordFenced } from './fence.ts';
import { cartKey, newId } from './keys.ts';
import { checkKnown, knownOf, type MutationCall, type Request, requestOf } from './request.ts';
import type { Yard } from './yard.ts';

/** Makes an empty cart at a seller. The same idempotency key again gives the same cart. */
export async function createCart(
  yard: Yard,
  call: MutationCall,
  { seller, currency }: Pick<Cart, 'seller' | 'currency'>,
): Promise<CartOutcome> {
  exponentOf(currency); // refuses an unknown currency
  const { tenant, principal } = call;
  const id = newId(yard.runtime, 'cart');
  const request = await requestOf(yard, call, null);
  return write(yard, call, cartKey(tenant, id), request, (_, now) => {
    const cart: Cart = {
      id,
      tenant,
      seller,
      principal,
      currency,
      version: 1,
      lines: [],
      shipTo: null,
      deliveryFee: 0,
      tip: 0,
      changedAt: now,
    };
    return newRecord(cart, null);
  });
}

/**
 * Changes a cart; a change given as a function is made only when it is no replay. An open page is closed first; while a
 * payment is under way or in doubt the cart is locked.
 */
export async function edit(
  yard: Yard,
  call: MutationCall,
  id: string,
  change: CartEdit | (() => Awaitable<CartEdit>),
): Promise<CartOutcome> {
  const key = cartKey(call.tenant, id);
  const request = await requestOf(yard, call, id);
  const replay = replayed(await knownOf(yard, request));
  if (replay) return replay;
  const limits = await yard.limits();

  const made = typeof change === 'function' ? await change() : change;
  const changed = (cart: Cart, now: number): Cart => editCart(cart, made, limits, now);
  const fenced = await closePage(yard, call, key, request, changed);
  try {
    return await write(yard, call, key, request, (record, now) => {
      const before = editable(record, call.principal);
      const free = fenced ? transition(before, { type: 'settled', ...fenced }, now) : before;
      if (openAttempt(free)) throw locked();
      return transition(free, { type: 'edited', cart: changed(free.cart, now) }, now);
    });
  } finally {
    await recordFenced(yard, key, fenced);
  }
}

async function closePage(
  yard: Yard,
  { tenant, principal }: MutationCall,
  key: Key,
  request: Request | null,
  changed: (cart: Cart, now: number) => Cart,
): Promise<Fenced | null> {
  const record = editable(await yard.store.get<CartRecord>('cart', key.key), principal);
  const attempt = openAttempt(record);
  if (!attempt) return null;
  changed(record.cart, yard.runtime.now()); // an edit that cannot be made leaves the page open
  // The page of somebody who has seen this very edit: `write` finds that it was made.
  if (replayed(await knownOf(yard, request))) return null;
  if (attempt.state !== 'action_required' || isBusy(attempt, yard.runtime.now())) throw locked();
  return fence(yard, key, tenant, attempt);
}

function editable(record: CartRecord | null, principal: string): CartRecord {
  if (record?.cart.principal !== principal) throw new RailError('cart_not_found', 'There is no such cart.');
  if (record.order) throw alreadyCompleted(record.order);
  return record;
}

/** One write for the cart and for the key that it was changed under, so that a repeated change applies once. */
async function write(
  yard: Yard,
  { tenant }: MutationCall,
  key: Key,
  request: Request | null,
  change: (record: CartRecord | null, now: number) => CartRecord,
): Promise<CartOutcome> {
  const fingerprint = request && (await request.fingerprint());
  return yard.store.update(request ? [key, request.key] : [key], (rows, now): Change<CartOutcome> => {
    const known = rows[1]?.value as RequestRecord | undefined;
    const replay = known ? replayed(checkKnown(known, fingerprint)) : null;
    if (replay) return { rows: [], result: replay };

    const after = change((rows[0]?.value as CartRecord | undefined) ?? null, now);
    const outcome = { type: 'cart', cart: after.cart } as const;
    const changed: Row[] = [cartRow(after)];
    if (fingerprint !== null) changed.push(requestRow(tenant, { fingerprint, attempt: null, outcome }, now));
    return { rows: changed, result: { ...outcome, replayed: false } };
  });
}

function replayed(known: RequestRecord | null): CartOutcome | null {
  const outcome = known?.outcome;
  return outcome?.type === 'cart' ? { ...outcome, replayed: true } : null;
}
