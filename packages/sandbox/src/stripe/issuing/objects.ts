import type { Address } from '../address.ts';

/** How much a card may spend in a time, in the smallest unit of its currency. */
export interface SpendingLimit {
  readonly amount: number;
  readonly categories: string[] | null;
  readonly interval: 'all_time' | 'daily' | 'monthly' | 'per_authorization' | 'weekly' | 'yearly';
}

/** Where a card may be used, and for how much. */
export interface SpendingControls {
  readonly allowed_card_presences: null;
  readonly allowed_categories: string[] | null;
  readonly allowed_merchant_countries: string[] | null;
  readonly blocked_card_presences: null;
  readonly blocked_categories: string[] | null;
  readonly blocked_merchant_countries: string[] | null;
  readonly spending_limits: SpendingLimit[] | null;
  readonly spending_limits_currency: string | null;
}

/** Whoever a card is issued to. */
export interface StripeCardholder {
  readonly id: string;
  readonly object: 'issuing.cardholder';
  readonly billing: { readonly address: Address };
  readonly company: null;
  readonly created: number;
  readonly email: string | null;
  readonly individual: CardholderIndividual | null;
  readonly livemode: false;
  readonly metadata: Readonly<Record<string, string>>;
  readonly name: string;
  readonly phone_number: string | null;
  readonly preferred_locales: null;
  readonly requirements: {
    readonly disabled_reason: 'requirements.past_due' | null;
    readonly past_due: string[];
  };
  readonly spending_controls: null;
  readonly status: 'active' | 'inactive';
  readonly type: 'company' | 'individual';
}

/** What is known of a cardholder who is a person. */
export interface CardholderIndividual {
  readonly card_issuing: {
    readonly user_terms_acceptance: {
      readonly date: number | null;
      readonly ip: string | null;
      readonly user_agent: string | null;
    };
  };
  readonly dob: { readonly day: number; readonly month: number; readonly year: number } | null;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly verification: null;
}

/** A virtual card. Its number and its code are never part of it: they are shown beside it, on request. */
export interface StripeCard {
  readonly id: string;
  readonly object: 'issuing.card';
  readonly brand: 'Visa';
  readonly cancellation_reason: 'lost' | 'stolen' | null;
  readonly cardholder: StripeCardholder;
  readonly created: number;
  readonly currency: string;
  readonly exp_month: number;
  readonly exp_year: number;
  readonly last4: string;
  readonly latest_fraud_warning: null;
  readonly lifecycle_controls: { readonly cancel_after: { readonly payment_count: number } } | null;
  readonly livemode: false;
  readonly metadata: Readonly<Record<string, string>>;
  readonly personalization_design: null;
  readonly replaced_by: null;
  readonly replacement_for: null;
  readonly replacement_reason: null;
  readonly second_line: null;
  readonly shipping: null;
  readonly spending_controls: SpendingControls;
  readonly status: 'active' | 'canceled' | 'inactive';
  readonly type: 'virtual';
  readonly wallets: null;
}

/** Who wants to be paid by card. */
export interface MerchantData {
  readonly category: string;
  readonly category_code: string;
  readonly city: string | null;
  readonly country: string | null;
  readonly name: string | null;
  readonly network_id: string;
  readonly postal_code: string | null;
  readonly state: string | null;
  readonly tax_id: null;
  readonly terminal_id: string | null;
  readonly url: string | null;
}

/** Why an authorization was approved or declined. */
export type AuthorizationReason =
  | 'card_active'
  | 'card_canceled'
  | 'card_expired'
  | 'card_inactive'
  | 'cardholder_inactive'
  | 'insufficient_funds'
  | 'spending_controls'
  | 'stripe_internal_error'
  | 'suspected_fraud'
  | 'verification_failed'
  | 'webhook_approved'
  | 'webhook_declined'
  | 'webhook_error'
  | 'webhook_timeout';

type Checked = 'match' | 'mismatch' | 'not_provided';

/** What of a card the merchant had, and whether it was right. */
export interface VerificationData {
  readonly address_line1_check: Checked;
  readonly address_postal_code_check: Checked;
  readonly authentication_exemption: null;
  readonly cvc_check: Checked;
  readonly expiry_check: Checked;
  readonly postal_code: null;
  readonly three_d_secure: null;
}

interface RequestedAmount {
  readonly amount: number;
  readonly amount_details: null;
  readonly currency: string;
  readonly merchant_amount: number;
  readonly merchant_currency: string;
  readonly network_risk_score: null;
}

/** What became of a request for an authorization. */
export interface RequestHistory extends RequestedAmount {
  readonly approved: boolean;
  readonly authorization_code: string | null;
  readonly created: number;
  readonly reason: AuthorizationReason;
  readonly reason_message: string | null;
  readonly requested_at: number;
}

/** An authorization, but for the card and the transactions, which change by themselves. */
export interface BareAuthorization {
  readonly id: string;
  readonly object: 'issuing.authorization';
  readonly amount: number;
  readonly amount_details: null;
  readonly approved: boolean;
  readonly authorization_method: 'chip' | 'contactless' | 'keyed_in' | 'online' | 'swipe';
  readonly balance_transactions: never[];
  readonly card_presence: 'not_present' | 'present';
  readonly cardholder: string;
  readonly created: number;
  readonly currency: string;
  readonly fleet: null;
  readonly fuel: null;
  readonly livemode: false;
  readonly merchant_amount: number;
  readonly merchant_currency: string;
  readonly merchant_data: MerchantData;
  readonly metadata: Readonly<Record<string, string>>;
  readonly network_data: null;
  readonly pending_request: (RequestedAmount & { readonly is_amount_controllable: false }) | null;
  readonly request_history: readonly RequestHistory[];
  readonly status: 'closed' | 'expired' | 'pending' | 'reversed';
  readonly token: null;
  readonly verification_data: VerificationData;
  readonly verified_by_fraud_challenge: null;
  readonly wallet: null;
}

/** An authorization as Stripe shows it. */
export interface StripeAuthorization extends BareAuthorization {
  readonly card: StripeCard;
  readonly transactions: readonly StripeTransaction[];
}

/** Money that a merchant took: the amount is negative. */
export interface StripeTransaction {
  readonly id: string;
  readonly object: 'issuing.transaction';
  readonly amount: number;
  readonly amount_details: null;
  /** Null for a capture that nobody had authorized. */
  readonly authorization: string | null;
  readonly balance_transaction: null;
  readonly card: string;
  readonly cardholder: string;
  readonly created: number;
  readonly currency: string;
  readonly dispute: null;
  readonly livemode: false;
  readonly merchant_amount: number;
  readonly merchant_currency: string;
  readonly merchant_data: MerchantData;
  readonly metadata: Readonly<Record<string, string>>;
  readonly network_data: null;
  readonly token: null;
  readonly type: 'capture';
  readonly wallet: null;
}
