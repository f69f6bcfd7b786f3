import type { ProviderFault, Repeated } from '../faults/kinds.ts';

/** What can be asked of the local Coinbase. */
export type CoinbaseCall =
  | 'checkouts.create'
  | 'checkouts.deactivate'
  | 'checkouts.list'
  | 'checkouts.refund'
  | 'checkouts.retrieve';

/**
 * An answer of Coinbase's own, and nothing done: too many calls (429), the idempotency key in use (409), or a token that
 * is not taken (401).
 */
export interface CoinbaseTurnedAway {
  readonly fault: 'rate_limit' | 'in_use' | 'unauthorized';
}

/** What befalls the next calls of the local Coinbase. */
export type CoinbaseFault = (ProviderFault | CoinbaseTurnedAway) & Repeated;

/** A fault that is meant for one kind of call. */
export type CoinbaseOrder = CoinbaseFault & { readonly call: CoinbaseCall };

/**
 * What a buyer does at a checkout: pays it at once; pays, and the payment stays on its way until it is confirmed or
 * fails; lets it expire; or leaves. Those that are late pay what was deactivated, has expired or has failed.
 */
export type CheckoutAction =
  | 'pay'
  | 'dawdle'
  | 'confirm'
  | 'fail'
  | 'expire'
  | 'leave'
  | 'pay_late'
  | 'dawdle_late';

/** One call of the local Coinbase, as it was asked. */
export interface AskedCoinbase {
  readonly call: CoinbaseCall;
  /** The API key that the call was signed with; null when it was not let in. */
  readonly keyId: string | null;
  /** The checkout's id in the path; null when there is none. */
  readonly id: string | null;
  readonly idempotencyKey: string | null;
  /** The body as it came, or the query. */
  readonly text: string;
  /** What Coinbase answered, whether or not it arrived; null while nothing was done. */
  readonly status: number | null;
  /** Whether the answer was that of an earlier call with the same key. */
  readonly replayed: boolean;
  /** What befell the call; null when it was answered as it should be. */
  readonly fault: CoinbaseFault['fault'] | null;
}

/** How a refund ends. */
export type RefundOutcome = 'completed' | 'failed';
