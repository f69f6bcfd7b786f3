/** An account of the local Stripe: its id, and the profile that agents address tokens to. */
export interface StripeAccount {
  readonly account: string;
  readonly profile: string;
}

/** What a client of the local Stripe has to know. The keys are worth nothing elsewhere. */
export interface StripeFacts extends StripeAccount {
  /** The seller's secret key, `sk_test_…`. */
  readonly secretKey: string;
  /** The secret of the endpoints that `listen` makes, `whsec_…`. */
  readonly webhookSecret: string;
  /** The version of the API that all calls can name. */
  readonly version: string;
  /** The one to name in calls that take or mint tokens. */
  readonly previewVersion: string;
  /** Another account, with whose key a token is issued to the seller's profile. */
  readonly agent: StripeAccount & { readonly secretKey: string };
  /** An account connected to the seller's, for `Stripe-Account`. */
  readonly connected: StripeAccount;
}

/** What a token is minted for. */
export interface TokenTerms {
  readonly maxAmount: number;
  /** `usd` unless given. */
  readonly currency?: string;
  /** One of Stripe's test payment methods: `pm_card_visa` unless given. */
  readonly paymentMethod?: string;
  /** Seconds since 1970: an hour from now unless given. */
  readonly expiresAt?: number;
  /** To whom it is granted, by account: the seller unless given. */
  readonly account?: string;
  /** What Stripe advises about the risk of a disputed payment: `continue` unless given. */
  readonly advice?: 'continue' | 'review' | 'block';
}
