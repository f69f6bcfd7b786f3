import { Receipt } from 'mppx';
import { describe, expect, it } from 'vitest';
import { encodeReceipt } from '../src/receipt.ts';

const paid = {
  reference: 'pi_1',
  created: 1_791_799_200,
  order: 'order_1',
  externalId: 'order_0',
  challengeId: 'id_1',
};

describe('a receipt', () => {
  it('is what mppx reads, with the order and the challenge', () => {
    const { headers, body, meta } = encodeReceipt(paid);
    const expected = {
      method: 'stripe',
      status: 'success',
      timestamp: '2026-10-12T10:00:00.000Z',
      reference: 'pi_1',
      externalId: 'order_0',
      orderId: 'order_1',
      challengeId: 'id_1',
    };
    expect(Receipt.deserialize(headers['Payment-Receipt'] ?? '')).toEqual(expected);
    expect(meta).toEqual({ 'org.paymentauth/receipt': expected });
    expect(body).toEqual({ payment_intent_id: 'pi_1' });
  });

  it('names no challenge for a token alone', () => {
    const { headers, meta } = encodeReceipt({ ...paid, challengeId: null, externalId: null });
    expect(Receipt.deserialize(headers['Payment-Receipt'] ?? '')).not.toHaveProperty('challengeId');
    expect(meta['org.paymentauth/receipt']).not.toHaveProperty('challengeId');
  });

  it('is the same for the same payment', () => {
    expect(encodeReceipt(paid)).toEqual(encodeReceipt({ ...paid }));
  });
});
