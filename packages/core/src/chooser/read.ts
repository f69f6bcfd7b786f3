import { contextOf, paymentOf } from '../checkout/context.ts';
import { type Checkout, yardOf } from '../checkout/create.ts';
import { type CartKey, cartKey, referenceKey } from '../checkout/keys.ts';
import { look } from '../checkout/look.ts';
import { isOnPage, mountOf } from '../checkout/mounts.ts';
import { within } from '../checkout/within.ts';
import type { Yard } from '../checkout/yard.ts';
import type { Purchase } from '../purchase.ts';
import type { Settlement } from '../rail.ts';
import { type Attempt, type CartRecord, isUnsettled, type ReferenceRecord } from '../record.ts';
import { type ChooserRecord, chooserKey } from './record.ts';
import { type Chosen, type PaymentView, viewOfAttempt, viewOfChooser, viewOfReplaced } from './view.ts';

/** Where an attempt is kept. A buyer knows its id from the page they were sent to; so do the platform and its provider. */
export interface AttemptPlace {
  readonly tenant: string;
  readonly cart: string;
  readonly attempt: string;
}

/** A chooser by its id. */
interface Found {
  /** Null when another has taken its place. */
  readonly chooser: ChooserRecord | null;
  readonly record: CartRecord;
  /** What it is for; absent when nothing was kept of that. */
  readonly purchase: Purchase | undefined;
}

/**
 * What the buyer sees on this chooser; null when there is none, or another has taken its place and the cart is not paid.
 * Asks nobody.
 */
export async function readChooser(checkout: Checkout, id: string): Promise<PaymentView | null> {
  const yard = yardOf(checkout);
  const found = await findChooser(yard, id);
  if (!found) return null;
  const { chooser, record, purchase } = found;
  const now = yard.runtime.now();
  if (chooser) return viewOfChooser({ chooser, record, purchase }, now);
  return record.order && purchase ? viewOfReplaced(record, purchase, now) : null;
}

/** What the buyer sees who comes back from a provider's page; null when nobody was sent to one. Asks nobody. */
export async function readReturn(checkout: Checkout, place: AttemptPlace): Promise<PaymentView | null> {
  const yard = yardOf(checkout);
  const cart = cartKey(place.tenant, place.cart);
  const record = await yard.store.get<CartRecord>('cart', cart.key);
  const attempt = record?.attempts.find(({ id }) => id === place.attempt);
  if (!record || !attempt || !(await isOnPage(yard, place.tenant, attempt))) return null;
  const { space, key } = chooserKey(cart);
  const chooser = await yard.store.get<ChooserRecord>(space, key);
  return viewOfAttempt(record, attempt, chooser, yard.runtime.now());
}

/**
 * Asks the providers about whatever is not settled of the cart that a view is of. A page that nobody has paid stays as
 * it is, in nobody's hands: whoever looks, often and unknown, is in nobody's way.
 */
export async function lookAgain(checkout: Checkout, { tenant, purchase }: PaymentView): Promise<void> {
  const yard = yardOf(checkout);
  const cart = cartKey(tenant, purchase.cart);
  const record = await yard.store.get<CartRecord>('cart', cart.key);
  const unsettled = record?.attempts.filter(isUnsettled) ?? [];
  await Promise.all(
    unsettled.map(async (attempt) => {
      if (!(await isStillOpen(yard, cart, tenant, attempt))) await look(yard, cart, attempt.id);
    }),
  );
}

/** Whether its provider says of an open page that it is open still. */
async function isStillOpen(yard: Yard, cart: CartKey, tenant: string, attempt: Attempt): Promise<boolean> {
  if (attempt.state !== 'action_required' || attempt.doubtSince !== null) return false;
  const answer = await within<Settlement | undefined>(yard, async (signal) => {
    const mount = await mountOf(yard, tenant, attempt);
    const context = contextOf(yard, cart, attempt, { tenant, signal: signal() });
    return mount?.rail.status(paymentOf(attempt), context);
  });
  return answer?.state === 'action_required';
}

/** The chooser with this id, and the cart that it is for; null when there is none, or another has taken its place. */
export async function chosenBy(yard: Yard, id: string): Promise<Chosen | null> {
  const found = await findChooser(yard, id);
  return found?.chooser ? { ...found, chooser: found.chooser } : null;
}

async function findChooser({ store, runtime }: Yard, id: string): Promise<Found | null> {
  const reference = await referenceKey(runtime, id);
  const named = await store.get<ReferenceRecord>(reference.space, reference.key);
  if (!named) return null;
  const cart = cartKey(named.tenant, named.cart);
  const { space, key } = chooserKey(cart);
  const [chooser, record] = await Promise.all([
    store.get<ChooserRecord>(space, key),
    store.get<CartRecord>(cart.space, cart.key),
  ]);
  return record && { chooser: chooser?.id === id ? chooser : null, record, purchase: named.purchase };
}
