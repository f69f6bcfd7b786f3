import type { Store } from '@railyard/core';
import type { MerchantAccount } from './merchant.ts';
import { MERCHANT_SPACE } from './space.ts';

/** What a purchase itself does not say of an order at a merchant. */
export interface Agreement {
  /** When it is to be there, in ISO 8601; null for as soon as possible. */
  readonly deliverAt: string | null;
  /** In whose name it is bought. */
  readonly account: MerchantAccount;
}

/** What was agreed on about orders, by their ids, each of which names one version of one cart. */
export interface Agreements {
  /** Null where nothing was. */
  about(tenant: string, order: string): Promise<Agreement | null>;
  /** To be awaited before the order is paid. False where something else was agreed on already, which stays. */
  fix(tenant: string, order: string, agreement: Agreement): Promise<boolean>;
}

/** How long it is kept. An order is placed within a day of being paid for, and may be approved a day before. */
const KEPT = 90 * 86_400_000;

export function agreementsIn(store: Store): Agreements {
  return {
    about: (tenant, order) => store.get<Agreement>(MERCHANT_SPACE, keyOf(tenant, order)),
    fix: (tenant, order, value) =>
      store.update([{ space: MERCHANT_SPACE, key: keyOf(tenant, order) }], ([row], now) => {
        if (row) return { rows: [], result: isSame(row.value as Agreement, value) };
        return { rows: [{ value, tenant, state: 'agreed', due: now + KEPT }], result: true };
      }),
  };
}

/** Whether an order would be there at the same time, and bought in the same name. */
export function isSame(one: Agreement, other: Agreement): boolean {
  return one.deliverAt === other.deliverAt && one.account.customer === other.account.customer;
}

function keyOf(tenant: string, order: string): string {
  return `agreement:${tenant}:${order}`;
}
