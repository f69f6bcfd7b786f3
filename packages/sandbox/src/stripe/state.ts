import type { Seeded } from '../provider/journal.ts';
import type { Delivery } from '../provider/outbox.ts';
import type { Table } from '../provider/table.ts';
import type { DeliveryRate, SessionLine, StripeSession } from './checkout/objects.ts';
import type { StripeFacts } from './facts.ts';
import type { IssuingState } from './issuing/state.ts';
import type {
  GrantedToken,
  IntentTerms,
  StripeCharge,
  StripeDispute,
  StripeEndpoint,
  StripeEvent,
  StripeIntent,
  StripeRefund,
} from './objects.ts';

/** An object and the account that it belongs to. */
export interface Held<T> {
  readonly account: string;
  object: T;
}

/** An intent, and with what it was last tried. */
export interface HeldIntent extends Held<StripeIntent> {
  method: string | null;
  token: string | null;
  /** The session whose page tries it; null for one of its own. */
  readonly session: string | null;
}

/** A session, and what its page shows. */
export interface HeldSession extends Held<StripeSession> {
  readonly lines: readonly SessionLine[];
  /** The ways of delivery that the buyer can choose. */
  readonly rates: readonly DeliveryRate[];
  /** What its intent will be, but for the amount. */
  readonly terms: IntentTerms;
  /** The address that the buyer gave last, or the seller. */
  email: string | null;
}

/** A token: the seller's view of it, and what else is known of it. */
export interface HeldToken extends Held<GrantedToken> {
  readonly method: string;
  readonly issuer: string;
  readonly seller: { readonly external_id: string; readonly network_business_profile: string };
  readonly returnUrl: string | null;
  /** What payments that are still processing would take. */
  reserved: number;
}

export interface HeldEndpoint extends Held<StripeEndpoint> {
  readonly secret: string;
  /** Whose events it gets. */
  readonly of: 'own' | 'connected' | 'both';
}

/** An answer that is given again to whoever asks again with its key. */
export interface Reply {
  readonly path: string;
  readonly form: string;
  readonly status: number;
  readonly body: string;
  readonly request: string;
  readonly at: number;
}

/** All that a local Stripe remembers. */
export interface State extends Seeded, IssuingState {
  readonly facts: StripeFacts;
  readonly intents: Table<HeldIntent>;
  readonly sessions: Table<HeldSession>;
  readonly charges: Table<Held<StripeCharge>>;
  readonly refunds: Table<Held<StripeRefund>>;
  readonly disputes: Table<Held<StripeDispute>>;
  readonly tokens: Table<HeldToken>;
  readonly endpoints: Table<HeldEndpoint>;
  readonly events: Table<Held<StripeEvent>>;
  /** By account and key. */
  readonly replies: Table<Reply>;
  /** In their order. */
  readonly deliveries: Table<Delivery>;
}

/** The names of what can be many, and grows. */
export const TABLES = [
  'intents',
  'sessions',
  'charges',
  'refunds',
  'disputes',
  'tokens',
  'cardholders',
  'cards',
  'authorizations',
  'transactions',
  'rulers',
  'endpoints',
  'events',
  'replies',
  'deliveries',
] as const satisfies readonly (keyof State)[];
