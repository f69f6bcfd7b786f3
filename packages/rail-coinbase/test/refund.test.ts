import { describe, expect, it } from 'vitest';
import { broken, CANARY, checkout, failure, json, list, type Reply, refundObject, text } from './answers.ts';
import { mount, REFUND } from './mount.ts';

const found = json(checkout('COMPLETED'));
const withOurs = (status: string) => json(checkout('REFUNDED', { refunds: [refundObject(status)] }));
const made = json({ checkout: checkout('REFUNDED'), refund: refundObject('COMPLETED') });
const DONE = { state: 'refunded', reference: 'ref_1' };

/** What a first refund makes of these answers, after the payment was found. */
const first = (...replies: readonly Reply[]) => mount([found, ...replies]).refund();
/** The same when the refund was asked for before. */
const again = (...replies: readonly Reply[]) => mount([found, ...replies]).refund('again');

const doubt = (reason: string) => ({ state: 'unknown', reason });

describe('a refund', () => {
  it.each([
    ['COMPLETED', DONE],
    ['PENDING', { state: 'pending', reference: 'ref_1' }],
    ['A_WORD_OF_NEXT_YEAR', { state: 'pending', reference: 'ref_1' }],
    ['FAILED', { state: 'failed', reason: 'refund_failed' }],
  ])('that Coinbase calls %s', async (status, state) => {
    expect(await first(json({ refund: refundObject(status) }))).toEqual(state);
    const mounted = mount([withOurs(status)]);
    expect(await mounted.refund('again')).toEqual(state);
    expect(mounted.sent).toHaveLength(1);
  });

  it('is looked for before it is asked for, also long after its key is forgotten', async () => {
    for (const one of ['first', 'again'] as const) {
      const mounted = mount([withOurs('COMPLETED')]);
      expect(await mounted.refund(one)).toEqual(DONE);
      expect(mounted.sent.every(({ method }) => method === 'GET')).toBe(true);
    }
  });

  it('is not taken for one by hand, nor for another one of ours', async () => {
    const others = [
      refundObject('COMPLETED', { id: 'ref_2', amount: '10.00', reason: 'By hand, see refund_1' }),
      refundObject('COMPLETED', {
        id: 'ref_3',
        amount: '10.00',
        reason: 'x (railyard_refund=refund_11 railyard_key=key_2)',
      }),
    ];
    const mounted = mount([json(checkout('PARTIALLY_REFUNDED', { refunds: others })), made]);
    expect(await mounted.refund('again')).toEqual(DONE);
    expect(mounted.sent).toHaveLength(2);
  });

  it('is not asked for while nobody sees which ones there are', async () => {
    const mounted = mount([json(checkout('COMPLETED', { refunds: [{}] }))]);
    expect(await mounted.refund()).toEqual({ state: 'unknown', reason: 'refunds_unseen' });
    expect(mounted.sent).toHaveLength(1);
  });

  it('is not asked for of what is not paid', async () => {
    for (const status of ['ACTIVE', 'PROCESSING', 'EXPIRED', 'A_WORD_OF_NEXT_YEAR']) {
      const mounted = mount([json(checkout(status))]);
      expect(await mounted.refund()).toEqual({ state: 'unknown', reason: 'not_paid' });
      expect(mounted.sent).toHaveLength(1);
    }
  });

  it('finds the payment whose reference was never stored', async () => {
    const mounted = mount([json(list([checkout('COMPLETED')])), made]);
    const ref = await mounted.ref({ reference: null });
    expect(await mounted.rail.refund?.(ref, REFUND, mounted.context)).toEqual(DONE);
  });

  it('is in doubt when the payment is not found, or is of somebody else', async () => {
    expect(await mount([broken]).refund()).toEqual(doubt('no_answer'));
    expect(await mount([failure(404, 'not_found')]).refund()).toEqual(doubt('not_found'));
    const others = json(checkout('COMPLETED', { metadata: {} }));
    expect(await mount([others]).refund()).toEqual(doubt('another_attempt'));
  });

  it('is no part of the payment when it is larger, nothing, or in another currency, and nothing is sent', async () => {
    const mounted = mount();
    for (const [amount, currency] of [
      [5_000, 'usd'],
      [0, 'usd'],
      [100, 'eur'],
    ] as const)
      expect(await mounted.refund('first', { amount: { amount, currency } })).toEqual({
        state: 'failed',
        reason: 'amount_not_refundable',
      });
    expect(mounted.sent).toEqual([]);
  });
});

describe('a refund that Coinbase refuses', () => {
  const refusal = failure(400);

  it('has failed when nobody asked before, and none of ours is there', async () => {
    expect(await first(refusal, found)).toEqual({ state: 'failed', reason: 'refund_refused' });
  });

  it('is what it is when it is there all the same', async () => {
    expect(await first(refusal, withOurs('PENDING'))).toEqual({ state: 'pending', reference: 'ref_1' });
  });

  it('is in doubt when nobody can see, or it was asked for before', async () => {
    const unknown = { state: 'unknown', reason: 'request_refused' };
    expect(await first(refusal, broken)).toEqual(unknown);
    expect(await again(refusal, found)).toEqual(unknown);
  });

  it.each<[string, Reply, string]>([
    ['the key is used by another request', failure(400, 'idempotency_error'), 'request_refused'],
    ['the key is in use', failure(409, 'idempotency_error'), 'key_conflict'],
    ['Coinbase is asked too often', failure(429, 'rate_limit_exceeded'), 'rate_limited'],
    ['the API key has no right to give back', failure(403, 'forbidden'), 'not_authorized'],
    ['the checkout is not found', failure(404, 'not_found'), 'not_found'],
    ['nobody answers', broken, 'no_answer'],
    ['a page is answered', text('<html></html>', 502), 'provider_error'],
    ['the answer is empty', json({}), 'answer_unreadable'],
    [
      'the answer shows another refund',
      json({ refund: refundObject('COMPLETED', { reason: 'By hand' }) }),
      'answer_unreadable',
    ],
    [
      'the answer shows another amount',
      json({ refund: refundObject('COMPLETED', { amount: '49.98' }) }),
      'answer_unreadable',
    ],
    [
      'the answer shows another currency',
      json({ refund: refundObject('COMPLETED', { currency: 'EUR' }) }),
      'answer_unreadable',
    ],
  ])('is in doubt when %s', async (_, reply, reason) => {
    expect(await first(reply, found)).toEqual({ state: 'unknown', reason });
  });

  it('tells nobody what Coinbase says in sentences', async () => {
    const replies = [failure(400), failure(400, CANARY), broken, text(CANARY, 500)];
    for (const reply of replies) expect(JSON.stringify(await first(reply, found))).not.toContain('CANARY');
  });
});
