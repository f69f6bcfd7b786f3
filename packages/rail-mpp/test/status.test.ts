import { describe, expect, it } from 'vitest';
import {
  broken,
  CANARY,
  declinedIntent,
  failure,
  intent,
  json,
  list,
  type Reply,
  refundObject,
  search,
  text,
} from './answers.ts';
import { lastOf, mount, PAID } from './mount.ts';

const none = json(list([]));

/** Where the payment stands while Stripe gives these answers. */
async function standing(...replies: readonly Reply[]) {
  return mount(replies).status();
}

function usd(amount: number) {
  return { amount, currency: 'usd' };
}

describe('a payment whose reference is known', () => {
  it('is paid, with the refunds that bear an id of ours', async () => {
    const refunds = list([
      refundObject('succeeded', { amount: 1_000 }),
      refundObject('pending', { id: 're_2', metadata: { railyard_refund: 'refund_2' } }),
      refundObject('requires_action', { id: 're_3', metadata: { railyard_refund: 'refund_3' } }),
      refundObject('failed', { id: 're_4', metadata: { railyard_refund: 'refund_4' } }),
      refundObject('canceled', { id: 'pyr_5', metadata: { railyard_refund: 'refund_5' } }),
      refundObject('a_word_of_next_year', { id: 're_6', metadata: { railyard_refund: 'refund_6' } }),
      refundObject('succeeded', { id: 're_7', metadata: {} }),
    ]);
    expect(await standing(json(intent('succeeded')), json(refunds))).toMatchObject({
      ...PAID,
      refunds: [
        { id: 'refund_1', amount: usd(1_000), state: 'refunded', reference: 're_1' },
        { id: 'refund_2', amount: usd(4_999), state: 'pending', reference: 're_2' },
        { id: 'refund_3', amount: usd(4_999), state: 'pending', reference: 're_3' },
        { id: 'refund_4', amount: usd(4_999), state: 'failed', reference: 're_4' },
        { id: 'refund_5', amount: usd(4_999), state: 'failed', reference: 'pyr_5' },
        { id: 'refund_6', amount: usd(4_999), state: 'pending', reference: 're_6' },
      ],
    });
  });

  it('is paid with the same receipt as when it was settled', async () => {
    const settlement = await mount([json(intent('succeeded'))]).settle();
    expect(await standing(json(intent('succeeded')), none)).toEqual({ ...settlement, refunds: [] });
  });

  it('shows all its refunds, however many pages they fill', async () => {
    const pages = [
      json(list([refundObject('succeeded')], { has_more: true })),
      json(list([refundObject('succeeded', { id: 're_2', metadata: { railyard_refund: 'refund_2' } })])),
    ];
    const mounted = mount([json(intent('succeeded')), ...pages]);
    expect(await mounted.status()).toMatchObject({ refunds: [{ id: 'refund_1' }, { id: 'refund_2' }] });
    expect(lastOf(mounted).path).toBe('/v1/refunds?payment_intent=pi_1&limit=100&starting_after=re_1');
  });

  it.each<[string, Reply]>([
    ['cannot be asked for', broken],
    ['are refused', failure(403)],
    ['are no list', json({ object: 'list', data: null })],
    ['are another kind of list', json(search())],
    ['are a list of something else', json(list([{ id: 'ch_1', object: 'charge' }]))],
    ['never end', json(list([], { has_more: true }))],
  ])('is paid all the same while its refunds %s', async (_, reply) => {
    const settlement = await standing(json(intent('succeeded')), ...Array.from({ length: 12 }, () => reply));
    expect(settlement).toMatchObject(PAID);
    expect(settlement).not.toHaveProperty('refunds');
  });

  it.each(['processing', 'requires_capture', 'a_word_of_next_year'])(
    'is pending in the state %s',
    async (state) => {
      expect(await standing(json(intent(state)))).toEqual({ state: 'pending', reference: 'pi_1' });
    },
  );

  it.each(['requires_action', 'requires_confirmation', 'requires_payment_method'])(
    'is in doubt in the state %s, so that settle closes it',
    async (state) => {
      const mounted = mount([json(intent(state))]);
      expect(await mounted.status()).toEqual({ state: 'unknown', reason: 'not_finished', reference: 'pi_1' });
      expect(mounted.sent).toHaveLength(1);
    },
  );

  it('is declined when its card was, when it was closed, or cancelled by hand', async () => {
    expect(await standing(json(declinedIntent({ decline_code: 'stolen_card' })))).toEqual({
      state: 'declined',
      reason: 'card_declined',
      code: 'generic_decline',
      evidence: 'provider_state',
    });
    expect(await standing(json(intent('canceled', { cancellation_reason: 'abandoned' })))).toEqual({
      state: 'declined',
      reason: 'authentication_required',
      evidence: 'provider_state',
    });
    expect(await standing(json(intent('canceled')))).toMatchObject({ reason: 'payment_canceled' });
  });

  it.each<[string, Reply, string]>([
    [
      'Stripe does not know it',
      failure(404, { type: 'invalid_request_error', code: 'resource_missing' }),
      'not_found',
    ],
    ['it names another attempt', json(intent('succeeded', { metadata: {} })), 'another_attempt'],
    ['nobody answers', broken, 'no_answer'],
    ['the answer is a page', text('<html></html>'), 'answer_unreadable'],
    ['the answer has no error', json({}, 404), 'answer_unreadable'],
    ['the answer is empty', json({}), 'answer_unreadable'],
    ['the key is wrong', failure(401), 'not_authorized'],
    ['Stripe has a fault', failure(500), 'provider_error'],
  ])('is in doubt when %s', async (_, reply, reason) => {
    expect(await standing(reply)).toEqual({ state: 'unknown', reason });
  });

  it('is asked for with patience when Stripe is asked too often', async () => {
    const limited = failure(429, { type: 'rate_limit_error' }, { 'retry-after': '9' });
    expect(await standing(limited)).toEqual({ state: 'unknown', reason: 'rate_limited', retryAfter: 9 });
  });
});

describe('a payment whose reference was never stored', () => {
  const lost = { reference: null };

  it('is searched for by its attempt, and looked at where it stands now', async () => {
    const mounted = mount([json(search(intent('processing'))), json(intent('succeeded')), none]);
    expect(await mounted.status(lost)).toMatchObject(PAID);
    expect(mounted.sent.map(({ path }) => decodeURIComponent(path))).toEqual([
      "/v1/payment_intents/search?query=metadata['railyard_attempt']:'attempt_1'&limit=10",
      '/v1/payment_intents/pi_1',
      '/v1/refunds?payment_intent=pi_1&limit=100',
    ]);
  });

  it('is searched for by nothing but its attempt, whatever that is called', async () => {
    const mounted = mount([json(search())]);
    await mounted.status({ ...lost, attempt: "a\\b' OR status:'succeeded" });
    const query = new URL(lastOf(mounted).path, 'https://stripe.example').searchParams.get('query');
    expect(query).toBe(String.raw`metadata['railyard_attempt']:'a\\b\' OR status:\'succeeded'`);
  });

  it('is the one with the money where there are two', async () => {
    const two = [declinedIntent({}, { id: 'pi_2' }), intent('succeeded')];
    const mounted = mount([json(search(...two)), json(intent('succeeded')), none]);
    expect(await mounted.status(lost)).toMatchObject(PAID);
    expect(mounted.sent[1]?.path).toBe('/v1/payment_intents/pi_1');
  });

  it.each<[string, readonly Reply[], string]>([
    ['nothing is found, for it may be on its way', [json(search())], 'not_found'],
    ['the search finds what is not one', [json(search({ id: 'ch_1', object: 'charge' }))], 'not_found'],
    ['it cannot be searched', [failure(400)], 'request_refused'],
    ['the search is no search', [json(list([]))], 'answer_unreadable'],
    [
      'what is found belongs to somebody else',
      [json(search(intent('succeeded'))), json(intent('succeeded', { metadata: {} }))],
      'another_attempt',
    ],
    ['what is found cannot be looked at', [json(search(intent('succeeded'))), broken], 'no_answer'],
  ])('is in doubt when %s', async (_, replies, reason) => {
    expect(await mount(replies).status(lost)).toEqual({ state: 'unknown', reason });
  });
});

it('asks the account that charged, whatever the options say now', async () => {
  const before = await mount([], { connect: { account: 'acct_1' } }).prepared();
  const mounted = mount([json(intent('succeeded')), none], { connect: { account: 'acct_2' } });
  await mounted.status({ prepared: before });
  await mounted.status({ prepared: null });
  const accounts = mounted.sent.map(({ headers }) => headers.get('stripe-account'));
  expect(accounts).toEqual(['acct_1', 'acct_1', null]);
});

describe('a payment that is to be cancelled', () => {
  const canceled = json(intent('canceled'));
  const refused = failure(400, { type: 'invalid_request_error', code: 'payment_intent_unexpected_state' });

  it.each([
    'requires_action',
    'requires_confirmation',
    'requires_payment_method',
    'requires_capture',
    'processing',
  ])('is closed in the state %s', async (state) => {
    const mounted = mount([json(intent(state)), canceled]);
    expect(await mounted.cancel()).toEqual({ state: 'cancelled' });
    expect(lastOf(mounted)).toMatchObject({ method: 'POST', path: '/v1/payment_intents/pi_1/cancel' });
  });

  it('is cancelled already', async () => {
    const mounted = mount([canceled]);
    expect(await mounted.cancel()).toEqual({ state: 'cancelled' });
    expect(mounted.sent).toHaveLength(1);
  });

  it('is returned as it is when it is complete, also from that moment on', async () => {
    expect(await mount([json(intent('succeeded')), none]).cancel()).toMatchObject(PAID);
    const late = [json(intent('processing')), refused, json(intent('succeeded')), none];
    expect(await mount(late).cancel()).toMatchObject(PAID);
  });

  it('is in doubt, or pending, when it cannot be closed', async () => {
    expect(await mount([json(intent('processing')), refused, json(intent('processing'))]).cancel()).toEqual({
      state: 'pending',
      reference: 'pi_1',
    });
    expect(await mount([json(intent('requires_action')), broken, broken]).cancel()).toEqual({
      state: 'unknown',
      reason: 'no_answer',
      reference: 'pi_1',
    });
    expect(await mount([json(search())]).cancel({ reference: null })).toEqual({
      state: 'unknown',
      reason: 'not_found',
    });
  });
});

it('tells nobody what Stripe says in sentences', async () => {
  for (const reply of [failure(404), failure(400), broken, text(CANARY), json(intent('processing'))]) {
    expect(JSON.stringify(await mount([reply]).status())).not.toContain('CANARY');
  }
});
