import type { Credential, Refusal } from '@railyard/core/rail';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Presented } from '../src/wire/payment.ts';
import { mount } from './mount.ts';
import {
  BASE_USDC,
  DIALECTS,
  found,
  headerOf,
  NOW,
  payer,
  purchase,
  requestWith,
  SEPOLIA_USDC,
  SPELLINGS,
  signedPayment,
} from './payer.ts';

const FINGERPRINT = `eip3009:84532:${SEPOLIA_USDC}:${payer.address}:0x${'0'.repeat(63)}1`.toLowerCase();
const OTHER_NONCE = `0x${'2'.repeat(64)}`;
const HEADERS = ['payment-signature', 'x-payment'];

function detect(headers: Record<string, string>): Credential<Presented> | Refusal | null {
  return mount().rail.detect(requestWith(headers));
}

const ways = HEADERS.flatMap((header) =>
  Object.keys(DIALECTS).flatMap((dialect) =>
    Object.keys(SPELLINGS).map((spelling) => [header, dialect, spelling] as const),
  ),
);

describe('a request', () => {
  it.each(ways)('S1.44 pays with %s holding a %s payment in %s', async (header, dialect, spelling) => {
    const mounted = mount();
    const spoken = DIALECTS[dialect]?.(await signedPayment());
    const credential = found(
      mounted.rail.detect(requestWith({ [header]: SPELLINGS[spelling]?.(spoken) ?? '' })),
    );
    expect(credential.fingerprint).toBe(FINGERPRINT);
    expect(await mounted.rail.check?.(purchase, credential, mounted.context)).toBeNull();
    expect(await mounted.rail.settle(purchase, credential, mounted.context)).toMatchObject({ state: 'paid' });
  });

  it('S1.39 brings the facilitator the same version 2 payment, whatever the payer spoke', async () => {
    const mounted = mount();
    const payment = await signedPayment();
    for (const speak of Object.values(DIALECTS)) {
      const credential = found(mounted.rail.detect(requestWith({ 'x-payment': headerOf(speak(payment)) })));
      await mounted.rail.settle(purchase, credential, mounted.context);
    }
    expect(new Set(mounted.sent.map(({ body }) => body)).size).toBe(1);
    expect(JSON.parse(mounted.sent[0]?.body ?? '')).toMatchObject({
      x402Version: 2,
      paymentPayload: { x402Version: 2, accepted: { network: 'eip155:84532', amount: '49990000' } },
    });
  });

  it('carries nothing, or a payment in MCP metadata, as an object or as text', async () => {
    const { rail } = mount();
    expect(rail.detect(requestWith({}))).toBeNull();
    const payment = await signedPayment();
    for (const speak of Object.values(DIALECTS)) {
      const spoken = JSON.parse(JSON.stringify(speak(payment))) as { [name: string]: string };
      for (const member of [spoken, headerOf(spoken), JSON.stringify(spoken)]) {
        const credential = found(rail.detect(requestWith({}, { 'x402/payment': member })));
        expect(credential.fingerprint).toBe(FINGERPRINT);
      }
    }
  });

  it('that carries a malformed payment is refused', async () => {
    const { rail } = mount();
    for (const header of HEADERS) expect(detect({ [header]: '' })).toHaveProperty('refused');
    for (const member of [null, '', 7, []])
      expect(rail.detect(requestWith({}, { 'x402/payment': member }))).toHaveProperty('refused');
    // What a server makes of a header that was sent twice.
    const header = headerOf(await signedPayment());
    expect(detect({ 'x-payment': `${header}, ${header}` })).toHaveProperty('refused', 'payment_malformed');
  });

  it('with the same payment in both headers pays once', async () => {
    const payment = await signedPayment();
    for (const one of Object.values(DIALECTS)) {
      for (const other of Object.values(DIALECTS)) {
        const both = {
          'payment-signature': headerOf(one(payment)),
          'x-payment': JSON.stringify(other(payment)),
        };
        expect(found(detect(both)).fingerprint).toBe(FINGERPRINT);
      }
    }
  });

  it('with two different payments, or one that cannot be read, is refused', async () => {
    const good = headerOf(await signedPayment());
    const other = headerOf(await signedPayment({ nonce: OTHER_NONCE }));
    const bad = headerOf({ x402Version: 2 });
    expect(detect({ 'payment-signature': good, 'x-payment': other })).toHaveProperty(
      'refused',
      'payment_ambiguous',
    );
    expect(detect({ 'payment-signature': good, 'x-payment': bad })).toHaveProperty(
      'refused',
      'payment_malformed',
    );
    expect(detect({ 'payment-signature': bad, 'x-payment': good })).toHaveProperty(
      'refused',
      'payment_malformed',
    );
    expect(detect({ 'payment-signature': '', 'x-payment': good })).toHaveProperty(
      'refused',
      'payment_malformed',
    );
  });

  it('is read without throwing, whatever is in it', () => {
    const { rail } = mount();
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.json().map(headerOf));
    const headers = fc.record({ 'payment-signature': text, 'x-payment': text }, { requiredKeys: [] });
    fc.assert(
      fc.property(headers, fc.option(fc.jsonValue(), { nil: undefined }), (given, member) => {
        const meta = member === undefined ? {} : { 'x402/payment': member as string };
        const read = rail.detect(requestWith(given, meta));
        const present = Object.keys(given).length > 0 || member !== undefined;
        expect(read === null ? null : Object.keys(read)).toEqual(present ? ['refused', 'message'] : null);
      }),
      { numRuns: 500 },
    );
  });
});

/** The word that the local check refuses a payment with. */
async function refusalOf(value: unknown): Promise<string | undefined> {
  const { rail, context, sent } = mount();
  const credential = found(rail.detect(requestWith({ 'x-payment': headerOf(value) })));
  const refusal = await rail.check?.(purchase, credential, context);
  expect(sent).toEqual([]);
  return refusal?.refused;
}

describe('a payment that repeats no requirement', () => {
  it('is refused for another network, amount, payee or time', async () => {
    const { payload } = await signedPayment();
    expect(await refusalOf({ x402Version: 1, scheme: 'exact', network: 'base', payload })).toBe(
      'wrong_network',
    );
    for (const speak of [DIALECTS.v1, DIALECTS.bare]) {
      expect(await refusalOf(speak?.(await signedPayment({ value: '1' })))).toBe('wrong_amount');
      expect(await refusalOf(speak?.(await signedPayment({ to: BASE_USDC })))).toBe('wrong_recipient');
      expect(await refusalOf(speak?.(await signedPayment({ validBefore: String(NOW + 5) })))).toBe('expired');
    }
  });

  it('is refused when it was signed for another token or chain', async () => {
    const domain = { name: 'USD Coin', version: '2', chainId: 8453, verifyingContract: BASE_USDC } as const;
    for (const speak of [DIALECTS.v1, DIALECTS.bare])
      expect(await refusalOf(speak?.(await signedPayment({ domain })))).toBe('invalid_signature');
  });
});
