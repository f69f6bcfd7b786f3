/** What the parameters of a call are: a file of the stripe package's types, and the type in it. */
export type Parameters = Readonly<Record<string, readonly [file: string, type: string]>>;

/** The calls that every version of the API has. */
export const STABLE: Parameters = {
  charges_retrieve: ['Charges', 'ChargeRetrieveParams'],
  checkout_sessions_create: ['Checkout/Sessions', 'Checkout.SessionCreateParams'],
  checkout_sessions_expire: ['Checkout/Sessions', 'Checkout.SessionExpireParams'],
  checkout_sessions_line_items: ['Checkout/Sessions', 'Checkout.SessionListLineItemsParams'],
  checkout_sessions_list: ['Checkout/Sessions', 'Checkout.SessionListParams'],
  checkout_sessions_retrieve: ['Checkout/Sessions', 'Checkout.SessionRetrieveParams'],
  events_list: ['Events', 'EventListParams'],
  events_retrieve: ['Events', 'EventRetrieveParams'],
  payment_intents_cancel: ['PaymentIntents', 'PaymentIntentCancelParams'],
  payment_intents_confirm: ['PaymentIntents', 'PaymentIntentConfirmParams'],
  payment_intents_create: ['PaymentIntents', 'PaymentIntentCreateParams'],
  payment_intents_list: ['PaymentIntents', 'PaymentIntentListParams'],
  payment_intents_retrieve: ['PaymentIntents', 'PaymentIntentRetrieveParams'],
  payment_intents_search: ['PaymentIntents', 'PaymentIntentSearchParams'],
  refunds_cancel: ['Refunds', 'RefundCancelParams'],
  refunds_create: ['Refunds', 'RefundCreateParams'],
  refunds_list: ['Refunds', 'RefundListParams'],
  refunds_retrieve: ['Refunds', 'RefundRetrieveParams'],
  webhook_endpoints_create: ['WebhookEndpoints', 'WebhookEndpointCreateParams'],
  webhook_endpoints_delete: ['WebhookEndpoints', 'WebhookEndpointDeleteParams'],
  webhook_endpoints_list: ['WebhookEndpoints', 'WebhookEndpointListParams'],
};

const GRANTED = 'SharedPayment/GrantedTokens';
const ISSUED = 'SharedPayment/IssuedTokens';

/** The calls that a preview version has besides. */
export const PREVIEW: Parameters = {
  granted_tokens_create: [`TestHelpers/${GRANTED}`, 'TestHelpers.SharedPayment.GrantedTokenCreateParams'],
  granted_tokens_revoke: [`TestHelpers/${GRANTED}`, 'TestHelpers.SharedPayment.GrantedTokenRevokeParams'],
  granted_tokens_retrieve: [GRANTED, 'SharedPayment.GrantedTokenRetrieveParams'],
  issued_tokens_create: [ISSUED, 'SharedPayment.IssuedTokenCreateParams'],
  issued_tokens_retrieve: [ISSUED, 'SharedPayment.IssuedTokenRetrieveParams'],
  issued_tokens_revoke: [ISSUED, 'SharedPayment.IssuedTokenRevokeParams'],
};
