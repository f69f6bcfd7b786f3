import { type ChallengeOutcome, RailError } from '@railyard/core';
import { expect, it } from 'vitest';
import { writtenOf } from '../src/surfaces/kifly/http/written.ts';
import { httpSteps } from '../src/surfaces/kifly/next/steps.ts';

const STEPS = httpSteps('http://shop.test', { givesKey: false, hasOauth: false });
const challenge = { headers: { 'X-Fake': 'pay' }, body: {}, meta: {}, offer: { amount: '49.99' } };
const outcome: ChallengeOutcome = {
  type: 'challenge',
  purchase: {
    order: 'order_1_3',
    cart: 'cart_1',
    version: 3,
    seller: 'tea',
    lines: [],
    subtotal: 4499,
    deliveryFee: 500,
    tip: 0,
    total: { amount: 4999, currency: 'usd' },
    shipTo: null,
    email: null,
    quotedAt: 0,
  },
  challenges: [{ rail: 'fake', challenge }],
  error: new RailError('payment_required', 'Pay.'),
  page: null,
};
const page = {
  rail: 'page',
  reference: 'cs_1',
  url: 'https://pay.example/1',
  methods: ['card'],
  expiresAt: 0,
};

it('writes a 402 once for as long as it says the same', () => {
  const first = writtenOf(outcome, 'none', STEPS);
  expect(first).toMatchObject({ status: 402, headers: { 'X-Fake': 'pay' } });
  expect(writtenOf({ ...outcome, purchase: { ...outcome.purchase } }, 'none', STEPS)).toBe(first);
});

it.each<[string, Partial<ChallengeOutcome>]>([
  ['another version', { purchase: { ...outcome.purchase, order: 'order_1_4', subtotal: 4399, tip: 100 } }],
  ['another reason', { error: new RailError('payment_declined', 'No.') }],
  ['an open page', { page }],
  [
    'a second rail',
    {
      challenges: [
        { rail: 'fake', challenge },
        { rail: 'other', challenge },
      ],
    },
  ],
])('writes it anew for %s', (_, changed) => {
  const first = writtenOf(outcome, 'none', STEPS);
  expect(writtenOf({ ...outcome, ...changed }, 'none', STEPS).text).not.toBe(first.text);
});

it('writes it anew when another is said of the buyer’s token', () => {
  const none = writtenOf(outcome, 'none', STEPS);
  expect(writtenOf(outcome, 'invalid', STEPS).text).not.toBe(none.text);
});
