import { type Checkout, yardOf } from '../checkout/create.ts';
import { cartKey, referenceKey } from '../checkout/keys.ts';
import { look } from '../checkout/look.ts';
import type { Yard } from '../checkout/yard.ts';
import { type CartRecord, isUnsettled, type ReferenceRecord } from '../record.ts';
import { type ChooserRecord, chooserKey } from './record.ts';
import { type PaymentView, viewOfAttempt, viewOfChooser } from './view.ts';

/** Where an attempt is kept. Its id is known to whoever was sent to its page, and to nobody else. */
export interface AttemptPlace {
  readonly tenant: string;
  readonly cart: string;
  readonly attempt: string;
}

/** A chooser and the cart that it is for. */
export interface Chosen {
  readonly chooser: ChooserRecord;
  readonly record: CartRecord;
}

/** What the buyer sees on this chooser; null when there is none, or another has taken its place. Asks nobody. */
export async function readChooser(checkout: Checkout, id: string): Promise<PaymentView | null> {
  const yard = yardOf(checkout);
  const found = await chosenBy(yard, id);
  return found && viewOfChooser(found.record, found.chooser, yard.runtime.now());
}

/** What the buyer sees who comes back from a provider's page; null when nobody was sent to one. Asks nobody. */
export async function readPayment(checkout: Checkout, place: AttemptPlace): Promise<PaymentView | null> {
  const yard = yardOf(checkout);
  const cart = cartKey(place.tenant, place.cart);
  const record = await yard.store.get<CartRecord>('cart', cart.key);
  const attempt = record?.attempts.find(({ id }) => id === place.attempt);
  if (!record || !attempt) return null;
  const { space, key } = chooserKey(cart);
  const chooser = await yard.store.get<ChooserRecord>(space, key);
  return viewOfAttempt(record, attempt, chooser, yard.runtime.now());
}

/** Asks the providers about whatever is not settled of the cart that a view is of. */
export async function lookAgain(checkout: Checkout, { tenant, purchase }: PaymentView): Promise<void> {
  const yard = yardOf(checkout);
  const cart = cartKey(tenant, purchase.cart);
  const record = await yard.store.get<CartRecord>('cart', cart.key);
  const unsettled = record?.attempts.filter(isUnsettled) ?? [];
  await Promise.all(unsettled.map(({ id }) => look(yard, cart, id)));
}

export async function chosenBy({ store, runtime }: Yard, id: string): Promise<Chosen | null> {
  const reference = await referenceKey(runtime, id);
  const named = await store.get<ReferenceRecord>(reference.space, reference.key);
  if (!named) return null;
  const cart = cartKey(named.tenant, named.cart);
  const { space, key } = chooserKey(cart);
  const [chooser, record] = await Promise.all([
    store.get<ChooserRecord>(space, key),
    store.get<CartRecord>(cart.space, cart.key),
  ]);
  return chooser?.id === id && record ? { chooser, record } : null;
}
