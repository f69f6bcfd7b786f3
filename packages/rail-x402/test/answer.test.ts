import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAnswer } from '../src/wire/answer.ts';

const readRefusal = (errorReason: string) => readAnswer({ success: false, errorReason, transaction: '' });

describe("a facilitator's answer", () => {
  const transaction = `0x${'ab'.repeat(32)}`;

  it('is believed as a refusal only for words that come before anything is submitted', () => {
    expect(readRefusal('insufficient_funds')).toMatchObject({
      says: 'refused',
      reason: 'insufficient_funds',
    });
    expect(readRefusal('invalid_exact_evm_signature')).toMatchObject({
      says: 'refused',
      reason: 'invalid_signature',
    });
    for (const code of [
      'settlement_pending',
      'invalid_exact_evm_nonce_already_used',
      'invalid_exact_evm_transaction_failed',
      'invalid_exact_evm_transaction_simulation_failed',
      'unexpected_settle_error',
      'unexpected_verify_error',
      'invalid_transaction_state',
      'duplicate_settlement',
      'unknown_error',
      'constructor',
    ]) {
      expect(readRefusal(code)).toEqual({ says: 'unclear', code, transaction: null });
    }
  });

  it('is unclear when it refuses and names a transaction', () => {
    const answer = readAnswer({ success: false, errorReason: 'insufficient_funds', transaction });
    expect(answer).toEqual({ says: 'unclear', code: 'insufficient_funds', transaction });
  });

  it('keeps a short code and nothing else', () => {
    const secret = 'Signed 0xdeadbeef';
    for (const errorReason of [secret, 'x'.repeat(65), 7, null, 'UPPER']) {
      const answer = readAnswer({ success: false, errorReason, errorMessage: secret, transaction: '' });
      expect(answer).toEqual({ says: 'unclear', code: 'no_code', transaction: null });
    }
  });

  it('is read without throwing, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(readAnswer(value).says).toBe('unclear');
      }),
    );
    expect(readAnswer({ success: 'true', transaction }).says).toBe('unclear');
    expect(readAnswer({ success: true, transaction: '' })).toEqual({ says: 'settled', transaction: null });
  });
});
