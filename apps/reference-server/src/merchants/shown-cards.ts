import type { Store } from '@railyard/core';
import type { Buyer } from './accounts.ts';
import { MERCHANT_SPACE } from './space.ts';

/** The last four digits of the cards that one merchant was shown, which are all that is kept of them. */
export interface ShownCards {
  /** Of those that were for a buyer, whatever became of them. */
  endings(buyer: Buyer): Promise<readonly string[]>;
  /** To be awaited before the merchant is shown the card. */
  keep(buyer: Buyer, last4: string): Promise<void>;
}

export function shownCards(store: Store, merchant: string): ShownCards {
  const keyOf = ({ tenant, principal }: Buyer): string => `cards:${tenant}:${principal}:${merchant}`;
  return {
    endings: async (buyer) => (await store.get<readonly string[]>(MERCHANT_SPACE, keyOf(buyer))) ?? [],
    async keep(buyer, last4) {
      await store.update([{ space: MERCHANT_SPACE, key: keyOf(buyer) }], ([row]) => {
        const known = (row?.value as readonly string[] | undefined) ?? [];
        if (known.includes(last4)) return { rows: [], result: null };
        const value = [...known, last4];
        return { rows: [{ value, tenant: buyer.tenant, state: 'shown', due: null }], result: null };
      });
    },
  };
}
