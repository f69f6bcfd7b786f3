import type { Address } from './address.ts';
import type { StripeSession } from './checkout/objects.ts';
import type {
  StripeAuthorization,
  StripeCard,
  StripeCardholder,
  StripeTransaction,
} from './issuing/objects.ts';

/** The objects of the local Stripe, with those members of Stripe's that it keeps. */
export type StripeObject =
  | StripeIntent
  | StripeCharge
  | StripeRefund
  | GrantedToken
  | StripeDispute
  | StripeSession
  | StripeAuthorization
  | StripeCard
  | StripeCardholder
  | StripeTransaction;

/** Why a payment failed, as the intent and the error of the call say it. */
export interface PaymentError {
  readonly type: 'card_error';
  readonly code: string;
  readonly decline_code?: string;
  readonly message: string;
  readonly charge?: string;
}

/** What a merchant says of an intent and Stripe only keeps. */
export interface IntentTerms {
  readonly amount: number;
  readonly currency: string;
  readonly application_fee_amount: number | null;
  readonly automatic_payment_methods: {
    readonly enabled: boolean;
    readonly allow_redirects?: 'always' | 'never';
  } | null;
  readonly capture_method: 'automatic' | 'automatic_async';
  readonly confirmation_method: 'automatic';
  readonly description: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly on_behalf_of: string | null;
  readonly receipt_email: string | null;
  readonly shipping: IntentShipping | null;
  readonly statement_descriptor: string | null;
  readonly statement_descriptor_suffix: string | null;
  readonly transfer_data?: { readonly destination: string; readonly amount?: number };
  readonly transfer_group: string | null;
}

/** Where goods go. */
export interface IntentShipping {
  readonly name?: string;
  readonly phone?: string | null;
  readonly carrier?: string | null;
  readonly tracking_number?: string | null;
  readonly address?: Address;
}

/** A PaymentIntent. */
export interface StripeIntent extends IntentTerms {
  readonly id: string;
  readonly object: 'payment_intent';
  readonly amount_capturable: number;
  readonly amount_received: number;
  readonly canceled_at: number | null;
  readonly cancellation_reason:
    | 'abandoned'
    | 'duplicate'
    | 'expired'
    | 'fraudulent'
    | 'requested_by_customer'
    | null;
  readonly client_secret: string;
  readonly created: number;
  readonly customer: null;
  readonly last_payment_error: PaymentError | null;
  readonly latest_charge: string | null;
  readonly livemode: false;
  readonly next_action: {
    readonly type: 'use_stripe_sdk';
    readonly use_stripe_sdk: Record<string, string>;
  } | null;
  readonly payment_method: string | null;
  readonly payment_method_types: string[];
  readonly processing: null;
  readonly status:
    | 'requires_payment_method'
    | 'requires_confirmation'
    | 'requires_action'
    | 'processing'
    | 'succeeded'
    | 'canceled';
}

/** What is shown of a payment method, under its type. */
export interface MethodDetails {
  readonly type: 'card' | 'us_bank_account';
  readonly card?: object;
  readonly us_bank_account?: object;
}

/** A charge: one try of an intent at the payer's bank. */
export interface StripeCharge {
  readonly id: string;
  readonly object: 'charge';
  readonly amount: number;
  readonly amount_captured: number;
  readonly amount_refunded: number;
  readonly captured: boolean;
  readonly created: number;
  readonly currency: string;
  readonly description: string | null;
  readonly disputed: boolean;
  readonly failure_code: string | null;
  readonly failure_message: string | null;
  readonly livemode: false;
  readonly metadata: Readonly<Record<string, string>>;
  readonly paid: boolean;
  readonly payment_intent: string;
  readonly payment_method: string;
  readonly payment_method_details: MethodDetails;
  readonly refunded: boolean;
  readonly status: 'succeeded' | 'pending' | 'failed';
}

/** A refund. */
export interface StripeRefund {
  readonly id: string;
  readonly object: 'refund';
  readonly amount: number;
  readonly charge: string;
  readonly created: number;
  readonly currency: string;
  readonly failure_reason?: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly payment_intent: string;
  readonly reason: 'duplicate' | 'fraudulent' | 'requested_by_customer' | null;
  readonly status: 'pending' | 'succeeded' | 'failed';
}

/** A dispute over a charge. */
export interface StripeDispute {
  readonly id: string;
  readonly object: 'dispute';
  readonly amount: number;
  readonly charge: string;
  readonly created: number;
  readonly currency: string;
  readonly livemode: false;
  readonly metadata: Readonly<Record<string, string>>;
  readonly payment_intent: string;
  readonly reason: 'fraudulent';
  readonly status: 'needs_response';
}

/** How far a Shared Payment Token goes. Seconds since 1970. */
export interface UsageLimits {
  readonly currency: string;
  readonly expires_at: number | null;
  readonly max_amount: number;
}

interface SharedToken {
  readonly id: string;
  readonly created: number;
  readonly deactivated_at: number | null;
  readonly deactivated_reason: 'consumed' | 'expired' | 'revoked' | null;
  readonly livemode: false;
  readonly shared_metadata: Readonly<Record<string, string>>;
  readonly usage_details: { readonly amount_captured: { readonly currency: string; readonly value: number } };
  readonly usage_limits: UsageLimits;
}

/** A Shared Payment Token as the seller sees it. */
export interface GrantedToken extends SharedToken {
  readonly object: 'shared_payment.granted_token';
  readonly agent_details: { readonly network_business_profile: string | null };
  readonly payment_method_details: MethodDetails & { readonly billing_details: null };
  readonly risk_details: { readonly insights: Readonly<Record<string, RiskInsight>> & FraudInsight } | null;
}

/** What Stripe makes of a risk, and advises. */
export interface RiskInsight {
  readonly recommended_action: string;
  readonly score: number;
}

interface FraudInsight {
  readonly fraudulent_dispute: RiskInsight;
}

/** The same token as the agent sees it. */
export interface IssuedToken extends SharedToken {
  readonly object: 'shared_payment.issued_token';
  readonly next_action: null;
  readonly payment_method: string;
  readonly return_url: string | null;
  readonly seller_details: { readonly external_id: string; readonly network_business_profile: string };
  readonly setup_future_usage: null;
  readonly status: 'active' | 'deactivated';
}

/** Where events are delivered. The secret is shown once, in the answer that made it. */
export interface StripeEndpoint {
  readonly id: string;
  readonly object: 'webhook_endpoint';
  readonly api_version: string | null;
  readonly application: null;
  readonly created: number;
  readonly description: string | null;
  readonly enabled_events: string[];
  readonly livemode: false;
  readonly metadata: Readonly<Record<string, string>>;
  readonly status: 'enabled';
  readonly url: string;
}

/** What has happened to an object, with the object as it was then. */
export interface StripeEvent {
  readonly id: string;
  readonly object: 'event';
  readonly account?: string;
  readonly api_version: string;
  readonly created: number;
  readonly data: { readonly object: StripeObject };
  readonly livemode: false;
  readonly pending_webhooks: number;
  readonly request: { readonly id: string | null; readonly idempotency_key: string | null };
  readonly type: string;
}
