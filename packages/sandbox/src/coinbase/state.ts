import type { Seeded } from '../provider/journal.ts';
import type { Delivery } from '../provider/outbox.ts';
import type { Table } from '../provider/table.ts';
import type { Checkout, CheckoutEvent } from './objects.ts';

/** A checkout without its address, which depends on where the sandbox runs, but with that address's last part. */
export interface HeldCheckout {
  readonly link: string;
  object: Omit<Checkout, 'url'>;
}

/** An answer that is given again to whoever asks again with its key. */
export interface Reply {
  /** The call, and the checkout that it was about. */
  readonly target: string;
  readonly body: string;
  readonly status: number;
  readonly answer: string;
  readonly at: number;
}

/** All that a local Coinbase remembers. */
export interface State extends Seeded {
  readonly checkouts: Table<HeldCheckout>;
  readonly events: Table<CheckoutEvent>;
  /** Where events are sent, by the address. */
  readonly endpoints: Table<string>;
  /** By idempotency key. */
  readonly replies: Table<Reply>;
  readonly deliveries: Table<Delivery>;
}

/** The names of what can be many, and grows. */
export const TABLES = [
  'checkouts',
  'events',
  'endpoints',
  'replies',
  'deliveries',
] as const satisfies readonly (keyof State)[];
