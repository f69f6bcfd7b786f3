import { expect, it } from 'vitest';
import { freeze } from '../src/cart.ts';
import { RailError } from '../src/errors.ts';
import { answerTo, problemAnswer } from '../src/http/answer.ts';
import { railRequest } from '../src/http/request.ts';
import type { Challenge } from '../src/rail.ts';
import { challengesOf, ORDER as order } from './outcomes.ts';
import { cartOf, RECEIPT } from './records.ts';

const purchase = freeze(cartOf({ deliveryFee: 0 }), null);
const required = new RailError('payment_required', 'Pay with one of the offers.');

it('S1.37 merges the challenges of several rails into one 402', () => {
  const challenges = challengesOf('one', 'two');
  const answer = answerTo({ type: 'challenge', purchase, challenges, error: required, page: null });

  expect(answer.status).toBe(402);
  expect(answer.headers).toEqual({
    'x-one': 'one',
    'x-two': 'two',
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
  });
  expect(answer.body).toMatchObject({
    type: 'urn:railyard:error:payment_required',
    status: 402,
    error: 'payment_required',
    payment_required: true,
    amount: 4_999,
    subtotal_cents: 4_999,
    delivery_fee_cents: 0,
    currency: 'usd',
    one: { amount: '49.99' },
    two: { amount: '49.99' },
    offers: [
      { payment_rail: 'one', kind: 'one' },
      { payment_rail: 'two', kind: 'two' },
    ],
  });
  expect(answer.body).not.toHaveProperty('tip_cents');
  expect(answer.body).not.toHaveProperty('open_page');
});

it('lets no rail’s body speak for the engine', () => {
  const loud: Challenge = {
    headers: { 'cache-control': 'public' },
    body: {
      status: 200,
      error: 'none',
      amount: 1,
      payment_required: false,
      open_page: { payment_url: 'https://evil.test' },
      next_action: 'Pay there.',
      retryable: true,
      retry_after_seconds: 1,
      tip_cents: 7,
      order_id: 'order_x',
      payment_rail: 'x',
      reference: 'r',
    },
    meta: {},
    offer: {},
  };
  const answer = answerTo({
    type: 'challenge',
    purchase,
    challenges: [{ rail: 'x', challenge: loud }],
    error: required,
    page: null,
  });

  expect(answer.headers['cache-control']).toBe('no-store');
  expect(answer.body).toMatchObject({
    status: 402,
    error: 'payment_required',
    amount: 4_999,
    payment_required: true,
  });
  const absent = ['open_page', 'next_action', 'retryable', 'retry_after_seconds', 'tip_cents'];
  for (const ours of [...absent, 'order_id', 'payment_rail', 'reference'])
    expect(answer.body).not.toHaveProperty(ours);
});

it('lets no rail make a paid order look like a demand', () => {
  const body = {
    error: 'payment_required',
    payment_required: true,
    offers: [],
    details: {},
    transaction: '0x1',
  };
  const told = answerTo({
    type: 'paid',
    order: { ...order, receipt: { ...RECEIPT, body } },
    replayed: false,
  });
  const honest = answerTo({ type: 'paid', order, replayed: false });
  expect(told.body).toEqual(honest.body);
});

it('names the page that is open beside a challenge', () => {
  const page = {
    rail: 'hosted',
    reference: 'page_1',
    url: 'https://pay.example/1',
    methods: ['card'],
    expiresAt: 0,
  };
  const answer = answerTo({ type: 'challenge', purchase, challenges: [], error: required, page });
  expect(answer.body.open_page).toEqual({
    payment_rail: 'hosted',
    status: 'action_required',
    session_id: 'page_1',
    payment_url: 'https://pay.example/1',
    methods: ['card'],
    expires_at: '1970-01-01T00:00:00.000Z',
  });
});

it('S1.32 states a paid order with its receipt, and nothing that a cache may keep', () => {
  const answer = answerTo({ type: 'paid', order, replayed: false });
  expect(answer).toEqual({
    status: 200,
    headers: { 'x-receipt': 'r1', 'content-type': 'application/json', 'cache-control': 'private, no-store' },
    body: {
      transaction: '0x1',
      order_id: 'order_a_2',
      payment_rail: 'keyed',
      status: 'paid',
      amount: 4_999,
      amount_decimal: '49.99',
      subtotal_cents: 4_999,
      delivery_fee_cents: 0,
      currency: 'usd',
      reference: 'ch_1',
    },
  });
});

it('S1.48 gives a replayed order the same body and one more header', () => {
  const first = answerTo({ type: 'paid', order, replayed: false });
  const again = answerTo({ type: 'paid', order, replayed: true });
  expect(again).toEqual({ ...first, headers: { ...first.headers, 'idempotent-replayed': 'true' } });
});

it('shows the tip where there is one', () => {
  const tipped = { ...order, tip: 100, total: { amount: 5_099, currency: 'usd' } };
  expect(answerTo({ type: 'paid', order: tipped, replayed: false }).body).toMatchObject({
    amount: 5_099,
    tip_cents: 100,
  });
});

it('S1.10 gives a page with the amounts, and a hand-off without an order', () => {
  const page = {
    rail: 'hosted',
    reference: 'page_1',
    url: 'https://pay.example/1',
    methods: ['card'],
    expiresAt: 0,
  };
  expect(answerTo({ type: 'page', page, purchase, replayed: false })).toMatchObject({
    status: 200,
    headers: { 'cache-control': 'private, no-store' },
    body: { payment_url: 'https://pay.example/1', session_id: 'page_1', amount: 4_999, currency: 'usd' },
  });
  const handoff = { seller: 'Shop' };
  const referred = answerTo({ type: 'referred', rail: 'handoff', handoff, purchase, replayed: true });
  expect(referred.headers).toHaveProperty('idempotent-replayed', 'true');
  expect(referred).toMatchObject({ status: 200, body: { status: 'referred', handoff: { seller: 'Shop' } } });
  for (const name of ['order_id', 'payment_url', 'session_id'])
    expect(referred.body).not.toHaveProperty(name);
});

it('answers doubt with 503, when to ask again, and no challenge', () => {
  const answer = problemAnswer(new RailError('payment_unresolved', 'Not certain yet.', { retryAfter: 5 }));
  expect(answer).toMatchObject({
    status: 503,
    headers: { 'retry-after': '5', 'cache-control': 'no-store', 'content-type': 'application/problem+json' },
    body: { error: 'payment_unresolved', retryable: true, retry_after_seconds: 5 },
  });
  expect(problemAnswer(new RailError('cart_not_found', 'No.')).headers).not.toHaveProperty('retry-after');
});

it('shows a rail the request with its header names in lower case', () => {
  const request = new Request('https://shop.example/pay', {
    method: 'POST',
    headers: { 'X-Payment': 'abc' },
    body: 'x',
  });
  const body = new Uint8Array([1]);
  expect(railRequest(request, body)).toMatchObject({
    method: 'POST',
    url: 'https://shop.example/pay',
    headers: { 'x-payment': 'abc' },
    meta: {},
    body,
  });
});

it('names the scheme of the API key where one is missing', () => {
  const { status, headers } = problemAnswer(new RailError('invalid_api_key', 'Send an API key.'));
  expect([status, headers['www-authenticate']]).toEqual([401, 'Bearer']);
});

it('S1.46a answers two credentials of one rail with 400 and no challenge', () => {
  const error = new RailError('credential_invalid', 'Two payments.', {
    details: { reason: 'payment_ambiguous' },
  });
  const answer = answerTo({
    type: 'challenge',
    purchase,
    challenges: challengesOf('one'),
    error,
    page: null,
  });
  expect(answer).toMatchObject({
    status: 400,
    body: { error: 'ambiguous_credential', message: 'Two payments.' },
  });
  expect(answer.headers).not.toHaveProperty('x-one');
});
