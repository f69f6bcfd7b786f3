import type { WebhookFault } from '../faults/kinds.ts';
import { createQueue, type Queue } from '../faults/queue.ts';

/** A provider can run for days. */
const CALLS_KEPT = 10_000;

type Changing<T> = { -readonly [K in keyof T]: T[K] };

/** What a provider was told to do wrong, and what it was asked meanwhile. */
export interface Told<Order, Asked> {
  readonly orders: Queue<Order>;
  readonly webhooks: Queue<WebhookFault>;
  calls(): readonly Asked[];
  /** Records a call; what becomes of it is written into the record. */
  record(call: Asked): Changing<Asked>;
  /** Forgets all of it. */
  clear(): void;
}

export function createTold<Order extends { readonly times?: number }, Asked>(): Told<Order, Asked> {
  const orders = createQueue<Order>();
  const webhooks = createQueue<WebhookFault>();
  let calls: Asked[] = [];

  return {
    orders,
    webhooks,
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
      calls = [];
    },
  };
}
