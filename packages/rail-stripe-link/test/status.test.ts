import type { JsonObject, Settlement } from '@railyard/core/rail';
import { describe, expect, it } from 'vitest';
import { mount } from './mount.ts';
import {
  broken,
  complete,
  declinedIntent,
  expired,
  failure,
  intent,
  json,
  list,
  NOW,
  type Reply,
  refundObject,
  session,
} from './stripe.ts';

const HOUR = 3_600_000;
const END = NOW + HOUR;

const open = {
  state: 'action_required',
  reference: 'cs_1',
  url: 'https://checkout.stripe.com/c/pay/cs_1',
  methods: ['card', 'link', 'us_bank_account'],
  expiresAt: END,
} satisfies Settlement;
const pending = { state: 'pending', reference: 'cs_1' };
/** A bank may take 14 business days. */
const slow = { ...pending, decidesBy: END + 21 * 24 * HOUR };
const failed = { state: 'declined', reason: 'payment_failed', evidence: 'provider_state' };
const cancelled = { state: 'cancelled' };

function paid(total = { amount: 8_550, currency: 'usd' }, named: object = { payment_intent_id: 'pi_1' }) {
  const body = { stripe_checkout: { session_id: 'cs_1', ...named } };
  return { state: 'paid', reference: 'cs_1', total, receipt: { headers: {}, body, meta: {} } };
}

function doubt(reason: string) {
  return { state: 'unknown', reason, reference: 'cs_1' };
}

/** What the rail says of this session, before its end. */
async function said(shown: JsonObject): Promise<Settlement> {
  return mount([shown]).status();
}

describe('an open page', () => {
  it('S1.10, S1.11, S2.12 is where a person pays, until its end', async () => {
    const { status, sent } = mount([session()]);
    expect(await status()).toEqual(open);
    expect(sent.map(({ call }) => call)).toEqual([
      'GET /v1/checkout/sessions/cs_1?expand%5B0%5D=payment_intent',
    ]);
  });

  it.each<[string, object]>([
    ['succeeded', paid()],
    ['processing', slow],
    ['requires_capture', pending],
    ['a_word_of_next_year', pending],
    ['requires_action', open],
    ['requires_confirmation', open],
    ['requires_payment_method', open],
    ['canceled', open],
  ])('whose intent is %s', async (status, settlement) => {
    expect(await said(session({ payment_intent: intent(status) }))).toEqual(settlement);
  });

  it('is not shown without an address, nor one that is not encrypted where money is live', async () => {
    const bare = session({ url: 'http://127.0.0.1:4242/c/pay/cs_1' });
    expect(await said(bare)).toMatchObject({ state: 'action_required' });
    expect(await mount([bare]).status({}, { mode: 'live' })).toEqual(doubt('page_without_url'));
    for (const url of [null, '', 'javascript:alert(1)', '/c/pay/cs_1', 'https://a b'])
      expect(await said(session({ url }))).toEqual(doubt('page_without_url'));
  });

  it('is not shown any more once its time is up, though Stripe has not closed it yet', async () => {
    expect(await mount([session()]).status({}, { now: () => END })).toEqual({
      ...doubt('page_closing'),
      retryAfter: 5,
    });
  });

  it('has a way to pay, though Stripe names none', async () => {
    for (const payment_method_types of [[], null, ['a sentence with CANARY']])
      expect(await said(session({ payment_method_types }))).toEqual({ ...open, methods: ['card'] });
  });
});

describe('a page whose buyer is done', () => {
  it('is paid, with what Stripe took and nothing else', async () => {
    expect(await said(complete('paid'))).toEqual(paid());
    expect(await said(complete('paid', intent('succeeded', { amount_received: 8_000 })))).toEqual(
      paid({ amount: 8_000, currency: 'usd' }),
    );
    const asked = { amount: 9_400, currency: 'eur' };
    const other = { ...complete('paid', 'pi_1'), amount_total: 9_400, currency: 'eur' };
    expect(await said(other)).toEqual(paid(asked));
  });

  it.each<[string, object]>([
    ['succeeded', paid()],
    ['processing', slow],
    ['requires_action', slow],
    ['requires_capture', slow],
    ['requires_confirmation', slow],
    ['requires_payment_method', slow],
    ['canceled', failed],
    ['a_word_of_next_year', slow],
  ])('and whose money is still to come: the intent is %s', async (status, settlement) => {
    expect(await said(complete('unpaid', intent(status)))).toEqual(settlement);
    expect(await said(complete('a_word_of_next_year', intent(status)))).toEqual(settlement);
  });

  it('is declined once the bank has said no', async () => {
    expect(await said(complete('unpaid', declinedIntent))).toEqual(failed);
  });

  it.each([null, 'pi_1'])('waits while nobody says what its intent is: %j', async (named) => {
    expect(await said(complete('unpaid', named))).toEqual(slow);
  });

  it('is a case for a person when Stripe asked for no money: none was taken', async () => {
    const nothing = { amount: 0, currency: 'usd' };
    expect(await said(complete('no_payment_required', null))).toEqual(paid(nothing, {}));
    expect(await said(complete('no_payment_required'))).toEqual(paid());
  });
});

describe('a closed page', () => {
  it('S2.13 is expired after its time, and cancelled when it was closed before', async () => {
    expect(await said(expired())).toEqual(cancelled);
    expect(await mount([expired()]).status({}, { now: () => END })).toEqual({ state: 'expired' });
  });

  it.each<[string, object]>([
    ['succeeded', paid()],
    ['processing', slow],
    ['requires_action', pending],
    ['requires_capture', pending],
    ['requires_confirmation', pending],
    ['requires_payment_method', cancelled],
    ['canceled', cancelled],
    ['a_word_of_next_year', pending],
  ])('has not ended when money can still come: its intent is %s', async (status, settlement) => {
    expect(await said(expired(intent(status)))).toEqual(settlement);
  });

  it('that is paid all the same is paid', async () => {
    expect(await said(expired(null, { payment_status: 'paid' }))).toEqual(paid(undefined, {}));
  });

  it('has not ended when nobody says what its intent is', async () => {
    expect(await said(expired('pi_1'))).toEqual(doubt('answer_unreadable'));
  });
});

it('waits when Stripe calls a page by a new word', async () => {
  for (const status of ['a_word_of_next_year', null, 7]) {
    expect(await said(session({ status, payment_intent: intent('canceled') }))).toEqual(pending);
  }
});

describe('nobody can tell how a page stands', () => {
  it.each<[string, readonly Reply[], string]>([
    ['nobody answers', [broken], 'no_answer'],
    ['Stripe does not know it', [failure(404, { code: 'resource_missing' })], 'not_found'],
    ['the answer is an error without "error"', [json({ message: 'nope' }, 404)], 'answer_unreadable'],
    ['Stripe has a fault', [json({}, 500)], 'provider_error'],
    ['the key may not look', [failure(403)], 'not_authorized'],
    [
      'it bears another attempt',
      [session({ metadata: { railyard_attempt: 'attempt_2' } })],
      'another_attempt',
    ],
    ['it bears nothing of ours', [session({ metadata: {} })], 'another_attempt'],
    ['it is another one', [session({ id: 'cs_2' })], 'answer_unreadable'],
    ['it is no session', [intent('succeeded')], 'answer_unreadable'],
    ['it asks for no amount', [session({ amount_total: null })], 'answer_unreadable'],
    ['it ends never', [session({ expires_at: null })], 'answer_unreadable'],
    [
      'its intent is something else',
      [complete('paid', { id: 'ch_1', object: 'charge' })],
      'answer_unreadable',
    ],
    ['its intent has an odd name', [complete('paid', '../refunds')], 'answer_unreadable'],
  ])('when %s', async (_, replies, reason) => {
    expect(await mount(replies).status()).toEqual(doubt(reason));
  });
});

describe('what went back', () => {
  it('is shown with a payment, as far as it is ours', async () => {
    const { status, sent } = mount([
      complete('paid'),
      list([refundObject('pending'), refundObject('succeeded', { id: 're_2', metadata: {} })], true),
      list([refundObject('failed', { id: 'pyr_3', amount: 50, metadata: { railyard_refund: 'refund_3' } })]),
    ]);
    expect(await status()).toEqual({
      ...paid(),
      refunds: [
        { id: 'refund_1', amount: { amount: 8_550, currency: 'usd' }, state: 'pending', reference: 're_1' },
        { id: 'refund_3', amount: { amount: 50, currency: 'usd' }, state: 'failed', reference: 'pyr_3' },
      ],
    });
    expect(sent.map(({ call }) => call).slice(1)).toEqual([
      'GET /v1/refunds?limit=100&payment_intent=pi_1',
      'GET /v1/refunds?limit=100&payment_intent=pi_1&starting_after=re_2',
    ]);
  });

  it.each<[string, readonly Reply[]]>([
    ['nobody answers', [broken]],
    ['an entry cannot be read', [list([refundObject('succeeded'), { id: 're_2' }])]],
    ['the list is none', [refundObject('succeeded')]],
    ['there is always more, and nothing of it', [list([], true)]],
    [
      'there is no end of it',
      Array.from({ length: 11 }, () => list(Array(100).fill(refundObject('failed')), true)),
    ],
  ])('is not told, rather than in part, when %s', async (_, replies) => {
    expect(await mount([complete('paid'), ...replies]).status()).toEqual(paid());
  });
});
