import type { Event } from './step.ts';
import type { Mood } from './valid.ts';

/** What somebody does from beginning to end. */
export interface Story {
  readonly mood: Mood;
  /** Operations and events, one after the other. */
  readonly steps: readonly (string | Event)[];
}

const CART = '/api/agent/cart';
const FILLED = [
  `POST ${CART}`,
  `POST ${CART}/{cart_id}/items`,
  `PATCH ${CART}/{cart_id}/items/{item_id}`,
  `PUT ${CART}/{cart_id}/shipping-address`,
];
const LINK = 'POST /api/agent/payment-link';
const CHECKOUT = `POST ${CART}/{cart_id}/checkout`;
const ORDER = 'GET /api/agent/orders/{order_id}';
const REFERRAL = 'GET /api/agent/referrals/{referral_id}';
const CHOOSER = ['GET /pay/{id}', 'POST /pay/{id}', 'GET /pay/{id}/continue', 'GET /pay/{id}/state'];
const RETURN = 'GET /return/{tenant}/{cart}/{attempt}';
const BUYER = 'GET /api/agent/buyer';
const VERIFIED: Story['steps'] = [
  'POST /api/agent/buyers',
  { do: 'wait', ms: 60_000 },
  'POST /api/agent/buyers/code',
  'GET /sandbox/mail',
  'POST /api/agent/buyers/verify',
  BUYER,
];
const WORK: Event = { do: 'work' };
const GUARD: Event = { do: 'guard' };
const PAY: Event = { do: 'pay' };
const DARKEN: Event = { do: 'darken' };
const LIGHTEN: Event = { do: 'lighten' };
const APPROVAL = 'GET /api/agent/approvals/{approval_id}';
const DECISION = 'POST /api/agent/approvals/{approval_id}/decision';
const CASES = 'GET /api/operator/cases';
const CASE = `${CASES}/{case_id}`;
const RULING = 'POST /api/operator/cases/{case_id}/ruling';
const PAST_DOUBT: Event = { do: 'wait', ms: 2 * 24 * 3_600_000 };
const PAID: readonly Event[] = [{ do: 'visit', action: 'pay' }, { do: 'ring' }, WORK];

/** What agents and people do with the server, so that whatever it can come to is come to. */
export const STORIES: readonly Story[] = [
  { mood: 'purchase', steps: [...FILLED, CHECKOUT, CHECKOUT, CHECKOUT, ORDER, `GET ${CART}/{cart_id}`] },
  {
    mood: 'purchase',
    steps: [...FILLED, LINK, ...CHOOSER, ...PAID, ORDER, 'GET /pay/{id}', RETURN, LINK, `${RETURN}/state`],
  },
  {
    mood: 'purchase',
    steps: [...FILLED, GUARD, CHECKOUT, APPROVAL, DECISION, CHECKOUT, PAY, APPROVAL],
  },
  {
    mood: 'purchase',
    steps: [
      ...FILLED,
      CHECKOUT,
      DARKEN,
      PAY,
      PAST_DOUBT,
      WORK,
      CASES,
      LIGHTEN,
      CASE,
      RULING,
      CASE,
      'GET /api/operator/rulings',
      WORK,
    ],
  },
  { mood: 'hand-off', steps: [...FILLED, LINK, CHECKOUT, 'GET /go/{token}', REFERRAL, ORDER] },
  {
    mood: 'purchase',
    steps: [...VERIFIED, ...FILLED, CHECKOUT, CHECKOUT, CHECKOUT, WORK, `${BUYER}/orders`, BUYER],
  },
  {
    mood: 'purchase',
    steps: [
      'GET /demo/weather',
      'GET /demo/weather',
      'GET /reference',
      'GET /reference/{script}',
      'POST /mcp',
    ],
  },
  {
    mood: 'purchase',
    steps: [
      'POST /oauth/token',
      'POST /oauth/register',
      'GET /oauth/authorize',
      'GET /oauth/sign-in/{uid}',
      'POST /oauth/token',
      'POST /oauth/revoke',
    ],
  },
  {
    mood: 'purchase',
    steps: [...FILLED, `DELETE ${CART}/{cart_id}/items/{item_id}`, 'POST /mcp', 'POST /mcp'],
  },
];
