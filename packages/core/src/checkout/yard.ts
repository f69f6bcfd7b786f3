import type { PlatformLimits } from '../limits.ts';
import type { Awaitable, Runtime } from '../ports.ts';
import type { Purchase } from '../purchase.ts';
import type { Mode, PaymentRail } from '../rail.ts';
import type { CheckoutEvent } from '../record.ts';
import type { SpendGate } from '../spend/gate.ts';
import type { Store } from '../store.ts';

/** A rail at work for a seller, under one account at the provider. */
export interface Mount {
  readonly rail: PaymentRail;
  /** The provider's account. An attempt and its refunds keep it: one that is replaced stays mounted, inactive. */
  readonly account: string;
  /** An inactive rail is detected and listed and finishes what it began, but starts nothing. */
  readonly active: boolean;
}

export interface CheckoutOptions {
  readonly store: Store;
  readonly runtime: Runtime;
  readonly mode: Mode;
  /**
   * A lasting name of this installation, unique among those that share an account at a provider. With it a webhook about
   * a payment of ours that no record knows is refused until somebody has looked; without it that is passed over.
   */
  readonly deployment?: string;
  /** The rails of a tenant's seller. The same array again spares checking it again. */
  rails(seller: string, tenant: string): Awaitable<readonly Mount[]>;
  limits(): Awaitable<PlatformLimits>;
  /** The platform's own conditions for a purchase, such as delivery coverage: throws a `RailError` to refuse it. */
  admit?(purchase: Purchase, buyer: Owner): Awaitable<void>;
  /** Decides what principals may spend, and keeps count: `createSpendGate` of `./spend`. Left out: all they like. */
  readonly spend?: SpendGate;
  /**
   * Gets every event at least once, under its id; until it resolves the event is kept. Left out: events are dropped.
   */
  deliver?(event: CheckoutEvent): Promise<void>;
  /**
   * Gets every error that no caller is told of, for the log. A provider's words may stand in it: log them with care.
   */
  report?(error: unknown): void;
  /** What rails send through. */
  readonly fetch: typeof fetch;
  readonly timeouts?: Partial<Timeouts>;
  /** Live mode on a store that loses records with the process. */
  readonly allowVolatileStore?: true;
}

/** Whose a cart is: a tenant of the platform, and the principal who calls. */
export interface Owner {
  readonly tenant: string;
  /** A lasting id such as an API key's; never the key itself. */
  readonly principal: string;
}

/** In milliseconds. */
export interface Timeouts {
  /**
   * How long a call of a rail, of `deliver` or of a guarded handler may take before its outcome counts as unknown:
   * 30,000.
   */
  readonly rail: number;
  /** How long a copy of a running request waits for its answer: 20,000. */
  readonly copy: number;
}

/** What every part of the engine works with. */
export interface Yard extends CheckoutOptions {
  readonly timeouts: Timeouts;
  readonly running: Set<Running>;
}

/** What this process is at: `id` is that of the attempt or the refund, or the cart's key while a handler runs. */
export interface Running {
  readonly id: string;
  readonly work: Promise<unknown>;
}
