import type { ProviderFault, Repeated } from '../faults/kinds.ts';

/** What can be asked of the local Stripe, named after the resource and the verb. */
export type StripeCall =
  | 'charges.retrieve'
  | 'checkout_sessions.create'
  | 'checkout_sessions.expire'
  | 'checkout_sessions.line_items'
  | 'checkout_sessions.list'
  | 'checkout_sessions.retrieve'
  | 'events.list'
  | 'events.retrieve'
  | 'granted_tokens.create'
  | 'granted_tokens.retrieve'
  | 'granted_tokens.revoke'
  | 'issued_tokens.create'
  | 'issued_tokens.retrieve'
  | 'issued_tokens.revoke'
  | 'issuing_authorizations.capture'
  | 'issuing_authorizations.create'
  | 'issuing_authorizations.expire'
  | 'issuing_authorizations.list'
  | 'issuing_authorizations.retrieve'
  | 'issuing_authorizations.reverse'
  | 'issuing_cardholders.create'
  | 'issuing_cardholders.list'
  | 'issuing_cardholders.retrieve'
  | 'issuing_cards.create'
  | 'issuing_cards.list'
  | 'issuing_cards.retrieve'
  | 'issuing_cards.update'
  | 'issuing_transactions.create_force_capture'
  | 'issuing_transactions.list'
  | 'issuing_transactions.retrieve'
  | 'payment_intents.cancel'
  | 'payment_intents.confirm'
  | 'payment_intents.create'
  | 'payment_intents.list'
  | 'payment_intents.retrieve'
  | 'payment_intents.search'
  | 'refunds.cancel'
  | 'refunds.create'
  | 'refunds.list'
  | 'refunds.retrieve'
  | 'webhook_endpoints.create'
  | 'webhook_endpoints.delete'
  | 'webhook_endpoints.list';

/**
 * An answer of Stripe's own, and nothing done: too many calls (429), the idempotency key in use (409), or an account
 * that has no access to what was asked (403, or 404 for a path that such an account does not have).
 */
export interface TurnedAway {
  readonly fault: 'rate_limit' | 'in_use' | 'no_access';
}

/** What befalls the next calls of the local Stripe. */
export type StripeFault = (ProviderFault | TurnedAway) & Repeated;

/** A fault that is meant for one kind of call. */
export type StripeOrder = StripeFault & { readonly call: StripeCall };

/** How a bank answers in the end. */
export type Outcome = 'succeeded' | 'failed';

/** One call of the local Stripe, as it was asked. */
export interface AskedStripe {
  readonly call: StripeCall;
  /** The account whose objects were meant; null when the call was not let in. */
  readonly account: string | null;
  /** The id in the path; null when there is none. */
  readonly id: string | null;
  readonly idempotencyKey: string | null;
  /** The form as it came, or the query. It can hold a token. */
  readonly form: string;
  /** What Stripe answered, whether or not it arrived; null while nothing was done. */
  readonly status: number | null;
  /** Whether the answer was that of an earlier call with the same key. */
  readonly replayed: boolean;
  /** What befell the call; null when it was answered as it should be. */
  readonly fault: StripeFault['fault'] | null;
}
