import { ISSUING_ROUTES } from './issuing/calls.ts';
import { PAGE, type Route } from './route.ts';

const CONFIRM = [
  'error_on_requires_action',
  'off_session',
  'payment_method',
  'payment_method_data',
  'return_url',
  'expand',
];
const INTENT = [
  ...CONFIRM,
  'amount',
  'application_fee_amount',
  'automatic_payment_methods',
  'capture_method',
  'confirm',
  'confirmation_method',
  'currency',
  'description',
  'metadata',
  'on_behalf_of',
  'receipt_email',
  'shipping',
  'statement_descriptor',
  'statement_descriptor_suffix',
  'transfer_data',
  'transfer_group',
];
const MINT = ['payment_method', 'usage_limits', 'shared_metadata', 'expand'];
const REFUND = [
  'amount',
  'charge',
  'metadata',
  'payment_intent',
  'reason',
  'refund_application_fee',
  'reverse_transfer',
  'expand',
];
const ENDPOINT = ['url', 'enabled_events', 'api_version', 'connect', 'description', 'metadata', 'expand'];
const SESSION = [
  'adaptive_pricing',
  'cancel_url',
  'client_reference_id',
  'currency',
  'customer_email',
  'expires_at',
  'line_items',
  'metadata',
  'mode',
  'payment_intent_data',
  'shipping_options',
  'success_url',
  'ui_mode',
  'expand',
];
const SESSIONS = '/v1/checkout/sessions';
const TOKENS = '/v1/shared_payment';
const TEST_TOKENS = '/v1/test_helpers/shared_payment/granted_tokens';

const ROUTES: readonly Route[] = [
  {
    call: 'payment_intents.search',
    method: 'GET',
    path: '/v1/payment_intents/search',
    honoured: ['query', 'limit', 'page', 'expand'],
  },
  {
    call: 'payment_intents.list',
    method: 'GET',
    path: '/v1/payment_intents',
    honoured: [...PAGE, 'created'],
  },
  { call: 'payment_intents.create', method: 'POST', path: '/v1/payment_intents', honoured: INTENT },
  { call: 'payment_intents.retrieve', method: 'GET', path: '/v1/payment_intents/:id', honoured: ['expand'] },
  {
    call: 'payment_intents.confirm',
    method: 'POST',
    path: '/v1/payment_intents/:id/confirm',
    honoured: CONFIRM,
  },
  {
    call: 'payment_intents.cancel',
    method: 'POST',
    path: '/v1/payment_intents/:id/cancel',
    honoured: ['cancellation_reason', 'expand'],
  },
  { call: 'charges.retrieve', method: 'GET', path: '/v1/charges/:id', honoured: ['expand'] },
  { call: 'checkout_sessions.create', method: 'POST', path: SESSIONS, honoured: SESSION },
  {
    call: 'checkout_sessions.list',
    method: 'GET',
    path: SESSIONS,
    honoured: [...PAGE, 'created', 'customer_details', 'payment_intent', 'status'],
  },
  { call: 'checkout_sessions.retrieve', method: 'GET', path: `${SESSIONS}/:id`, honoured: ['expand'] },
  { call: 'checkout_sessions.expire', method: 'POST', path: `${SESSIONS}/:id/expire`, honoured: ['expand'] },
  { call: 'checkout_sessions.line_items', method: 'GET', path: `${SESSIONS}/:id/line_items`, honoured: PAGE },
  {
    call: 'refunds.list',
    method: 'GET',
    path: '/v1/refunds',
    honoured: [...PAGE, 'charge', 'created', 'payment_intent'],
  },
  { call: 'refunds.create', method: 'POST', path: '/v1/refunds', honoured: REFUND },
  { call: 'refunds.retrieve', method: 'GET', path: '/v1/refunds/:id', honoured: ['expand'] },
  { call: 'refunds.cancel', method: 'POST', path: '/v1/refunds/:id/cancel', honoured: ['expand'] },
  { call: 'granted_tokens.create', method: 'POST', path: TEST_TOKENS, honoured: MINT, preview: true },
  {
    call: 'granted_tokens.revoke',
    method: 'POST',
    path: `${TEST_TOKENS}/:id/revoke`,
    honoured: ['expand'],
    preview: true,
  },
  {
    call: 'granted_tokens.retrieve',
    method: 'GET',
    path: `${TOKENS}/granted_tokens/:id`,
    honoured: ['expand'],
    preview: true,
  },
  {
    call: 'issued_tokens.create',
    method: 'POST',
    path: `${TOKENS}/issued_tokens`,
    honoured: [...MINT, 'seller_details', 'return_url'],
    preview: true,
  },
  {
    call: 'issued_tokens.retrieve',
    method: 'GET',
    path: `${TOKENS}/issued_tokens/:id`,
    honoured: ['expand'],
    preview: true,
  },
  {
    call: 'issued_tokens.revoke',
    method: 'POST',
    path: `${TOKENS}/issued_tokens/:id/revoke`,
    honoured: ['expand'],
    preview: true,
  },
  ...ISSUING_ROUTES,
  { call: 'webhook_endpoints.list', method: 'GET', path: '/v1/webhook_endpoints', honoured: PAGE },
  { call: 'webhook_endpoints.create', method: 'POST', path: '/v1/webhook_endpoints', honoured: ENDPOINT },
  { call: 'webhook_endpoints.delete', method: 'DELETE', path: '/v1/webhook_endpoints/:id', honoured: [] },
  { call: 'events.list', method: 'GET', path: '/v1/events', honoured: [...PAGE, 'created', 'type', 'types'] },
  { call: 'events.retrieve', method: 'GET', path: '/v1/events/:id', honoured: ['expand'] },
];

/** The names of all calls. */
export const CALLS: object = Object.fromEntries(ROUTES.map(({ call }) => [call, 1]));

/** The call that a method and a path ask for, with the id in the path; null when there is none here. */
export function routeOf(
  method: string,
  path: string,
): { readonly route: Route; readonly id: string | null } | null {
  const parts = path.split('/');
  for (const route of ROUTES) {
    const wanted = route.path.split('/');
    if (route.method !== method || wanted.length !== parts.length) continue;
    if (!wanted.every((part, at) => part === parts[at] || (part === ':id' && parts[at] !== ''))) continue;
    const at = wanted.indexOf(':id');
    return { route, id: at < 0 ? null : (parts[at] ?? null) };
  }
  return null;
}
