import { decodePaymentRequiredHeader, decodePaymentResponseHeader } from '@x402/core/http';
import { parsePaymentRequired } from '@x402/core/schemas';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeChallenge } from '../src/wire/challenge.ts';
import { MAX_LENGTH, readFacts, readPayment, readPaymentHeader } from '../src/wire/payment.ts';
import { encodeReceipt } from '../src/wire/receipt.ts';
import { found, headerOf, NOW, PAY_TO, payer, SEPOLIA_USDC, signedPayment } from './payer.ts';

const requirement = {
  scheme: 'exact',
  network: 'eip155:84532',
  asset: SEPOLIA_USDC,
  amount: '49990000',
  payTo: PAY_TO,
  maxTimeoutSeconds: 300,
  extra: { name: 'USDC', version: '2' },
} as const;
const text = {
  resource: 'https://shop.example/checkout',
  realm: undefined,
  description: undefined,
  amount: '49.99',
  network: 'Base Sepolia',
};

describe('a payment header', () => {
  it('gives one credential however it is spelled', async () => {
    const payment = await signedPayment();
    const shouted = {
      ...payment,
      accepted: {
        ...payment.accepted,
        asset: SEPOLIA_USDC.toLowerCase(),
        extra: { ...payment.accepted.extra, more: 1 },
      },
      payload: {
        signature: `0x${payment.payload.signature.slice(2).toUpperCase()}`,
        authorization: {
          ...payment.payload.authorization,
          nonce: `0x${payment.payload.authorization.nonce.slice(2).toUpperCase()}`,
          value: `00${payment.payload.authorization.value}`,
        },
      },
      extensions: null,
    };
    const standard = headerOf(payment);
    const spellings = [
      standard,
      standard.replaceAll('+', '-').replaceAll('/', '_'),
      standard.replace(/=+$/, ''),
      Buffer.from(JSON.stringify(payment, null, 3)).toString('base64url'),
      headerOf(Object.fromEntries(Object.entries(payment).toReversed())),
      headerOf({ ...payment, resource: { url: 'https://shop.example/é' } }),
      headerOf(shouted),
    ];

    const credentials = spellings.map((spelling) => found(readPaymentHeader(spelling)));
    expect(new Set(credentials.map(({ fingerprint }) => fingerprint))).toEqual(
      new Set([`eip3009:84532:${SEPOLIA_USDC}:${payer.address}:0x${'0'.repeat(63)}1`.toLowerCase()]),
    );
    expect(new Set(credentials.map(({ payload }) => JSON.stringify(payload))).size).toBe(1);
  });

  it('keeps what a later look at the chain needs, and nothing secret, as facts', async () => {
    const { facts, expiresAt } = found(readPaymentHeader(headerOf(await signedPayment())));
    expect(expiresAt).toBe((NOW + 300) * 1_000);
    expect(JSON.stringify(facts)).not.toContain((await signedPayment()).payload.signature.slice(2));
    expect(readFacts(facts)).toEqual({
      network: 'eip155:84532',
      token: SEPOLIA_USDC.toLowerCase(),
      payer: payer.address.toLowerCase(),
      payTo: PAY_TO,
      value: 49_990_000n,
      validBefore: BigInt(NOW + 300),
      nonce: `0x${'0'.repeat(63)}1`,
    });
  });

  it('seals the normalised payment alone', async () => {
    const { payload } = found(readPaymentHeader(headerOf(await signedPayment())));
    expect(Object.keys(payload)).toEqual(['x402Version', 'accepted', 'payload']);
  });

  it('is read up to its longest length and refused beyond', async () => {
    const payment = await signedPayment();
    const padded = (length: number): string => headerOf({ ...payment, pad: 'x'.repeat(length) });
    expect(readPaymentHeader(padded(3_000))).toHaveProperty('fingerprint');
    expect(padded(6_200).length).toBeGreaterThan(MAX_LENGTH);
    expect(readPaymentHeader(padded(6_200))).toHaveProperty('refused', 'payment_malformed');
  });

  it('is refused when it is not UTF-8', async () => {
    const bytes = Buffer.from(JSON.stringify({ ...(await signedPayment()), pad: '?' }));
    bytes[bytes.lastIndexOf('?')] = 0xff;
    expect(readPaymentHeader(bytes.toString('base64'))).toHaveProperty('refused', 'payment_malformed');
  });

  it('is refused, never thrown at, whatever the bytes', () => {
    const bytes = fc.uint8Array({ maxLength: 600 }).map((value) => Buffer.from(value).toString('base64'));
    const json = fc.json({ maxDepth: 4 }).map((value) => Buffer.from(value).toString('base64'));
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), bytes, json), (header) => {
        expect(readPaymentHeader(header)).toHaveProperty('refused', 'payment_malformed');
      }),
      { numRuns: 500 },
    );
  });

  it('survives any value in any place of a good payment', async () => {
    const payment = await signedPayment();
    const { authorization } = payment.payload;
    const places = fc.constantFrom(
      (value: unknown) => ({ ...payment, accepted: value }),
      (value: unknown) => ({ ...payment, payload: value }),
      (value: unknown) => ({ ...payment, x402Version: value }),
      (value: unknown) => ({ ...payment, payload: { ...payment.payload, authorization: value } }),
      ...Object.keys(payment.accepted).map((name) => (value: unknown) => ({
        ...payment,
        accepted: { ...payment.accepted, [name]: value },
      })),
      ...Object.keys(authorization).map((name) => (value: unknown) => ({
        ...payment,
        payload: { ...payment.payload, authorization: { ...authorization, [name]: value } },
      })),
      (value: unknown) => ({ ...payment, payload: { ...payment.payload, signature: value } }),
    );
    const values = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom(
        '__proto__',
        '0x',
        '-1',
        '1e3',
        '0x10',
        (1n << 256n).toString(),
        'eip155:0',
        'solana:x',
      ),
    );
    fc.assert(
      fc.property(places, values, (place, value) => {
        const read = readPayment(place(value));
        const word = 'refused' in read ? read.refused : read.fingerprint;
        expect(word).toMatch(
          /^(payment_malformed|eip3009:[1-9]\d*:0x[0-9a-f]{40}:0x[0-9a-f]{40}:0x[0-9a-f]{64})$/,
        );
      }),
      { numRuns: 1_000 },
    );
  });

  it('refuses numbers past 256 bits and hex of the wrong length', async () => {
    const payment = await signedPayment();
    const tooBig = (1n << 256n).toString();
    for (const fault of [
      { value: tooBig },
      { nonce: '0x01' },
      { from: '0x01' },
      { validBefore: '-1' },
      { value: 1 },
    ]) {
      const authorization = { ...payment.payload.authorization, ...fault };
      const read = readPayment({ ...payment, payload: { ...payment.payload, authorization } });
      expect(read).toHaveProperty('refused', 'payment_malformed');
    }
  });

  it('takes a recovery id of 0 or 1 for 27 or 28', async () => {
    const payment = await signedPayment();
    const { signature } = payment.payload;
    const v = Number.parseInt(signature.slice(-2), 16) - 27;
    const bare = { ...payment, payload: { ...payment.payload, signature: `${signature.slice(0, -2)}0${v}` } };
    expect(found(readPayment(bare)).payload.payload.signature).toBe(signature);
  });
});

describe('a challenge', () => {
  it('is what the official client reads', () => {
    const { headers } = encodeChallenge(requirement, {
      ...text,
      realm: 'Tea shop',
      description: 'Thé vert ☕',
    });
    const decoded = decodePaymentRequiredHeader(headers['PAYMENT-REQUIRED'] ?? '');
    expect(parsePaymentRequired(decoded).success).toBe(true);
    expect(decoded.accepts).toEqual([requirement]);
    expect(decoded.resource).toEqual({
      url: text.resource,
      description: 'Thé vert ☕',
      serviceName: 'Tea shop',
    });
  });

  it('stays under 2 kB and in ASCII whatever the address and the description', () => {
    const plain = fc
      .string({ unit: 'grapheme', maxLength: 200 })
      .map((value) => value.replace(/\p{Cc}/gu, '').slice(0, 200));
    const resource = fc.oneof(
      fc.webUrl({ withQueryParameters: true, size: 'xlarge' }),
      fc.string({ unit: 'binary', maxLength: 3_000 }),
      fc.constant(`mcp://tool/${'x'.repeat(3_000)}`),
    );
    fc.assert(
      fc.property(resource, plain, (address, description) => {
        const challenge = encodeChallenge(requirement, {
          ...text,
          resource: address,
          realm: 'R'.repeat(32),
          description,
        });
        const header = challenge.headers['PAYMENT-REQUIRED'] ?? '';
        expect(header.length).toBeLessThan(2_000);
        expect(header).toMatch(/^[A-Za-z0-9+/]+=*$/);
        expect(decodePaymentRequiredHeader(header).resource.url).toMatch(/^[\x21-\x7e]*$/);
      }),
    );
  });

  it('tells a language model the amount in dollars and which cap of the official clients to raise', () => {
    const { offer } = encodeChallenge(requirement, text);
    expect(offer).toMatchObject({
      amount: '49.99',
      currency: 'USDC',
      network: 'Base Sepolia',
      pay_to: PAY_TO,
    });
    expect(offer.spend_cap).toContain('spendControls.maxAmountPerPayment to "$49.99"');
  });
});

describe('a receipt', () => {
  it('is what the official client reads', () => {
    const paid = { transaction: `0x${'ab'.repeat(32)}`, network: 'eip155:84532', payer: payer.address };
    const { headers } = encodeReceipt(paid);
    expect(decodePaymentResponseHeader(headers['PAYMENT-RESPONSE'] ?? '')).toEqual({
      success: true,
      ...paid,
    });
  });
});
