import { readOrderId } from '../cart.ts';
import { RailError } from '../errors.ts';
import { type OpenPage, pageOf } from '../outcome.ts';
import type { Purchase } from '../purchase.ts';
import { type Attempt, type CartRecord, isBusy, isOpen, type Order } from '../record.ts';
import { cartKey } from './keys.ts';
import { look } from './look.ts';
import type { Owner, Yard } from './yard.ts';

/** Where the payment of one cart version stands, whether or not it has become an order. */
export interface OrderView {
  readonly id: string;
  readonly cart: string;
  /** `unpaid`: nothing is under way and nothing was taken. `pending`: not certain yet. `refund_due`: taken, and owed back. */
  readonly status: 'unpaid' | 'action_required' | 'pending' | 'paid' | 'referred' | 'refund_due' | 'refunded';
  readonly purchase: Purchase;
  readonly order: Order | null;
  readonly page: OpenPage | null;
}

/** Reads an order by its id, which exists from the first attempt on. Asks the provider when the payment is not settled. */
export async function readOrder(yard: Yard, who: Owner, id: string): Promise<OrderView> {
  const named = readOrderId(id);
  const key = cartKey(who.tenant, named?.cart ?? '');
  const record = named && (await yard.store.get<CartRecord>('cart', key.key));
  const attempt = record && latest(record, id);
  if (!record || !attempt || record.cart.principal !== who.principal) {
    throw new RailError('not_found', `There is no order "${id}".`);
  }
  if (!isOpen(attempt) || isBusy(attempt, yard.runtime.now())) return viewOf(record, attempt);

  const seen = await look(yard, key, attempt.id);
  const after = seen?.record ?? record;
  return viewOf(after, latest(after, id) ?? attempt);
}

function latest({ attempts, order }: CartRecord, id: string): Attempt | null {
  const tried = attempts.filter(({ purchase }) => purchase.order === id);
  return tried.find((attempt) => attempt.id === order?.attempt) ?? tried.at(-1) ?? null;
}

function viewOf({ cart, order, refunds }: CartRecord, attempt: Attempt): OrderView {
  const mine = order?.id === attempt.purchase.order ? order : null;
  const view = {
    id: attempt.purchase.order,
    cart: cart.id,
    purchase: attempt.purchase,
    order: mine,
    page: pageOf(attempt),
  };
  if (mine) return { ...view, status: 'paid', page: null };
  const refund = refunds.find((one) => one.attempt === attempt.id);
  if (refund) return { ...view, status: refund.state === 'refunded' ? 'refunded' : 'refund_due', page: null };
  if (attempt.state === 'referred') return { ...view, status: 'referred', page: null };
  if (attempt.state === 'action_required') return { ...view, status: 'action_required' };
  return { ...view, status: isOpen(attempt) ? 'pending' : 'unpaid', page: null };
}
