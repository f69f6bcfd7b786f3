import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { doubted, readAnswer } from '../src/wire/answer.ts';
import { readSupported } from '../src/wire/supported.ts';
import { readTracked } from '../src/wire/tracking.ts';

const readRefusal = (errorReason: string) => readAnswer({ success: false, errorReason, transaction: '' });

const pending = (paymentId: unknown) =>
  readAnswer({ success: false, errorReason: 'settlement_pending', transaction: '', paymentId });

describe("a facilitator's answer", () => {
  const transaction = `0x${'ab'.repeat(32)}`;

  it('is unclear for every word that can come after a submission', () => {
    for (const code of [
      'settlement_pending',
      'invalid_exact_evm_nonce_already_used',
      'invalid_exact_evm_transaction_failed',
      'invalid_exact_evm_transaction_simulation_failed',
      'unexpected_settle_error',
      'unexpected_verify_error',
      'invalid_transaction_state',
      'duplicate_settlement',
      'settle_exact_evm_transaction_confirmation_timed_out',
      'settle_exact_node_failure',
      'settle_exact_failed_onchain',
      'invalid_exact_evm_failed_to_execute_transfer',
      'invalid_exact_evm_failed_to_get_receipt',
      'invalid_exact_evm_failed_to_check_nonce',
      'invalid_exact_evm_transaction_state',
      'invalid_exact_evm_transfer_event_mismatch',
      'invalid_exact_evm_verification_failed',
      'smart_wallet_deployment_failed',
      'preflight_validation_failed',
      'nonce_already_used',
      'credential_bound_elsewhere',
      'flux_capacitor_empty',
      'unknown_error',
      'constructor',
    ]) {
      expect(readRefusal(code)).toMatchObject({ says: 'unclear', code, transaction: null, payment: null });
    }
  });

  it.each([
    ['insufficient_funds', 'insufficient_funds'],
    ['invalid_exact_evm_insufficient_balance', 'insufficient_funds'],
    ['invalid_exact_evm_insufficient_funds', 'insufficient_funds'],
    ['insufficient_balance', 'insufficient_funds'],
    ['invalid_exact_evm_payload_signature', 'invalid_signature'],
    ['invalid_exact_evm_signature', 'invalid_signature'],
    ['invalid_exact_evm_payload_signature_address', 'invalid_signature'],
    ['invalid_exact_evm_payload_authorization_typed_data_message', 'invalid_signature'],
    ['invalid_exact_evm_token_name_mismatch', 'invalid_signature'],
    ['eip6492_factory_not_allowed', 'invalid_signature'],
    ['invalid_signature', 'invalid_signature'],
    ['invalid_network', 'invalid_terms'],
    ['invalid_payload', 'invalid_terms'],
    ['unsupported_scheme', 'invalid_terms'],
    ['invalid_exact_evm_payload_authorization_value_too_low', 'invalid_terms'],
    ['amount_too_low', 'invalid_terms'],
    ['self_send_not_allowed', 'invalid_terms'],
    ['address_mismatch', 'invalid_terms'],
    ['invalid_exact_evm_payload_authorization_valid_after', 'outside_window'],
    ['invalid_exact_evm_payload_authorization_valid_before', 'outside_window'],
    ['authorization_expired', 'outside_window'],
    ['kyt_risk_detected', 'blocked'],
    ['request_blocked_by_location', 'blocked'],
    ['invalid_exact_evm_payload_authorization_from_address_kyt', 'blocked'],
  ])('(%s), which only comes before anything is submitted, is a refusal: %s', (code, reason) => {
    expect(readRefusal(code)).toEqual({ says: 'refused', reason, code });
  });

  it('is unclear when it refuses and names a transaction', () => {
    const answer = readAnswer({ success: false, errorReason: 'insufficient_funds', transaction });
    expect(answer).toMatchObject({
      says: 'unclear',
      code: 'insufficient_funds',
      transaction,
      payment: null,
      isFailure: false,
    });
  });

  it('is a failure for each word against the payment, with no sign of a submission', () => {
    expect(readRefusal('unexpected_settle_error')).toHaveProperty('isFailure', true);
    for (const answer of [
      { errorReason: 'settlement_pending' },
      { errorReason: 'unexpected_settle_error', transaction },
      { errorReason: 'unexpected_settle_error', paymentId: 'payment_1' },
      {},
    ])
      expect(readAnswer({ success: false, ...answer })).toHaveProperty('isFailure', false);
    const refusal = readRefusal('insufficient_funds');
    expect(doubted(refusal, 'http_500')).toMatchObject({ says: 'unclear', isFailure: true });
    expect(doubted(readAnswer({ success: true }), 'http_500')).toMatchObject({ isFailure: false });
  });

  it('keeps a short code and nothing else', () => {
    const secret = 'Signed 0xdeadbeef';
    for (const errorReason of [secret, 'x'.repeat(65), 7, null, 'UPPER']) {
      const answer = readAnswer({ success: false, errorReason, errorMessage: secret, transaction: '' });
      expect(answer).toEqual({
        says: 'unclear',
        code: 'no_code',
        transaction: null,
        payment: null,
        isFailure: false,
      });
    }
  });

  it('gives the id under which a pending payment can be asked for, if it can be part of an address', () => {
    expect(pending('5b3f6c1e-9d2a-4f08-b1c7-2e9a14d0c3aa')).toMatchObject({
      payment: '5b3f6c1e-9d2a-4f08-b1c7-2e9a14d0c3aa',
    });
    for (const id of ['', '../settle', 'a b', 'x'.repeat(65), 7, null])
      expect(pending(id)).toMatchObject({ payment: null });
  });

  it('is read without throwing, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(readAnswer(value).says).toBe('unclear');
      }),
    );
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.record({ kinds: fc.array(fc.jsonValue()) })), (value) => {
        expect([null, false]).toContain(readSupported(value, 'eip155:84532'));
        expect(readTracked(value)).toEqual({ at: 'unclear', transaction: null });
      }),
    );
    expect(readAnswer({ success: 'true', transaction }).says).toBe('unclear');
    expect(readAnswer({ success: true, transaction: '' })).toEqual({ says: 'settled', transaction: null });
  });
});
