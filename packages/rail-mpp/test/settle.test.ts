import { describe, expect, it } from 'vitest';
import { broken, closed, declinedIntent, failure, intent, json, type Reply, text } from './answers.ts';
import { lastOf, mount, NOW, PAID, purchase, settled } from './mount.ts';

describe('an intent that Stripe answers with', () => {
  it('is paid when it succeeded, with a receipt that a repeat gives again', async () => {
    const mounted = mount([json(intent('succeeded')), json(intent('succeeded'))]);
    const settlement = await mounted.settle();
    expect(settlement).toMatchObject(PAID);
    expect(settlement).toMatchObject({
      receipt: {
        body: { payment_intent_id: 'pi_1' },
        meta: {
          'org.paymentauth/receipt': {
            status: 'success',
            reference: 'pi_1',
            externalId: 'order_1',
            timestamp: new Date(NOW).toISOString(),
          },
        },
      },
    });
    expect(await mounted.settle({ first: false })).toEqual(settlement);
  });

  it('is read like a first answer when Stripe repeats it', async () => {
    const replayed = { 'idempotent-replayed': 'true' };
    expect(await settled(json(intent('succeeded'), 200, replayed))).toMatchObject(PAID);
    const error = { type: 'card_error', code: 'card_declined', decline_code: 'insufficient_funds' };
    expect(await settled(failure(402, error, replayed))).toEqual({
      state: 'declined',
      reason: 'insufficient_funds',
      code: 'insufficient_funds',
      evidence: 'same_key',
    });
  });

  it.each(['processing', 'requires_capture', 'a_word_of_next_year'])(
    'is pending in the state %s',
    async (state) => {
      expect(await settled(json(intent(state)))).toEqual({ state: 'pending', reference: 'pi_1' });
    },
  );

  it.each(['requires_action', 'requires_confirmation', 'requires_payment_method'])(
    'is closed and declined in the state %s, where it waits for a person',
    async (state) => {
      const mounted = mount([json(intent(state)), json(closed)]);
      expect(await mounted.settle()).toEqual({
        state: 'declined',
        reason: 'authentication_required',
        evidence: 'provider_state',
      });
      expect(lastOf(mounted)).toMatchObject({ path: '/v1/payment_intents/pi_1/cancel' });
    },
  );

  it('is declined when nobody answers its cancel but a look shows that it is closed', async () => {
    expect(await settled(json(intent('requires_action')), broken, json(closed))).toMatchObject({
      state: 'declined',
    });
  });

  it('is declined when its cancel shows it open still but a look shows that it is closed', async () => {
    const open = json(intent('requires_action'));
    expect(await settled(open, open, json(closed))).toMatchObject({ state: 'declined' });
  });

  it('is paid when it turns out complete while it is being closed', async () => {
    const late = failure(400, { type: 'invalid_request_error', code: 'payment_intent_unexpected_state' });
    expect(await settled(json(intent('requires_action')), late, json(intent('succeeded')))).toMatchObject(
      PAID,
    );
  });

  it.each<[string, readonly Reply[]]>([
    ['neither call is answered', [broken, broken]],
    ['it still waits', [text(''), json(intent('requires_action'))]],
    ['another intent is shown closed', [json({ ...closed, id: 'pi_2' }), broken]],
  ])('is in doubt, with its name, when it has to be closed and %s', async (_, replies) => {
    expect(await settled(json(intent('requires_action')), ...replies)).toMatchObject({
      state: 'unknown',
      reference: 'pi_1',
    });
  });

  it('is declined when a card was declined, or it was cancelled by hand', async () => {
    expect(await settled(json(declinedIntent({ decline_code: 'expired_card' })))).toEqual({
      state: 'declined',
      reason: 'card_expired',
      code: 'expired_card',
      evidence: 'provider_state',
    });
    expect(await settled(json(intent('canceled')))).toEqual({
      state: 'declined',
      reason: 'payment_canceled',
      evidence: 'provider_state',
    });
  });

  it.each([
    ['another amount', { amount_received: 4_000 }, { amount: 4_000, currency: 'usd' }],
    ['another currency', { currency: 'eur' }, { amount: 4_999, currency: 'eur' }],
  ])('says what was taken when that is %s', async (_, change, total) => {
    expect(await settled(json(intent('succeeded', change)))).toMatchObject({ state: 'paid', total });
  });

  it.each<[string, object]>([
    ['an attempt of somebody else', { metadata: { railyard_attempt: 'attempt_2' } }],
    ['no attempt', { metadata: {} }],
    ['no metadata', { metadata: null }],
  ])('is in doubt when it names %s', async (_, change) => {
    expect(await settled(json({ ...intent('succeeded'), ...change }))).toEqual({
      state: 'unknown',
      reason: 'another_attempt',
    });
  });

  it.each<[string, unknown]>([
    ['another object', { ...intent('succeeded'), object: 'charge' }],
    ['another kind of id', { ...intent('succeeded'), id: 'ch_1' }],
    ['no id', { ...intent('succeeded'), id: null }],
    ['a fraction of an amount', { ...intent('succeeded'), amount_received: 49.99 }],
    ['a negative amount', { ...intent('succeeded'), amount_received: -1 }],
    ['no currency', { ...intent('succeeded'), currency: null }],
    ['no time', { ...intent('succeeded'), created: null }],
    ['a time that no calendar has', { ...intent('succeeded'), created: 9e12 }],
    ['an empty object', {}],
    ['a list', []],
    ['a text', 'succeeded'],
    ['a number', 1],
    ['null', null],
  ])('is in doubt when it is %s', async (_, body) => {
    expect(await settled(json(body))).toMatchObject({ state: 'unknown' });
  });
});

it('declines without a token, and sends nothing', async () => {
  const { rail, context, sent } = mount();
  expect(await rail.settle(purchase, null, context)).toEqual({
    state: 'declined',
    reason: 'payment_missing',
    evidence: 'not_sent',
  });
  expect(sent).toEqual([]);
});
