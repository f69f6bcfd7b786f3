import type { Store } from '@railyard/core';
import { MERCHANT_SPACE } from './space.ts';

/** When orders are wanted, by their ids, each of which names one version of one cart. */
export interface Deliveries {
  /** ISO 8601, or null for as soon as possible; undefined where nobody has said. */
  at(tenant: string, order: string): Promise<string | null | undefined>;
  /** To be awaited before the order is paid. False where it is wanted at another time already, which stays. */
  want(tenant: string, order: string, deliverAt: string | null): Promise<boolean>;
}

/** How long it is kept. An order is placed within a day of being paid for, and may be approved a day before. */
const KEPT = 90 * 86_400_000;

interface Wanted {
  readonly deliverAt: string | null;
}

export function deliveriesIn(store: Store): Deliveries {
  return {
    at: async (tenant, order) => (await store.get<Wanted>(MERCHANT_SPACE, keyOf(tenant, order)))?.deliverAt,
    want: (tenant, order, deliverAt) =>
      store.update([{ space: MERCHANT_SPACE, key: keyOf(tenant, order) }], ([row], now) => {
        if (row) return { rows: [], result: (row.value as Wanted).deliverAt === deliverAt };
        const value: Wanted = { deliverAt };
        return { rows: [{ value, tenant, state: 'wanted', due: now + KEPT }], result: true };
      }),
  };
}

function keyOf(tenant: string, order: string): string {
  return `delivery:${tenant}:${order}`;
}
