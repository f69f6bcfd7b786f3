import type { CheckoutEvent, Mode, Store } from '@railyard/core';

/** The rails that have taken a real payment here. */
export interface Activations {
  has(rail: string): Promise<boolean>;
  /** Takes note of the first order that was paid on a rail. Again: no change. */
  hear(event: CheckoutEvent): Promise<void>;
}

/** The store's space for them. */
export const ACTIVATION_SPACE = 'activation';

/** Activations in a space of the store. Test money activates nothing. */
export function storedActivations(store: Store, mode: Mode): Activations {
  return {
    has: async (rail) => mode === 'live' && (await store.get(ACTIVATION_SPACE, rail)) !== null,
    async hear({ type, tenant, at, subject: { rail } }) {
      if (mode !== 'live' || type !== 'order.paid' || typeof rail !== 'string') return;
      await store.update([{ space: ACTIVATION_SPACE, key: rail }], ([known]) => ({
        rows: known ? [] : [{ value: { at }, tenant, state: 'live', due: null }],
        result: null,
      }));
    },
  };
}
