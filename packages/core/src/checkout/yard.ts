import type { PlatformLimits } from '../limits.ts';
import type { Awaitable, Platform } from '../ports.ts';
import type { Purchase } from '../purchase.ts';
import type { Mode, PaymentRail } from '../rail.ts';
import type { CartRecord, CheckoutEvent } from '../record.ts';
import type { Store } from '../store.ts';

/** A rail at work for a seller, under one account at the provider. */
export interface Mount {
  readonly rail: PaymentRail;
  /** The provider's account. An attempt keeps it: an account that is replaced stays mounted, inactive. */
  readonly account: string;
  /** An inactive rail is detected and listed and finishes what it began, but starts nothing. */
  readonly active: boolean;
}

export interface CheckoutOptions {
  readonly store: Store;
  readonly platform: Platform;
  readonly mode: Mode;
  /** The rails of a seller. The same array again spares checking it again. */
  rails(seller: string): Awaitable<readonly Mount[]>;
  limits(): Awaitable<PlatformLimits>;
  /** The platform's own conditions for a purchase, such as delivery coverage: throws a `RailError` to refuse it. */
  admit?(purchase: Purchase): Awaitable<void>;
  /** Gets every event at least once, under its id. Until it resolves the event is kept. */
  deliver?(event: CheckoutEvent): Promise<void>;
  /** What rails send through. */
  readonly fetch: typeof fetch;
  readonly timeouts?: Partial<Timeouts>;
  /** Live mode on a store that loses records with the process. */
  readonly allowVolatileStore?: true;
}

/** In milliseconds. */
export interface Timeouts {
  /** How long one call of a rail may take before its outcome counts as unknown. */
  readonly rail: number;
  /** How long a copy of a running request waits for its answer. */
  readonly copy: number;
}

/** What every part of the engine works with. */
export interface Yard extends CheckoutOptions {
  readonly timeouts: Timeouts;
  /** Attempts that this process is carrying, so that copies of a request can wait for them. */
  readonly running: Map<string, Promise<CartRecord>>;
}
