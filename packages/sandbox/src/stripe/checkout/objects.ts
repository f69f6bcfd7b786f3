/** Stripe's page for one payment. Its members are those of Stripe's; what is null always is not to be had here. */
export interface StripeSession {
  readonly id: string;
  readonly object: 'checkout.session';
  readonly adaptive_pricing: { readonly enabled: false };
  readonly after_expiration: null;
  readonly allow_promotion_codes: null;
  readonly allowed_payment_method_types: null;
  readonly amount_subtotal: number;
  readonly amount_total: number;
  readonly automatic_tax: { enabled: false; liability: null; provider: null; status: null };
  readonly billing_address_collection: null;
  readonly cancel_url: string | null;
  readonly client_reference_id: string | null;
  readonly client_secret: null;
  readonly collected_information: null;
  readonly consent: null;
  readonly consent_collection: null;
  /** Seconds since 1970, as all times here. */
  readonly created: number;
  readonly currency: string;
  readonly currency_conversion: null;
  readonly custom_fields: [];
  readonly custom_text: {
    after_submit: null;
    shipping_address: null;
    submit: null;
    terms_of_service_acceptance: null;
  };
  readonly customer: null;
  readonly customer_account: null;
  readonly customer_creation: 'if_required';
  /** The buyer, as far as known. */
  readonly customer_details: CustomerDetails | null;
  readonly customer_email: string | null;
  readonly discounts: [];
  readonly expires_at: number;
  readonly integration_identifier: null;
  readonly invoice: null;
  readonly invoice_creation: null;
  readonly livemode: false;
  readonly locale: null;
  readonly managed_payments: null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly mode: 'payment';
  readonly origin_context: null;
  /** Null until the buyer first tries to pay. */
  readonly payment_intent: string | null;
  readonly payment_link: null;
  readonly payment_method_collection: null;
  readonly payment_method_configuration_details: null;
  readonly payment_method_options: Record<string, never>;
  readonly payment_method_types: string[];
  readonly payment_status: 'paid' | 'unpaid';
  readonly permissions: null;
  readonly recovered_from: null;
  readonly saved_payment_method_options: null;
  readonly setup_intent: null;
  readonly shipping_address_collection: null;
  readonly shipping_cost: ShippingCost | null;
  readonly shipping_options: { shipping_amount: number; shipping_rate: string }[];
  readonly status: 'open' | 'complete' | 'expired';
  readonly submit_type: null;
  readonly subscription: null;
  readonly success_url: string;
  readonly total_details: { amount_discount: 0; amount_shipping: number; amount_tax: 0 };
  readonly ui_mode: 'hosted_page';
  /** Where the buyer pays; null unless the session is open. */
  readonly url: string | null;
  readonly wallet_options: null;
}

/** Who has paid, or is expected to. */
export interface CustomerDetails {
  readonly address: BuyerAddress | null;
  readonly business_name: null;
  readonly email: string | null;
  readonly individual_name: null;
  readonly name: string | null;
  readonly phone: string | null;
  readonly tax_exempt: 'none';
  readonly tax_ids: [] | null;
}

/** Where the buyer lives. */
export type BuyerAddress = Readonly<
  Record<'city' | 'country' | 'line1' | 'line2' | 'postal_code' | 'state', string | null>
>;

interface ShippingCost {
  readonly amount_subtotal: number;
  readonly amount_tax: 0;
  readonly amount_total: number;
  readonly shipping_rate: string;
}

/** One line of what a session sells. */
export interface SessionLine {
  readonly id: string;
  readonly object: 'item';
  readonly adjustable_quantity: null;
  readonly amount_discount: 0;
  readonly amount_subtotal: number;
  readonly amount_tax: 0;
  readonly amount_total: number;
  readonly currency: string;
  readonly description: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly price: object;
  readonly quantity: number;
}

/** A way of delivery, and what it costs. */
export interface DeliveryRate {
  readonly id: string;
  readonly name: string;
  readonly amount: number;
}
