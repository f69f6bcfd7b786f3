import type { JsonObject, Owner } from '@railyard/core';
import { reportOrder } from '@railyard/core/operator';
import { readStanding } from '@railyard/core/order';
import { orderTotal } from '../../order-total.ts';
import { orderIdAt } from './answer.ts';
import type { Surface } from './surface.ts';

/** A purchase that was made, or may have been. */
export interface EarlierPurchase {
  readonly cart: string;
  /** `in_doubt`: somebody has to find out what came of it. Until then nothing is known to change by itself. */
  readonly status: 'bought' | 'being_paid' | 'in_doubt';
  readonly products: ReadonlySet<string>;
  /** The same as programs are told. */
  readonly told: JsonObject;
}

type Records = Pick<Surface, 'checkout' | 'store'>;

/** The purchase that a cart has become, or may have; null where it is certain that it has not. */
export async function purchaseOf(
  { checkout, store }: Records,
  who: Owner,
  cart: string,
): Promise<EarlierPurchase | null> {
  const { state } = await readStanding(checkout, who, cart);
  const report = await reportOrder(store, who.tenant, cart);
  const attempt = report?.attempts.at(-1);
  if (!report || !attempt) return null;
  if (state === 'open' && attempt.openCase === null) return null;
  const { order, purchase } = report;
  const doubt = attempt.openCase === null ? 'being_paid' : 'in_doubt';
  const status = order ? 'bought' : doubt;
  const { lines } = purchase;
  const total = orderTotal(report);
  return {
    cart,
    status,
    products: new Set(lines.map(({ variant }) => variant)),
    told: {
      status,
      order_id: order ? orderIdAt(order) : attempt.reference,
      items: lines.map(({ variant, title, quantity }) => ({ product_id: variant, title, quantity })),
      total_cents: total.amount,
      currency: total.currency,
      since: new Date(attempt.createdAt).toISOString(),
    },
  };
}

/** The purchases that these carts have become, or may have. */
export async function purchasesOf(
  records: Records,
  who: Owner,
  carts: readonly string[],
): Promise<readonly EarlierPurchase[]> {
  const found = await Promise.all(carts.map((cart) => purchaseOf(records, who, cart)));
  return found.flatMap((one) => one ?? []);
}
