import { createQueue, type Queue } from '../faults/queue.ts';
import type { AskedStripe, StripeOrder, WebhookFault } from './kinds.ts';

/** A local Stripe can run for days. */
const CALLS_KEPT = 10_000;

type Changing<T> = { -readonly [K in keyof T]: T[K] };

/** What a local Stripe was told to do wrong, and what it was asked meanwhile. */
export interface Told {
  readonly orders: Queue<StripeOrder>;
  readonly webhooks: Queue<WebhookFault>;
  lag: number;
  calls(): readonly AskedStripe[];
  /** Records a call; what becomes of it is written into the record. */
  record(call: AskedStripe): Changing<AskedStripe>;
  /** Forgets all of it. */
  clear(): void;
}

export function createTold(): Told {
  const orders = createQueue<StripeOrder>();
  const webhooks = createQueue<WebhookFault>();
  let calls: AskedStripe[] = [];

  const told: Told = {
    orders,
    webhooks,
    lag: 0,
    calls: () => calls,
    record(call) {
      const kept = { ...call };
      calls.push(kept);
      if (calls.length > CALLS_KEPT) calls.shift();
      return kept;
    },
    clear() {
      orders.clear();
      webhooks.clear();
      told.lag = 0;
      calls = [];
    },
  };
  return told;
}
