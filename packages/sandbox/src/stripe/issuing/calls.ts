import { PAGE, type Route } from '../route.ts';

const ISSUING = '/v1/issuing';
const TESTED = '/v1/test_helpers/issuing';
const CARDHOLDER = [
  'billing',
  'email',
  'individual',
  'metadata',
  'name',
  'phone_number',
  'status',
  'type',
  'expand',
];
const CARD = [
  'cardholder',
  'currency',
  'lifecycle_controls',
  'metadata',
  'spending_controls',
  'status',
  'type',
  'expand',
];
const AUTHORIZATION = [
  'amount',
  'authorization_method',
  'card',
  'currency',
  'merchant_data',
  'verification_data',
  'expand',
];

/** The calls of Issuing, and of its test helpers. */
export const ISSUING_ROUTES: readonly Route[] = [
  {
    call: 'issuing_cardholders.create',
    method: 'POST',
    path: `${ISSUING}/cardholders`,
    honoured: CARDHOLDER,
  },
  {
    call: 'issuing_cardholders.list',
    method: 'GET',
    path: `${ISSUING}/cardholders`,
    honoured: [...PAGE, 'created', 'email', 'phone_number', 'status', 'type'],
  },
  {
    call: 'issuing_cardholders.retrieve',
    method: 'GET',
    path: `${ISSUING}/cardholders/:id`,
    honoured: ['expand'],
  },
  { call: 'issuing_cards.create', method: 'POST', path: `${ISSUING}/cards`, honoured: CARD },
  {
    call: 'issuing_cards.list',
    method: 'GET',
    path: `${ISSUING}/cards`,
    honoured: [...PAGE, 'cardholder', 'created', 'exp_month', 'exp_year', 'last4', 'status', 'type'],
  },
  { call: 'issuing_cards.retrieve', method: 'GET', path: `${ISSUING}/cards/:id`, honoured: ['expand'] },
  {
    call: 'issuing_cards.update',
    method: 'POST',
    path: `${ISSUING}/cards/:id`,
    honoured: ['cancellation_reason', 'metadata', 'spending_controls', 'status', 'expand'],
  },
  {
    call: 'issuing_authorizations.list',
    method: 'GET',
    path: `${ISSUING}/authorizations`,
    honoured: [...PAGE, 'card', 'cardholder', 'created', 'status'],
  },
  {
    call: 'issuing_authorizations.retrieve',
    method: 'GET',
    path: `${ISSUING}/authorizations/:id`,
    honoured: ['expand'],
  },
  {
    call: 'issuing_authorizations.create',
    method: 'POST',
    path: `${TESTED}/authorizations`,
    honoured: AUTHORIZATION,
  },
  {
    call: 'issuing_authorizations.capture',
    method: 'POST',
    path: `${TESTED}/authorizations/:id/capture`,
    honoured: ['capture_amount', 'close_authorization', 'expand'],
  },
  {
    call: 'issuing_authorizations.expire',
    method: 'POST',
    path: `${TESTED}/authorizations/:id/expire`,
    honoured: ['expand'],
  },
  {
    call: 'issuing_authorizations.reverse',
    method: 'POST',
    path: `${TESTED}/authorizations/:id/reverse`,
    honoured: ['reverse_amount', 'expand'],
  },
  {
    call: 'issuing_transactions.list',
    method: 'GET',
    path: `${ISSUING}/transactions`,
    honoured: [...PAGE, 'card', 'cardholder', 'created', 'type'],
  },
  {
    call: 'issuing_transactions.retrieve',
    method: 'GET',
    path: `${ISSUING}/transactions/:id`,
    honoured: ['expand'],
  },
  {
    call: 'issuing_transactions.create_force_capture',
    method: 'POST',
    path: `${TESTED}/transactions/create_force_capture`,
    honoured: ['amount', 'card', 'currency', 'merchant_data', 'expand'],
  },
];
