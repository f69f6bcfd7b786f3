import type { Purchase, Store } from '@railyard/core';
import { MERCHANT_SPACE } from './space.ts';

/** When an order is wanted, by its id, which names one version of one cart. */
export interface Deliveries {
  /** ISO 8601, or null for as soon as possible; undefined where nobody has said. */
  at(tenant: string, order: Purchase['order']): Promise<string | null | undefined>;
  /** To be awaited before the order is paid. */
  want(tenant: string, order: Purchase['order'], deliverAt: string | null): Promise<void>;
}

/** How long it is kept. An order is placed within a day of being paid for, and may be approved a day before. */
const KEPT = 90 * 86_400_000;

interface Wanted {
  readonly deliverAt: string | null;
}

export function deliveriesIn(store: Store): Deliveries {
  return {
    at: async (tenant, order) => (await store.get<Wanted>(MERCHANT_SPACE, keyOf(tenant, order)))?.deliverAt,
    async want(tenant, order, deliverAt) {
      await store.update([{ space: MERCHANT_SPACE, key: keyOf(tenant, order) }], (_, now) => {
        const value: Wanted = { deliverAt };
        return { rows: [{ value, tenant, state: 'wanted', due: now + KEPT }], result: null };
      });
    },
  };
}

function keyOf(tenant: string, order: string): string {
  return `delivery:${tenant}:${order}`;
}
