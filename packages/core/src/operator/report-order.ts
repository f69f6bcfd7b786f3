import { cartNamedBy } from '../cart.ts';
import { cartKey } from '../checkout/keys.ts';
import type { Purchase } from '../purchase.ts';
import { type Attempt, type AttemptState, type CartRecord, type Order, stateOf } from '../record.ts';
import type { ListQuery, Store } from '../store.ts';
import { type RefundView, viewOf } from './refund-order.ts';

/** An order as it is recorded, and all that was tried to pay it. */
export interface OrderReport {
  readonly id: string;
  /** `case` when a person has to look at any of it, `paid` once it is, else the state of the last attempt. */
  readonly state: string;
  readonly purchase: Purchase;
  /** Null while it is not paid. */
  readonly order: Order | null;
  /** The oldest first; at least one. */
  readonly attempts: readonly AttemptReport[];
  /** The oldest first, also of payments that did not become the order. */
  readonly refunds: readonly RefundView[];
  /** Why a person has to look at what a handler owes the payer; null when none has to, and for a cart. */
  readonly openCase: string | null;
}

export interface AttemptReport {
  readonly rail: string;
  /** The account at the provider. */
  readonly account: string;
  readonly state: AttemptState;
  /** The provider's id, once one is known. */
  readonly reference: string | null;
  /** In milliseconds since 1970. */
  readonly createdAt: number;
  /** Since when it has been unknown whether money moved, in milliseconds since 1970; null while it is known. */
  readonly doubtSince: number | null;
  /** Why a person has to look at it; null when none has to. */
  readonly openCase: string | null;
}

export interface OrderPage {
  readonly orders: readonly OrderReport[];
  /** Pass as `after` for the next page; null on the last one. */
  readonly next: string | null;
}

type Records = Pick<Store, 'get' | 'list'>;

/**
 * Reads an order of a tenant, whoever bought it, by its id or that of its cart, whose last order it is then. Asks no
 * provider; null when nobody has tried to pay it.
 */
export async function reportOrder(
  store: Pick<Records, 'get'>,
  tenant: string,
  named: string,
): Promise<OrderReport | null> {
  const cart = cartNamedBy(named);
  const record = await store.get<CartRecord>('cart', cartKey(tenant, cart ?? named).key);
  return record && reportIn(record, cart === null ? lastOrderOf(record) : named);
}

/**
 * The last order of each cart of a tenant that somebody has tried to pay, by cart. `limit` is one of carts, so that a
 * page may hold fewer.
 */
export async function listOrders(store: Records, query: ListQuery): Promise<OrderPage> {
  const { keys, next } = await store.list('cart', query);
  const records = await Promise.all(keys.map((key) => store.get<CartRecord>('cart', key)));
  return {
    orders: records.flatMap((record) => (record && reportIn(record, lastOrderOf(record))) ?? []),
    next,
  };
}

function lastOrderOf({ order, attempts }: CartRecord): string | undefined {
  return order?.id ?? attempts.at(-1)?.purchase.order;
}

function reportIn(record: CartRecord, id: string | undefined): OrderReport | null {
  const attempts = record.attempts.filter(({ purchase }) => purchase.order === id);
  const order = record.order?.id === id ? record.order : null;
  const fulfilment = order && record.fulfilment; // it is owed for what was paid
  const shown = attempts.find((attempt) => attempt.id === order?.attempt) ?? attempts.at(-1);
  if (id === undefined || !shown) return null;
  const refunds = record.refunds.filter(({ attempt }) => attempts.some((one) => one.id === attempt));
  return {
    id,
    state: stateOf({ ...record, order, attempts, refunds, fulfilment }),
    purchase: shown.purchase,
    order,
    attempts: attempts.map(reported),
    refunds: refunds.map(viewOf),
    openCase: fulfilment?.openCase ?? null,
  };
}

function reported(attempt: Attempt): AttemptReport {
  const { rail, account, state, reference, createdAt, doubtSince, openCase } = attempt;
  return { rail, account, state, reference, createdAt, doubtSince, openCase };
}
