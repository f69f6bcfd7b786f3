import {
  type Checkout,
  type CheckoutEvent,
  isRailError,
  type Purchase,
  RailError,
  type Store,
} from '@railyard/core';
import { type OrderReport, refundOrder, reportOrder } from '@railyard/core/operator';
import type { Goods, Inventory } from '../inventory.ts';
import { HELD_FOR } from '../inventory.ts';
import type { CartName } from './records.ts';

/** The refund of an order whose goods were gone. */
const REFUND = { key: 'out_of_stock', reason: 'Out of stock.' } as const;

/** Sets the goods of a purchase aside before anybody pays it. Throws `purchase_not_accepted` where there is too little. */
export async function holdGoods(
  inventory: Inventory,
  tenant: string,
  purchase: Purchase,
  now: number,
): Promise<void> {
  const short = await inventory.reserve(goodsOf(tenant, purchase), now + HELD_FOR).catch((cause: unknown) => {
    throw isRailError(cause) ? cause : unanswered(cause);
  });
  if (short.length > 0) throw outOfStock(short);
}

function unanswered(cause: unknown): RailError {
  return new RailError('upstream_unavailable', 'The goods could not be set aside, and nothing was paid.', {
    retryAfter: 2,
    cause,
  });
}

export function outOfStock(short: readonly string[]): RailError {
  return new RailError('purchase_not_accepted', 'There is not enough left of what is in the cart.', {
    details: { reason: OUT_OF_STOCK, variant_ids: [...short] },
    nextAction: 'Take it out of the cart, or put less of it in, and try again.',
  });
}

export const OUT_OF_STOCK = 'out_of_stock';

/** Where sales are recorded. */
export interface SalesBook {
  readonly checkout: Checkout;
  readonly store: Pick<Store, 'get'>;
  readonly inventory: Inventory;
}

/** Takes the goods of an order that was paid out of the stock, or gives its money back. Again: no change. */
export async function hearSale(book: SalesBook, { type, tenant, subject }: CheckoutEvent): Promise<void> {
  if (type === 'order.paid' && typeof subject.order === 'string')
    await sellOrder(book, tenant, subject.order);
}

/** The same for an order; whether its goods are the buyer's. */
export async function sellOrder(
  { checkout, store, inventory }: SalesBook,
  tenant: string,
  order: string,
): Promise<boolean> {
  const report = await reportOrder(store, tenant, order);
  if (!report?.order) return false;
  if (await inventory.sell(goodsOf(tenant, report.purchase))) return true;
  await giveBack(checkout, tenant, report);
  return false;
}

async function giveBack(checkout: Checkout, tenant: string, { id }: OrderReport): Promise<void> {
  try {
    await refundOrder(checkout, { tenant, order: id, ...REFUND });
  } catch (error) {
    // An operator was faster, and nothing of it is left.
    if (!isRailError(error) || error.code !== 'refund_exceeds_payment') throw error;
  }
}

/** Whether somebody may be paying for a cart at this moment, or has paid. */
export async function isBeingPaid(store: Pick<Store, 'get'>, { tenant, cart }: CartName): Promise<boolean> {
  const report = await reportOrder(store, tenant, cart);
  return (
    report !== null && (report.order !== null || report.attempts.some(({ state }) => UNSETTLED.has(state)))
  );
}

const UNSETTLED: ReadonlySet<string> = new Set(['created', 'submitted', 'action_required', 'pending']);

function goodsOf(tenant: string, { seller, cart, lines }: Purchase): Goods {
  return { tenant, seller, cart, lines: lines.map(({ variant, quantity }) => ({ variant, quantity })) };
}
