import type { JsonObject, Owner } from '@railyard/core';
import { reportOrder } from '@railyard/core/operator';
import { readStanding } from '@railyard/core/order';
import type { Surface } from './surface.ts';

/** A purchase of which nobody can say yet whether it was made. */
export interface OpenPurchase {
  readonly cart: string;
  /** Whether somebody has to find out what came of it. Until then nothing is known to change by itself. */
  readonly isCase: boolean;
  /** The products in it. */
  readonly products: ReadonlySet<string>;
  /** The same as programs are told. */
  readonly told: JsonObject;
}

type Records = Pick<Surface, 'checkout' | 'store'>;

/** The purchase that a cart may have become; null where that is certain. */
export async function openPurchaseOf(
  { checkout, store }: Records,
  who: Owner,
  cart: string,
): Promise<OpenPurchase | null> {
  const { state } = await readStanding(checkout, who, cart);
  if (state === 'paid') return null;
  const report = await reportOrder(store, who.tenant, cart);
  const attempt = report?.attempts.at(-1);
  if (!report || !attempt) return null;
  const isCase = attempt.openCase !== null;
  if (state === 'open' && !isCase) return null;
  const { lines, total } = report.purchase;
  return {
    cart,
    isCase,
    products: new Set(lines.map(({ variant }) => variant)),
    told: {
      order_id: attempt.reference,
      items: lines.map(({ variant, title, quantity }) => ({ product_id: variant, title, quantity })),
      total_cents: total.amount,
      currency: total.currency,
      since: new Date(attempt.createdAt).toISOString(),
    },
  };
}

/** The purchases that these carts may have become. */
export async function openPurchasesOf(
  records: Records,
  who: Owner,
  carts: readonly string[],
): Promise<readonly OpenPurchase[]> {
  const found = await Promise.all(carts.map((cart) => openPurchaseOf(records, who, cart)));
  return found.flatMap((one) => one ?? []);
}
