import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTill, PRICE, paymentFor, post, watched } from './till.ts';
import { openYard, type Yard } from './yard.ts';

let yard: Yard;
beforeAll(async () => {
  yard = await openYard();
}, 30_000);
afterAll(() => yard.stop());

type Members = Readonly<Record<string, unknown>>;

/** The spellings of a payment that the payer's dialect allows, from the one that the official client makes. */
const DIALECTS: readonly (readonly [string, (payment: Members) => Members])[] = [
  ['version 2', (payment) => payment],
  ['version 1', ({ payload }) => ({ x402Version: 1, scheme: 'exact', network: 'base-sepolia', payload })],
  ['the signed proof alone', ({ payload }) => payload as Members],
];
const ENCODINGS: readonly (readonly [string, (text: string) => string])[] = [
  ['base64', (text) => Buffer.from(text).toString('base64')],
  ['base64url', (text) => Buffer.from(text).toString('base64url')],
  ['raw JSON', (text) => text],
];
const HEADERS = ['payment-signature', 'x-payment'] as const;

describe('a 402', () => {
  test('S1.38 says what to pay in each dialect, and names the amount in decimals', async () => {
    const { url, apiKey } = await openTill(yard);
    const answer = await fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'idempotency-key': randomUUID() },
    });
    const body = (await answer.json()) as Members;
    const { merchant } = yard.facts;

    expect(JSON.parse(answer.headers.get('x-payment-required') ?? '')).toEqual({
      network: 'base-sepolia',
      currency: 'USDC',
      amount: '49.99',
      address: expect.toSatisfy(
        (text: string) => text.toLowerCase() === merchant.address.toLowerCase(),
      ) as string,
    });
    expect(answer.headers.has('payment-required')).toBe(true);
    expect(body).toMatchObject({
      x402Version: 1,
      accepts: [{ scheme: 'exact', network: 'base-sepolia', maxAmountRequired: String(PRICE) }],
      payment_required: true,
    });
  });
});

describe.each(DIALECTS)('a payment in %s', (_, spell) => {
  describe.each(ENCODINGS)('as %s', (__, encode) => {
    test.each(HEADERS)('S1.39 S1.44 pays in the header %s, and gets its receipt in both', async (header) => {
      const till = await openTill(yard);
      const official = Buffer.from(await paymentFor(yard, till), 'base64').toString();
      const spelled = encode(JSON.stringify(spell(JSON.parse(official) as Members)));
      const key = randomUUID();
      const { result, gained } = await watched(yard, () =>
        fetch(till.url, {
          method: 'POST',
          headers: { authorization: `Bearer ${till.apiKey}`, 'idempotency-key': key, [header]: spelled },
        }),
      );
      const order = (await result.json()) as { readonly transaction: string };
      const receipts = ['payment-response', 'x-payment-response'].map(
        (name) => JSON.parse(Buffer.from(result.headers.get(name) ?? '', 'base64').toString()) as Members,
      );
      const again = await post(till, key, { 'payment-signature': encode(official) });

      expect([result.status, gained]).toEqual([200, PRICE]);
      for (const receipt of receipts) {
        expect(receipt).toMatchObject({ success: true, transaction: order.transaction });
      }
      expect([again.status, again.replayed]).toEqual([200, 'true']);
    });
  });
});
