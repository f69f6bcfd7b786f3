import { RailError } from '../errors.ts';
import type { Outcome } from '../outcome.ts';
import { answering } from './answering.ts';
import { readOnly } from './mounts.ts';
import { pay } from './pay.ts';
import type { PayCall } from './paying.ts';
import type { CheckoutOptions, Timeouts, Yard } from './yard.ts';

/** The checkout of a platform: payments on every mounted rail, and the orders that they make. */
export interface Checkout {
  /** Pays for a cart with the credential of the call, opens a page for a person, or says how to pay. */
  pay(call: PayCall): Promise<Outcome>;
  /**
   * Resolves when no payment, refund or handler is in this process's hands. Before the process ends: let calls be
   * answered, then wait for it.
   */
  idle(): Promise<void>;
}

const TIMEOUTS: Timeouts = { rail: 30_000, copy: 20_000 };

/** Throws `configuration` when live payments would rest on a store that forgets. */
export function createCheckout(options: CheckoutOptions): Checkout {
  if (options.mode === 'live' && options.store.durability === 'volatile' && !options.allowVolatileStore) {
    throw new RailError('configuration', 'In live mode, use a store that is durable.');
  }
  const yard: Yard = {
    ...options,
    store: answering(options.store),
    timeouts: { ...TIMEOUTS, ...options.timeouts },
    running: new Set(),
  };

  const checkout: Checkout = {
    pay: async (call) => pay(yard, { ...call, request: readOnly(call.request) }),
    async idle() {
      while (yard.running.size > 0) await Promise.allSettled([...yard.running].map(({ work }) => work));
    },
  };
  yards.set(checkout, yard);
  return checkout;
}

const yards = new WeakMap<Checkout, Yard>();

/** What a checkout works with, for what is built upon it: the operator's side, and guards. */
export function yardOf(checkout: Checkout): Yard {
  const yard = yards.get(checkout);
  if (yard) return yard;
  throw new RailError('configuration', 'Another copy of core made that checkout.');
}
