import { type Cart, orderIdOf } from '../cart.ts';
import { chooserFor } from '../chooser/current.ts';
import { chooserKey } from '../chooser/record.ts';
import { RailError } from '../errors.ts';
import { type CartRecord, openAttempt } from '../record.ts';
import type { Key, Store } from '../store.ts';
import { type Checkout, yardOf } from './create.ts';
import { cartKey } from './keys.ts';
import { isOnPage } from './mounts.ts';
import type { Owner } from './yard.ts';

/** A cart, and whether it is paid as far as the records know. */
export interface CartStanding {
  readonly cart: Cart;
  /** `being_paid`: a page is open for it, or a payment is under way. */
  readonly state: 'open' | 'being_paid' | 'paid';
  /** The id of the order that it became, or will become; null while it is `open`. */
  readonly order: string | null;
}

/** Reads a cart with where its payment stands. Asks no provider. Throws `cart_not_found`. */
export async function readStanding(checkout: Checkout, who: Owner, id: string): Promise<CartStanding> {
  const { store, runtime } = yardOf(checkout);
  const key = cartKey(who.tenant, id);
  const record = await recordOf(store, key, who);
  const { cart, order } = record;
  if (order) return { cart, state: 'paid', order: order.id };
  const attempt = openAttempt(record);
  if (attempt) return { cart, state: 'being_paid', order: attempt.purchase.order };
  const { version } = cart;
  const chooser = await chooserFor({ store, now: runtime.now() }, key, { record, version });
  return chooser
    ? { cart, state: 'being_paid', order: orderIdOf(id, version) }
    : { cart, state: 'open', order: null };
}

/** Whether a page where a person pays was ever made for a cart. Throws `cart_not_found`. */
export async function hadPage(checkout: Checkout, who: Owner, id: string): Promise<boolean> {
  const yard = yardOf(checkout);
  const { store } = yard;
  const key = cartKey(who.tenant, id);
  const page = chooserKey(key);
  const [{ attempts }, chooser] = await Promise.all([
    recordOf(store, key, who),
    store.get(page.space, page.key),
  ]);
  if (chooser !== null) return true;
  const onPage = await Promise.all(attempts.map((attempt) => isOnPage(yard, who.tenant, attempt)));
  return onPage.includes(true);
}

async function recordOf(store: Pick<Store, 'get'>, { key }: Key, who: Owner): Promise<CartRecord> {
  const record = await store.get<CartRecord>('cart', key);
  if (record?.cart.principal === who.principal) return record;
  throw new RailError('cart_not_found', 'There is no such cart.');
}
