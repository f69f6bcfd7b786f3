import { randomBytes } from 'node:crypto';
import type { SpendPolicy } from '@railyard/core/spend';
import { readBudgets } from '@railyard/core/spend';
import { DEMO_TENANT } from '../../../src/demo-shop.ts';
import { nodeRuntime } from '../../../src/runtime.ts';
import { OPEN, readCarts } from '../records.ts';
import { LIMIT, type Market, TOTAL } from './shoppers.ts';

/** What has become of a shopper's purchase, by the records, by Stripe and by the shop. */
export interface Purchase {
  readonly name: string;
  /** Whether the records have an order; null while an attempt is open. */
  readonly isPaid: boolean | null;
  /** Cards that could still be charged. */
  readonly cards: number;
  /** Orders that the shop has, and has not given up. */
  readonly orders: number;
  /** What merchants have had of all cards, in cents. */
  readonly taken: number;
  /** What is left of the budget, beside all that is set aside. */
  readonly left: number | undefined;
}

const POLICY: SpendPolicy = {
  budgets: [{ period: 'total', timeZone: 'UTC', limit: { amount: LIMIT, currency: 'usd' } }],
};

/** The purchase of every shopper, by their names. Nobody asks the server. */
export async function readPurchases({
  folder,
  hostile,
  store,
}: Market): Promise<ReadonlyMap<string, Purchase>> {
  const { money } = await hostile.issuing.books();
  const orders = (await hostile.shop.orders()).filter(
    ({ state }) => state !== 'failed' && state !== 'canceled',
  );
  const runtime = nodeRuntime([{ id: 'one', bytes: randomBytes(32) }]);
  const purchases = readCarts(folder).map(async ({ cart, attempts, order }): Promise<Purchase> => {
    const { principal } = cart;
    const cards = money.filter(({ metadata }) => metadata.railyard_cart === cart.id);
    const keys = attempts.map(({ key }) => key);
    const who = { tenant: DEMO_TENANT, principal };
    const [budget] = await readBudgets({ store, runtime, policy: POLICY }, who);
    return {
      name: principal,
      isPaid: attempts.some(({ state }) => OPEN.has(state)) ? null : order !== null,
      cards: cards.filter(({ chargeable }) => chargeable).length,
      orders: orders.filter(({ client_key }) => keys.includes(client_key)).length,
      taken: cards.reduce((sum, { held, taken }) => sum + held + taken, 0),
      left: budget?.left,
    };
  });
  return new Map((await Promise.all(purchases)).map((one) => [one.name, one]));
}

/** What there is to a purchase that has ended: everything once, or nothing. */
export function wholeOrNothing({ name, isPaid }: Pick<Purchase, 'isPaid' | 'name'>): Purchase {
  return isPaid
    ? { name, isPaid, cards: 0, orders: 1, taken: TOTAL, left: LIMIT - TOTAL }
    : { name, isPaid: false, cards: 0, orders: 0, taken: 0, left: LIMIT };
}
