import { describe, expect, it } from 'vitest';
import {
  broken,
  CANARY,
  failure,
  intent,
  json,
  list,
  type Reply,
  refundObject,
  search,
  text,
} from './answers.ts';
import { formOf, lastOf, mount } from './mount.ts';

const found = json(intent('succeeded'));
const none = json(list([]));
const made = json(refundObject('succeeded'));
const DONE = { state: 'refunded', reference: 're_1' };

/** What a first refund makes of these answers, after the payment was found. */
const first = (...replies: readonly Reply[]) => mount([found, ...replies]).refund();
/** The same when the refund was asked for before. */
const again = (...replies: readonly Reply[]) => mount([found, ...replies]).refund('again');

/** What Stripe says to a request that it does not grant. */
function refusal(error: object, status = 400): Reply {
  return failure(status, { type: 'invalid_request_error', ...error });
}

describe('a refund', () => {
  it('is asked for under its own key, and named on the provider’s object', async () => {
    const mounted = mount([found, made]);
    expect(await mounted.refund()).toEqual(DONE);
    const sent = lastOf(mounted);
    expect(`${sent.method} ${sent.path}`).toBe('POST /v1/refunds');
    expect(Object.fromEntries(formOf(sent))).toEqual({
      amount: '4999',
      payment_intent: 'pi_1',
      'metadata[railyard_attempt]': 'attempt_1',
      'metadata[railyard_cart]': 'cart_1',
      'metadata[railyard_refund]': 'refund_1',
      'metadata[railyard_tenant]': 'tenant_1',
    });
    expect(sent.headers.get('idempotency-key')).toBe('key_2');
    expect(sent.headers.get('stripe-version')).toBe('2026-10-28.endive');
  });

  it('is the same to the byte when it is asked for again', async () => {
    const mounted = mount([found, broken, found, none, made]);
    await mounted.refund();
    await mounted.refund('again');
    const [one, other] = mounted.sent.filter(({ method }) => method === 'POST');
    expect(other?.body).toBe(one?.body);
    expect([...(other?.headers ?? [])]).toEqual([...(one?.headers ?? [])]);
  });

  it('takes back what a platform transferred, and gives back its fee', async () => {
    const connect = { account: 'acct_1', transferTo: 'acct_2', applicationFeeAmount: 100 };
    const mounted = mount([found, made], { connect });
    expect(await mounted.refund()).toEqual(DONE);
    expect(Object.fromEntries(formOf(lastOf(mounted)))).toMatchObject({
      refund_application_fee: 'true',
      reverse_transfer: 'true',
    });
    expect(mounted.sent.map(({ headers }) => headers.get('stripe-account'))).toEqual(['acct_1', 'acct_1']);
  });

  it.each([
    ['succeeded', DONE],
    ['pending', { state: 'pending', reference: 're_1' }],
    ['requires_action', { state: 'pending', reference: 're_1' }],
    ['a_word_of_next_year', { state: 'pending', reference: 're_1' }],
    ['failed', { state: 'failed', reason: 'refund_failed' }],
    ['canceled', { state: 'failed', reason: 'refund_failed' }],
  ])('that Stripe calls %s', async (status, state) => {
    expect(await first(json(refundObject(status)))).toEqual(state);
    expect(await again(json(list([refundObject(status)])))).toEqual(state);
  });

  it('is looked for before it is asked for again: under its key Stripe repeats how it stood at first', async () => {
    const mounted = mount([
      found,
      json(list([refundObject('succeeded', { id: 're_2', metadata: {} }), refundObject('succeeded')])),
    ]);
    expect(await mounted.refund('again')).toEqual(DONE);
    expect(mounted.sent.every(({ method }) => method === 'GET')).toBe(true);
    expect(await again(none, made)).toEqual(DONE);
    expect(await again(broken, made)).toEqual({ state: 'unknown', reason: 'refunds_unseen' });
  });

  it('finds the payment whose reference was never stored', async () => {
    const mounted = mount([json(search(intent('succeeded'))), found, made]);
    expect(await mounted.refund('first', { reference: null })).toEqual(DONE);
  });

  it('is in doubt when the payment is not found, or is of somebody else', async () => {
    expect(await mount([broken]).refund()).toEqual({ state: 'unknown', reason: 'no_answer' });
    expect(await mount([failure(404)]).refund()).toEqual({ state: 'unknown', reason: 'not_found' });
    expect(await mount([json(intent('succeeded', { metadata: {} }))]).refund()).toEqual({
      state: 'unknown',
      reason: 'another_attempt',
    });
  });

  it('is no part of the payment when it is larger, nothing, or in another currency, and nothing is sent', async () => {
    const mounted = mount();
    const ref = await mounted.ref();
    for (const amount of [
      { amount: 5_000, currency: 'usd' },
      { amount: 0, currency: 'usd' },
      { amount: 100, currency: 'eur' },
    ]) {
      const request = { id: 'refund_1', key: 'key_2', amount, reason: 'requested_by_customer' };
      expect(await mounted.rail.refund?.(ref, request, mounted.context)).toEqual({
        state: 'failed',
        reason: 'amount_not_refundable',
      });
    }
    expect(mounted.sent).toEqual([]);
  });
});

describe('a refund that Stripe refuses', () => {
  it.each(['charge_already_refunded', 'charge_disputed', 'charge_not_refundable', 'refund_disputed_payment'])(
    'has failed with %s, when none of ours is there',
    async (code) => {
      expect(await first(refusal({ code }), none)).toEqual({ state: 'failed', reason: code });
    },
  );

  it('has failed when there is less left, which Stripe gives no code', async () => {
    expect(await first(refusal({ param: 'amount' }), none)).toEqual({
      state: 'failed',
      reason: 'amount_not_refundable',
    });
  });

  it('is done when it is there all the same, and in doubt when nobody can see', async () => {
    const over = refusal({ code: 'charge_already_refunded' });
    expect(await first(over, json(list([refundObject('succeeded')])))).toEqual(DONE);
    expect(await first(over, broken)).toEqual({ state: 'unknown', reason: 'refunds_unseen' });
  });

  it.each<[string, Reply, string]>([
    ['of any other error', refusal({ code: 'parameter_unknown', param: 'metadata' }), 'request_refused'],
    [
      'a good word comes with a fault of Stripe',
      refusal({ code: 'charge_already_refunded', type: 'api_error' }, 500),
      'provider_error',
    ],
    ['the key is used by another request', failure(400, { type: 'idempotency_error' }), 'key_conflict'],
    ['the key is in use', failure(409, { type: 'idempotency_error' }), 'key_in_use'],
    ['Stripe is asked too often', failure(429, { type: 'rate_limit_error' }), 'rate_limited'],
    ['the API key is wrong', failure(401), 'not_authorized'],
    ['nobody answers', broken, 'no_answer'],
    ['a page is answered', text('<html></html>', 502), 'provider_error'],
    [
      'the answer shows another refund',
      json(refundObject('succeeded', { metadata: { railyard_refund: 'refund_2' } })),
      'answer_unreadable',
    ],
    ['the answer shows another amount', json(refundObject('succeeded', { amount: 1 })), 'answer_unreadable'],
    ['the answer shows another object', json(intent('succeeded')), 'answer_unreadable'],
    ['the answer is empty', json({}), 'answer_unreadable'],
  ])('is in doubt when %s', async (_, reply, reason) => {
    expect(await first(reply)).toEqual({ state: 'unknown', reason });
  });

  it('tells nobody what Stripe says in sentences', async () => {
    const replies = [refusal({ code: 'charge_disputed' }), refusal({}), broken, text(CANARY, 500)];
    for (const reply of replies) expect(JSON.stringify(await first(reply, none))).not.toContain('CANARY');
  });
});
