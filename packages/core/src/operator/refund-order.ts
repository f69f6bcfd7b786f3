import { afterSale } from '../after-sale.ts';
import { cartNamedBy } from '../cart.ts';
import { cartRow, recordIn } from '../checkout/commit.ts';
import { type Checkout, yardOf } from '../checkout/create.ts';
import { type CartKey, cartKey } from '../checkout/keys.ts';
import { updateCart } from '../checkout/update.ts';
import { RailError } from '../errors.ts';
import { missing } from '../missing.ts';
import { isSameMoney, type Money, money } from '../money.ts';
import type { Runtime } from '../ports.ts';
import { type CartRecord, isBusy, type Order, type Refund } from '../record.ts';
import { leftToRefund, newRefund } from '../refunds.ts';
import type { Store } from '../store.ts';
import { refund } from './refund.ts';

/** Money to give back for an order. */
export interface RefundCall {
  readonly tenant: string;
  readonly order: string;
  /** Names the refund: the same key again is the same refund, however often it is asked for. */
  readonly key: string;
  /** A part of what was paid; all that is left of it when absent. */
  readonly amount?: Money;
  /** A few words that reach the provider. */
  readonly reason: string;
}

/**
 * Where a refund stands. `pending`: asked for, and tried until the provider has decided or a case is open. `failed`:
 * nothing went back, and its amount can be asked for again.
 */
export interface RefundView {
  readonly id: string;
  readonly amount: Money;
  readonly state: 'pending' | 'refunded' | 'failed';
  /** The provider's id, once an answer brought one. */
  readonly reference: string | null;
  /** Why a person has to look at it; null when none has to. */
  readonly openCase: string | null;
}

/** Where refunds are recorded, and how their ids are made: a checkout's own store and runtime. */
export interface RefundBook {
  readonly store: Store;
  readonly runtime: Pick<Runtime, 'hash'>;
}

/**
 * Gives back what was paid for an order, or a part of it. It is stored before the provider is asked, and `reconcile`
 * goes on with it. Throws `not_found`, `refund_in_progress` while another one of the order is open,
 * `refund_exceeds_payment`, `cart_locked` while the order's handler runs, and `idempotency_conflict`.
 */
export async function refundOrder(checkout: Checkout, call: RefundCall): Promise<RefundView> {
  const yard = yardOf(checkout);
  const cart = cartOf(call);
  const { id, state } = await request(yard, cart, call);
  if (state === 'due') await refund(yard, cart, id);
  const record = await yard.store.get<CartRecord>('cart', cart.key);
  return viewOf(record?.refunds.find((one) => one.id === id) ?? missing(`refund "${id}"`));
}

/**
 * The same for a process without rails: it is stored alone, and the `reconcile` of a process that has them asks the
 * provider. The same call of either is the same refund.
 */
export async function requestRefund(book: RefundBook, call: RefundCall): Promise<RefundView> {
  return viewOf(await request(book, cartOf(call), call));
}

function cartOf({ tenant, order }: RefundCall): CartKey {
  return cartKey(tenant, cartNamedBy(order) ?? '-');
}

async function request(book: RefundBook, cart: CartKey, call: RefundCall): Promise<Refund> {
  const id = `refund_${await book.runtime.hash(`refund:${call.order}:${call.key}`)}`;
  return updateCart(book, [cart], (rows, now) => {
    const record = rows[0] ? recordIn(rows[0]) : null;
    if (record?.order?.id !== call.order)
      throw new RailError('not_found', `There is no order "${call.order}".`);
    const known = record.refunds.find((one) => one.id === id);
    if (known) return { rows: [], result: checkSame(known, call) };

    const asked = {
      id,
      attempt: record.order.attempt,
      amount: amountOf(record, record.order, call),
      reason: call.reason,
    };
    if (isBusy({ busyUntil: record.fulfilment?.busyUntil ?? null }, now)) throw beingAnswered();
    const owed = newRefund(asked, now);
    const after = afterSale(record, { type: 'refund_requested', refund: owed }, now);
    return { rows: [cartRow(after)], result: owed };
  });
}

function amountOf(record: CartRecord, { attempt, total }: Order, { amount }: RefundCall): Money {
  const open = record.refunds.some((one) => one.attempt === attempt && one.due !== null);
  if (open)
    throw new RailError('refund_in_progress', 'Another refund of this order has not ended yet.', {
      retryAfter: 5,
    });
  const left = leftToRefund(record, attempt);
  const asked = amount ? money(amount.amount, amount.currency) : { ...total, amount: left };
  if (asked.currency === total.currency && asked.amount > 0 && asked.amount <= left) return asked;
  throw new RailError(
    'refund_exceeds_payment',
    `Of this order ${left} ${total.currency} can be given back.`,
    {
      details: { refundable: left, currency: total.currency },
    },
  );
}

function checkSame(known: Refund, { amount }: RefundCall): Refund {
  if (!amount || isSameMoney(amount, known.amount)) return known;
  throw new RailError('idempotency_conflict', 'The key was used for a refund of another amount.');
}

function beingAnswered(): RailError {
  return new RailError('cart_locked', 'The order is being answered at this moment.', { retryAfter: 5 });
}

/** A refund as an operator sees it. */
export function viewOf({ id, amount, state, reference, openCase }: Refund): RefundView {
  const open = state === 'due' || state === 'submitted';
  return { id, amount, state: open ? 'pending' : state, reference, openCase };
}
