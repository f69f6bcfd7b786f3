import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_LENGTH, readPayment as readIn, readPaymentText } from '../src/wire/dialect.ts';
import { readFacts } from '../src/wire/payment.ts';
import {
  BASE_USDC,
  DIALECTS,
  found,
  headerOf,
  NOW,
  PAY_TO,
  payer,
  SEPOLIA_USDC,
  signedPayment,
} from './payer.ts';

const own = { network: 'eip155:84532', token: SEPOLIA_USDC.toLowerCase() };
const unsaid = {
  own,
  byName: new Map<unknown, typeof own>([
    ['base', { network: 'eip155:8453', token: BASE_USDC.toLowerCase() }],
    ['base-sepolia', own],
  ]),
};
const FINGERPRINT = `eip3009:84532:${SEPOLIA_USDC}:${payer.address}:0x${'0'.repeat(63)}1`.toLowerCase();

const readPayment = (value: unknown) => readIn(value, unsaid);
const readPaymentHeader = (text: string) => readPaymentText(text, unsaid);

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
    expect(new Set(credentials.map(({ fingerprint }) => fingerprint))).toEqual(new Set([FINGERPRINT]));
    expect(new Set(credentials.map(({ payload }) => JSON.stringify(payload))).size).toBe(1);
  });

  it('lets an authorization expire no later than a date can show', async () => {
    const endless = await signedPayment({ validBefore: String(2n ** 256n - 1n) });
    expect(found(readPaymentHeader(headerOf(endless))).expiresAt).toBe(8.64e15);
  });

  it('keeps what a later look at the chain needs, and nothing secret, as facts', async () => {
    const { facts, expiresAt } = found(readPaymentHeader(headerOf(await signedPayment())));
    expect(expiresAt).toBe((NOW + 300) * 1_000);
    expect(JSON.stringify(facts)).not.toContain((await signedPayment()).payload.signature.slice(2));
    expect(readFacts(facts)).toEqual({
      network: 'eip155:84532',
      token: SEPOLIA_USDC.toLowerCase(),
      payer: payer.address.toLowerCase(),
      signer: 'key',
      payTo: PAY_TO,
      value: 49_990_000n,
      validBefore: BigInt(NOW + 300),
      nonce: `0x${'0'.repeat(63)}1`,
    });
  });

  it('seals the normalised payment alone', async () => {
    const { payload } = found(readPaymentHeader(headerOf(await signedPayment())));
    expect(Object.keys(payload)).toEqual(['network', 'accepted', 'payload']);
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
    const raw = fc.json({ maxDepth: 4 });
    const json = raw.map((value) => Buffer.from(value).toString('base64'));
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), bytes, json, raw), (header) => {
        expect(readPaymentHeader(header)).toHaveProperty('refused', 'payment_malformed');
      }),
      { numRuns: 500 },
    );
  });

  it.each(Object.entries(DIALECTS))('survives any value in any place of a good %s', async (_, speak) => {
    const good = speak(await signedPayment());
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
      fc.property(fc.constantFrom(...pathsIn(good)), values, (path, value) => {
        const read = readPayment(withValue(good, path, value));
        const word = 'refused' in read ? read.refused : read.fingerprint;
        expect(word).toMatch(
          /^(payment_malformed|wrong_network|eip3009:[1-9]\d*:0x[0-9a-f]{40}:0x[0-9a-f]{40}:0x[0-9a-f]{64})$/,
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

describe('a dialect', () => {
  it('is told by the payment, and says the same in each', async () => {
    const payment = await signedPayment();
    const credentials = Object.values(DIALECTS).map((speak) => found(readPayment(speak(payment))));
    expect(new Set(credentials.map(({ fingerprint }) => fingerprint))).toEqual(new Set([FINGERPRINT]));
    expect(new Set(credentials.map(({ facts }) => JSON.stringify(facts))).size).toBe(1);
    expect(new Set(credentials.map(({ payload }) => JSON.stringify(payload.payload))).size).toBe(1);
  });

  it.each([
    ['v1 of another network', { x402Version: 1, network: 'polygon' }, 'wrong_network'],
    ['v1 of a network that only looks known', { x402Version: 1, network: 'constructor' }, 'wrong_network'],
    ['v1 of another scheme', { x402Version: 1, scheme: 'upto' }, 'payment_malformed'],
    ['version 3', { x402Version: 3 }, 'payment_malformed'],
    ['version "1"', { x402Version: '1' }, 'payment_malformed'],
    ['no version', {}, 'payment_malformed'],
  ])('(%s) is refused', async (_, change, refused) => {
    const { payload } = await signedPayment();
    const read = readPayment({ scheme: 'exact', network: 'base-sepolia', payload, ...change });
    expect(read).toHaveProperty('refused', refused);
    expect(read).toHaveProperty('message', expect.stringMatching(/\.$/));
  });

  it('of version 1 names its network, also one that is not asked for', async () => {
    const { payload } = await signedPayment();
    const credential = found(readPayment({ x402Version: 1, scheme: 'exact', network: 'base', payload }));
    expect(credential.facts).toMatchObject({ network: 'eip155:8453', token: BASE_USDC.toLowerCase() });
  });
});

const ID = 'order-2026_0001-';
const withId = async (id: unknown) => ({
  ...(await signedPayment()),
  extensions: { 'payment-identifier': { info: { required: false, id } } },
});

describe('a payment identifier', () => {
  it("is the payer's id of their request", async () => {
    for (const id of [ID, 'x'.repeat(16), 'x'.repeat(128)]) {
      expect(found(readPayment(await withId(id))).request).toEqual({
        payer: payer.address.toLowerCase(),
        key: id,
      });
    }
  });

  it('is refused when it is malformed', async () => {
    for (const id of ['', 'x'.repeat(15), 'x'.repeat(129), `${ID} `, `${ID}é`, 7, {}, false]) {
      expect(readPayment(await withId(id))).toHaveProperty('refused', 'payment_malformed');
    }
  });

  it('is absent where the payer only echoes our extension, or none', async () => {
    const payment = await signedPayment();
    for (const extensions of [
      undefined,
      null,
      {},
      7,
      { 'payment-identifier': null },
      { 'payment-identifier': { info: { required: false } } },
      { 'payment-identifier': { info: { required: false, id: null } } },
      { other: { info: { id: ID } } },
    ]) {
      expect(found(readPayment({ ...payment, extensions }))).not.toHaveProperty('request');
    }
  });

  it('is only read in version 2, and no part of what is sealed', async () => {
    const payment = await withId(ID);
    expect(
      found(readPayment({ ...DIALECTS.v1?.(payment), extensions: payment.extensions })),
    ).not.toHaveProperty('request');
    expect(JSON.stringify(found(readPayment(payment)).payload)).not.toContain(ID);
  });
});

const signedWith = async (bytes: number) => {
  const payment = await signedPayment();
  return { ...payment, payload: { ...payment.payload, signature: `0x${'ab'.repeat(bytes)}` } };
};

describe('a signature', () => {
  it('of other than 65 bytes marks the payer as a contract', async () => {
    for (const bytes of [1, 64, 66, 1_500, 4_096]) {
      const { facts } = found(readPayment(await signedWith(bytes)));
      expect(facts.signer).toBe('contract');
      expect(readFacts(facts)?.signer).toBe('contract');
    }
  });

  it('longer than any contract needs is refused', async () => {
    expect(readPayment(await signedWith(4_097))).toHaveProperty('refused', 'payment_malformed');
  });
});

type Path = readonly string[];

/** Every place in a JSON value, below the value itself. */
function pathsIn(value: unknown): Path[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    [name],
    ...pathsIn(inner).map((path) => [name, ...path]),
  ]);
}

function withValue(value: object, [name = '', ...path]: Path, put: unknown): object {
  const inner = (value as Record<string, unknown>)[name];
  return { ...value, [name]: path.length === 0 ? put : withValue(inner as object, path, put) };
}
