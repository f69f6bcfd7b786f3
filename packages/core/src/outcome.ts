import type { Cart } from './cart.ts';
import { RailError } from './errors.ts';
import type { Json, JsonObject } from './json.ts';
import { missing } from './missing.ts';
import type { Purchase } from './purchase.ts';
import type { Challenge } from './rail.ts';
import type { Attempt, Order } from './record.ts';

/** How a paying call ends, before any protocol dresses it. Whatever else happens is a `RailError`. */
export type Outcome =
  | { readonly type: 'paid'; readonly order: Order; readonly replayed: boolean }
  | ChallengeOutcome
  | {
      readonly type: 'page';
      readonly page: OpenPage;
      readonly purchase: Purchase;
      readonly replayed: boolean;
    }
  | {
      readonly type: 'referred';
      readonly rail: string;
      readonly handoff: JsonObject;
      readonly purchase: Purchase;
      readonly replayed: boolean;
    };

/** It is certain that no money moved, and here is how to pay. */
export interface ChallengeOutcome {
  readonly type: 'challenge';
  readonly purchase: Purchase;
  readonly challenges: readonly { readonly rail: string; readonly challenge: Challenge }[];
  /** Why: `payment_required`, or what was wrong with the credential that came. */
  readonly error: RailError;
  /** A page that is open meanwhile, where a person can pay instead. */
  readonly page: OpenPage | null;
}

export interface OpenPage {
  readonly rail: string;
  readonly reference: string;
  readonly url: string;
  readonly methods: readonly string[];
  /** In milliseconds since 1970. */
  readonly expiresAt: number;
}

/** How a cart edit ends. */
export interface CartOutcome {
  readonly type: 'cart';
  readonly cart: Cart;
  /** What the platform told beside the cart; left out where it told nothing. */
  readonly beside?: Json;
  readonly replayed: boolean;
}

export function pageOf({ rail, settlement }: Attempt): OpenPage | null {
  if (settlement?.state !== 'action_required') return null;
  const { reference, url, methods, expiresAt } = settlement;
  return { rail, reference, url, methods, expiresAt };
}

export function referred({ rail, settlement, purchase }: Attempt, replayed: boolean): Outcome {
  if (settlement?.state !== 'referred') return missing('hand-off');
  return { type: 'referred', rail, handoff: settlement.handoff, purchase, replayed };
}

export function unresolved({ purchase, due }: Attempt, now: number, cause?: unknown): RailError {
  const seconds = Math.ceil(((due ?? now) - now) / 1_000);
  return new RailError(
    'payment_unresolved',
    'It is not yet certain whether the payment went through. Ask again with the same key, and do not pay again.',
    { retryAfter: Math.min(Math.max(seconds, 1), 60), details: { order_id: purchase.order }, cause },
  );
}

export function declined({ rail, state, settlement }: Attempt): RailError {
  const { reason, code } = settlement?.state === 'declined' ? settlement : { reason: state, code: undefined };
  return new RailError('payment_declined', 'The payment was declined and no money moved.', {
    details: { payment_rail: rail, reason, ...(code !== undefined && { code }) },
    nextAction: 'Pay with another credential, or on another rail.',
  });
}

export function alreadyCompleted(order: Order): RailError {
  return new RailError('cart_already_completed', 'The cart is already paid.', {
    details: { order_id: order.id },
    nextAction: 'Read the order; make a new cart to buy again.',
  });
}

export function locked(): RailError {
  return new RailError('cart_locked', 'A payment of this cart is under way.', {
    retryAfter: 5,
    nextAction: 'Wait until the payment has ended, then try again.',
  });
}

export function refunded({ rail }: Attempt): RailError {
  return new RailError('payment_refunded', 'This payment was given back, or will be.', {
    details: { payment_rail: rail },
  });
}
