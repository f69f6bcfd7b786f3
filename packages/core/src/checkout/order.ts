import { cartNamedBy, freeze, orderIdOf } from '../cart.ts';
import { chooserFor, type OpenChooser } from '../chooser/current.ts';
import { RailError } from '../errors.ts';
import { type OpenPage, pageOf } from '../outcome.ts';
import type { Purchase } from '../purchase.ts';
import {
  type Attempt,
  type CartRecord,
  isOpen,
  isUnsettled,
  type Order,
  type ReferenceRecord,
} from '../record.ts';
import { type Checkout, yardOf } from './create.ts';
import { cartKey, referenceKey } from './keys.ts';
import { type Look, look } from './look.ts';
import { principalOf } from './request.ts';
import type { Owner, Yard } from './yard.ts';

/** Where the payment of one cart version stands, whether or not it has become an order. */
export interface OrderView {
  readonly id: string;
  readonly cart: string;
  /**
   * `unpaid`: nothing is under way and nothing was taken. `action_required`: a page waits for the buyer, be it a
   * provider's or the chooser. `pending`: not certain yet. `refund_due`, `refunded`: taken without making an order. An
   * order stays `paid`, also when it was given back.
   */
  readonly status: 'unpaid' | 'action_required' | 'pending' | 'paid' | 'referred' | 'refund_due' | 'refunded';
  readonly purchase: Purchase;
  /** The rail of the order, else of the latest attempt; null when nothing was tried. */
  readonly rail: string | null;
  readonly order: Order | null;
  /** The order that the cart was paid as instead, after or before a change; null for none. */
  readonly paidAs: string | null;
  /** The provider's page that is open. */
  readonly page: OpenPage | null;
  /**
   * The page where the buyer can choose how to pay, as long as nothing is paid; null for who asks by the id of another
   * page.
   */
  readonly chooser: OpenChooser | null;
}

type Standing = Omit<OrderView, 'chooser'>;

/**
 * Reads an order by its id, which exists from the first attempt or page on, or by the id of such a page. Asks
 * the provider about whatever is not settled.
 */
export async function readOrder(checkout: Checkout, who: Owner, named: string): Promise<OrderView> {
  const yard = yardOf(checkout);
  const reference = await referenceKey(yard.runtime, named);
  const found = await yard.store.get<ReferenceRecord>(reference.space, reference.key);
  const page = found?.tenant === who.tenant ? found : null;
  const id = page?.order ?? named;
  const key = cartKey(who.tenant, cartNamedBy(id) ?? '-');
  const record = await yard.store.get<CartRecord>('cart', key.key);
  const attempt = record && latest(record, id);
  if (record?.cart.principal === who.principal && !attempt) {
    const view = await withChooser(yard, record, { ...untried(record, id, page?.purchase), named });
    if (id !== named || view.chooser) return view;
  }
  if (!record || !attempt || attempt.principal !== (await principalOf(yard, who))) {
    throw new RailError('not_found', `There is no order "${named}".`, { details: { missing: 'order' } });
  }
  const unsettled = record.attempts.filter((one) => one.purchase.order === id && isUnsettled(one));
  const looks = await Promise.all(unsettled.map((one) => look(yard, key, one.id)));
  const known = looks.every((seen) => seen === 'sure') ? 'sure' : 'unsure';
  const after = (looks.length > 0 && (await yard.store.get<CartRecord>('cart', key.key))) || record;
  return withChooser(yard, after, { ...viewOf(after, latest(after, id) ?? attempt, known), named });
}

/** With the chooser of what nobody pays at this moment: it waits for the buyer. */
async function withChooser(
  { store, runtime }: Yard,
  record: CartRecord,
  { named, ...view }: Standing & { readonly named: string },
): Promise<OrderView> {
  const { status, id } = view;
  const { tenant, id: cart, version } = record.cart;
  const isWanted = status === 'unpaid' || status === 'action_required';
  const found =
    isWanted && id === orderIdOf(cart, version)
      ? await chooserFor({ store, now: runtime.now() }, cartKey(tenant, cart), { record, version })
      : null;
  // Who asks by the id of a provider's page is told of that page.
  const chooser = named === id || named === found?.id ? found : null;
  return { ...view, status: chooser ? 'action_required' : status, chooser };
}

/** A chooser on which nobody has chosen yet. */
function untried(record: CartRecord, id: string, purchase = freeze(record.cart, null)): Standing {
  const { cart } = record;
  const paidAs = paidAsOther(record, id);
  return { id, cart: cart.id, status: 'unpaid', purchase, rail: null, order: null, paidAs, page: null };
}

/** The order that a cart has become; null where it is this one, or none. */
function paidAsOther({ order }: CartRecord, id: string): string | null {
  return order && order.id !== id ? order.id : null;
}

function latest({ attempts, order }: CartRecord, id: string): Attempt | null {
  const tried = attempts.filter(({ purchase }) => purchase.order === id);
  return tried.find((attempt) => attempt.id === order?.attempt) ?? tried.at(-1) ?? null;
}

function viewOf(record: CartRecord, attempt: Attempt, known: Look): Standing {
  const id = attempt.purchase.order;
  const order = record.order?.id === id ? record.order : null;
  const status = order ? 'paid' : statusOf(record, attempt, known);
  return {
    id,
    cart: record.cart.id,
    status,
    purchase: attempt.purchase,
    rail: order?.rail ?? attempt.rail,
    order,
    paidAs: paidAsOther(record, id),
    page: status === 'action_required' ? pageOf(attempt) : null,
  };
}

/** Where a payment stands that has not made an order: by its latest attempt, and by what earlier ones took. */
function statusOf({ attempts, refunds }: CartRecord, attempt: Attempt, known: Look): OrderView['status'] {
  if (attempt.state === 'referred') return 'referred';
  const isShown = attempt.state === 'action_required' && attempt.doubtSince === null;
  if (isShown && known === 'sure') return 'action_required';
  if (isOpen(attempt) || known === 'unsure') return 'pending';
  const same = attempts.filter(({ purchase }) => purchase.order === attempt.purchase.order);
  const owed = refunds.filter((refund) => same.some(({ id }) => id === refund.attempt));
  if (owed.length === 0) return 'unpaid';
  return owed.every(({ state }) => state === 'refunded') ? 'refunded' : 'refund_due';
}
