import { describe, expect, it } from 'vitest';
import { CANARY, closed, declinedIntent, failure, intent, json, type Reply } from './answers.ts';
import { PAID, settled } from './mount.ts';

/** What Stripe says when a card is declined. */
function declining(error: object, status = 402): Reply {
  return failure(status, { type: 'card_error', ...error });
}

/** The same, with the intent that it happened to. */
function showing(payment_intent: unknown): Reply {
  return declining({ code: 'card_declined', payment_intent });
}

describe('a card that is declined', () => {
  it.each([
    ['insufficient_funds', 'insufficient_funds'],
    ['card_velocity_exceeded', 'card_limit_exceeded'],
    ['expired_card', 'card_expired'],
    ['incorrect_cvc', 'card_invalid'],
    ['card_not_supported', 'card_unsupported'],
    ['authentication_required', 'authentication_required'],
    ['processing_error', 'try_again_later'],
    ['do_not_honor', 'card_declined'],
    ['a_code_of_next_year', 'card_declined'],
  ])('for %s is declined as %s, by the answer to our key', async (code, reason) => {
    const error = { code: 'card_declined', decline_code: code };
    expect(await settled(declining(error))).toEqual({
      state: 'declined',
      reason,
      code,
      evidence: 'same_key',
    });
    expect(await settled(declining({ ...error, payment_intent: declinedIntent() }))).toEqual({
      state: 'declined',
      reason,
      code,
      evidence: 'same_key',
    });
  });

  it.each([
    'fraudulent',
    'lost_card',
    'stolen_card',
    'pickup_card',
    'merchant_blacklist',
    'highest_risk_level',
  ])('for %s is told like any other', async (code) => {
    expect(await settled(declining({ code: 'card_declined', decline_code: code }))).toEqual({
      state: 'declined',
      reason: 'card_declined',
      code: 'generic_decline',
      evidence: 'same_key',
    });
  });

  it('is told by the code when Stripe gives no other, and without one when that is no word', async () => {
    expect(await settled(declining({ code: 'incorrect_number' }))).toMatchObject({
      reason: 'card_invalid',
      code: 'incorrect_number',
    });
    for (const code of [CANARY, 'x'.repeat(65), '', 7, null]) {
      expect(await settled(declining({ code, decline_code: code }))).toEqual({
        state: 'declined',
        reason: 'card_declined',
        evidence: 'same_key',
      });
    }
  });

  it('is not declined while its intent shows something else', async () => {
    expect(await settled(showing(intent('succeeded')))).toMatchObject(PAID);
    expect(await settled(showing(intent('processing')))).toMatchObject({ state: 'pending' });
    expect(await settled(showing(intent('requires_action')), json(closed))).toMatchObject({
      state: 'declined',
    });
    expect(await settled(showing(declinedIntent({}, { metadata: {} })))).toMatchObject({ state: 'unknown' });
    expect(await settled(showing({ id: 'pi_1' }))).toMatchObject({ state: 'unknown' });
  });

  it('is in doubt under another status', async () => {
    for (const status of [200, 400, 409, 500]) {
      expect(await settled(declining({ code: 'card_declined' }, status))).toMatchObject({ state: 'unknown' });
    }
  });
});

describe('a token that Stripe does not take', () => {
  const PARAM = 'payment_method_data[shared_payment_granted_token]';
  it.each([
    [404, { code: 'resource_missing', param: PARAM }],
    [400, { code: 'resource_missing', param: PARAM }],
    [400, { code: 'shared_payment_token_deactivated' }],
    [400, { code: 'shared_payment_token_expired', param: 'payment_method_data' }],
    [402, { code: 'shared_payment_token_limit', param: PARAM }],
    [400, { param: 'shared_payment_granted_token' }],
  ])('is declined with %i and %o', async (status, error) => {
    const { code } = { code: undefined, ...error };
    expect(await settled(failure(status, { type: 'invalid_request_error', ...error }))).toEqual({
      state: 'declined',
      reason: 'token_rejected',
      ...(code !== undefined && { code }),
      evidence: 'same_key',
    });
  });

  it.each([
    [
      'another parameter',
      400,
      { type: 'invalid_request_error', code: 'parameter_unknown', param: 'metadata' },
    ],
    ['no parameter', 400, { type: 'invalid_request_error', code: 'amount_too_small' }],
    ['another kind of error', 400, { type: 'api_error', param: PARAM }],
    ['another status', 500, { type: 'invalid_request_error', param: PARAM }],
  ])('is in doubt with %s', async (_, status, error) => {
    expect(await settled(failure(status, error))).toMatchObject({ state: 'unknown' });
  });
});
