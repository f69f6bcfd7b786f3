import { describe, expect, it } from 'vitest';
import { formOf, mount } from './mount.ts';
import {
  broken,
  CANARY,
  complete,
  expired,
  failure,
  intent,
  list,
  type Reply,
  refundObject,
  session,
} from './stripe.ts';

const found = complete('paid');
const none = list([]);
const made = refundObject('succeeded');
const DONE = { state: 'refunded', reference: 're_1' };
const LATER = { first: false };

/** What a refund makes of these answers, once its payment is found. */
const first = (...replies: readonly Reply[]) => mount([found, ...replies]).refund();
/** The same when it was asked for before. */
const again = (...replies: readonly Reply[]) => mount([found, ...replies]).refund({}, LATER);

function unknown(reason: string) {
  return { state: 'unknown', reason };
}

describe('a refund', () => {
  it('is asked for once, under its own key, with what names it', async () => {
    const { refund, sent } = mount([found, made]);
    expect(await refund({ amount: { amount: 8_550, currency: 'usd' } })).toEqual(DONE);
    expect(sent.map(({ call }) => call)).toEqual([
      'GET /v1/checkout/sessions/cs_1?expand%5B0%5D=payment_intent',
      'POST /v1/refunds',
    ]);
    expect(sent[1]?.headers.get('idempotency-key')).toBe('key_2');
    expect(formOf(sent[1]?.body ?? '')).toEqual([
      ['amount', '8550'],
      ['metadata[railyard_attempt]', 'attempt_1'],
      ['metadata[railyard_cart]', 'cart_1'],
      ['metadata[railyard_deployment]', 'shop'],
      ['metadata[railyard_order]', 'order_1'],
      ['metadata[railyard_refund]', 'refund_1'],
      ['metadata[railyard_tenant]', 'tenant_1'],
      ['payment_intent', 'pi_1'],
    ]);
  });

  it('is the same to the byte when it is asked for again', async () => {
    const { refund, sent } = mount([found, broken, found, none, made]);
    expect(await refund()).toEqual(unknown('no_answer'));
    expect(await refund({}, LATER)).toEqual(DONE);
    const [one, other] = sent.filter(({ call }) => call.startsWith('POST'));
    expect(other?.body).toBe(one?.body);
    expect([...(other?.headers ?? [])]).toEqual([...(one?.headers ?? [])]);
  });

  it.each([
    ['succeeded', DONE],
    ['pending', { state: 'pending', reference: 're_1' }],
    ['requires_action', { state: 'pending', reference: 're_1' }],
    ['a_word_of_next_year', { state: 'pending', reference: 're_1' }],
    ['failed', { state: 'failed', reason: 'refund_failed' }],
    ['canceled', { state: 'failed', reason: 'refund_failed' }],
  ])('that Stripe calls %s', async (status, state) => {
    expect(await first(refundObject(status))).toEqual(state);
    expect(await again(list([refundObject(status)]))).toEqual(state);
  });

  it('is looked for first when it was asked for before, and not asked for while nobody can see', async () => {
    const byHand = refundObject('succeeded', { id: 're_2', metadata: {} });
    expect(await again(list([byHand, made]))).toEqual(DONE);
    expect(await again(list([byHand]), made)).toEqual(DONE);
    expect(await again(broken, made)).toEqual(unknown('refunds_unseen'));
  });

  it.each<[string, Reply, string]>([
    ['nobody knows', broken, 'no_answer'],
    ['is not there', failure(404), 'not_found'],
    ['is of somebody else', session({ metadata: {} }), 'another_attempt'],
    ['nobody has tried to make', expired(), 'not_paid'],
  ])('of a payment that %s is in doubt, and not asked for', async (_, reply, reason) => {
    const { refund, sent } = mount([reply, made]);
    expect(await refund()).toEqual(unknown(reason));
    expect(sent).toHaveLength(1);
  });

  it.each([
    { amount: 8_551, currency: 'usd' },
    { amount: 0, currency: 'usd' },
    { amount: 100, currency: 'eur' },
  ])('of %j is no part of the payment, and nothing is sent', async (amount) => {
    const { refund, sent } = mount();
    expect(await refund({ amount })).toEqual({ state: 'failed', reason: 'amount_not_refundable' });
    expect(sent).toEqual([]);
  });
});

describe('a refund that Stripe refuses', () => {
  it.each([
    [{ code: 'charge_already_refunded' }, 'charge_already_refunded'],
    [{ code: 'charge_disputed' }, 'charge_disputed'],
    [{ code: 'charge_not_refundable' }, 'charge_not_refundable'],
    [{ code: 'refund_disputed_payment' }, 'refund_disputed_payment'],
    [{ code: 'amount_too_large' }, 'amount_too_large'],
    [{ param: 'amount' }, 'amount_not_refundable'],
  ])('with %j has failed, unless it is there all the same', async (members, reason) => {
    const refused = failure(400, members);
    expect(await first(refused, none)).toEqual({ state: 'failed', reason });
    expect(await first(refused, list([made]))).toEqual(DONE);
    expect(await first(refused, broken)).toEqual(unknown('refunds_unseen'));
  });

  it.each<[string, Reply, string]>([
    ['of anything else', failure(400, { param: 'metadata' }), 'request_refused'],
    ['of a fault of its own', failure(500, { type: 'api_error', param: 'amount' }), 'provider_error'],
    ['the key is used by another', failure(400, { type: 'idempotency_error' }), 'key_conflict'],
    ['the key is in use', failure(409, { type: 'idempotency_error' }), 'key_in_use'],
    ['the API key may not', failure(403), 'not_authorized'],
    ['another refund is shown', refundObject('succeeded', { metadata: {} }), 'answer_unreadable'],
    ['another amount is shown', refundObject('succeeded', { amount: 1 }), 'answer_unreadable'],
    ['something else is shown', intent('succeeded'), 'answer_unreadable'],
  ])('or not is in doubt when %s', async (_, reply, reason) => {
    expect(await first(reply)).toEqual(unknown(reason));
  });

  it('tells nobody what Stripe says in sentences', async () => {
    for (const reply of [failure(400, { param: 'amount' }), failure(400), failure(500), broken])
      expect(JSON.stringify(await first(reply, none))).not.toContain(CANARY.slice(0, 6));
  });
});
