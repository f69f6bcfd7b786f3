/** What the parameters of a call are: a file of the stripe package's types, and the type in it. */
export type Parameters = Readonly<Record<string, readonly [file: string, type: string]>>;

const CARDHOLDERS = 'Issuing/Cardholders';
const CARDS = 'Issuing/Cards';
const AUTHORIZATIONS = 'Issuing/Authorizations';
const TRANSACTIONS = 'Issuing/Transactions';

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
  issuing_authorizations_capture: [
    `TestHelpers/${AUTHORIZATIONS}`,
    'TestHelpers.Issuing.AuthorizationCaptureParams',
  ],
  issuing_authorizations_create: [
    `TestHelpers/${AUTHORIZATIONS}`,
    'TestHelpers.Issuing.AuthorizationCreateParams',
  ],
  issuing_authorizations_expire: [
    `TestHelpers/${AUTHORIZATIONS}`,
    'TestHelpers.Issuing.AuthorizationExpireParams',
  ],
  issuing_authorizations_list: [AUTHORIZATIONS, 'Issuing.AuthorizationListParams'],
  issuing_authorizations_retrieve: [AUTHORIZATIONS, 'Issuing.AuthorizationRetrieveParams'],
  issuing_authorizations_reverse: [
    `TestHelpers/${AUTHORIZATIONS}`,
    'TestHelpers.Issuing.AuthorizationReverseParams',
  ],
  issuing_cardholders_create: [CARDHOLDERS, 'Issuing.CardholderCreateParams'],
  issuing_cardholders_list: [CARDHOLDERS, 'Issuing.CardholderListParams'],
  issuing_cardholders_retrieve: [CARDHOLDERS, 'Issuing.CardholderRetrieveParams'],
  issuing_cards_create: [CARDS, 'Issuing.CardCreateParams'],
  issuing_cards_list: [CARDS, 'Issuing.CardListParams'],
  issuing_cards_retrieve: [CARDS, 'Issuing.CardRetrieveParams'],
  issuing_cards_update: [CARDS, 'Issuing.CardUpdateParams'],
  issuing_transactions_create_force_capture: [
    `TestHelpers/${TRANSACTIONS}`,
    'TestHelpers.Issuing.TransactionCreateForceCaptureParams',
  ],
  issuing_transactions_list: [TRANSACTIONS, 'Issuing.TransactionListParams'],
  issuing_transactions_retrieve: [TRANSACTIONS, 'Issuing.TransactionRetrieveParams'],
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
