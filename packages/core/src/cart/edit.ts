import type { Cart, CartEdit } from '../cart.ts';
import { type Checkout, yardOf } from '../checkout/create.ts';
import { type Fenced, fence, pageClosed, recordFenced } from '../checkout/fence.ts';
import { type CartKey, cartKey } from '../checkout/keys.ts';
import { knownOf, type MutationCall, type Request, requestOf } from '../checkout/request.ts';
import type { Yard } from '../checkout/yard.ts';
import { RailError } from '../errors.ts';
import { alreadyCompleted, type CartOutcome, locked } from '../outcome.ts';
import type { Awaitable } from '../ports.ts';
import { type CartRecord, isBusy, openAttempt } from '../record.ts';
import { transition } from '../transition.ts';
import { changeCart } from './change.ts';
import { readCart } from './read.ts';
import { type CartCall, replayed, write } from './write.ts';

/**
 * Changes a cart; a change given as a function is made only when it is no replay. An open page is closed first; while a
 * payment is under way or in doubt the cart is locked.
 */
export async function editCart(
  checkout: Checkout,
  call: CartCall,
  id: string,
  change: CartEdit | (() => Awaitable<CartEdit>),
): Promise<CartOutcome> {
  const yard = yardOf(checkout);
  const key = cartKey(call.tenant, id);
  const request = await requestOf(yard, call, id);
  const replay = replayed(await knownOf(yard, request));
  if (replay) return replay;
  const limits = await yard.limits();

  const made = typeof change === 'function' ? await change() : change;
  const changed = (cart: Cart, now: number): Cart => changeCart(cart, made, limits, now);
  const beside = call.beside && (await call.beside((await readCart(checkout, call, id)).seller));
  const fenced = await closePage(yard, call, key, request, changed);
  try {
    return await write(yard, call, { key, request, fenced, beside }, (record, now) => {
      const before = editable(record, call.principal);
      const free = fenced ? transition(before, pageClosed(fenced), now) : before;
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
  key: CartKey,
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
