import type { KeyObject } from 'node:crypto';
import { decodeProtectedHeader, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { broken, checkout, json } from './answers.ts';
import { ed25519, type Pair, p256 } from './key.ts';
import { lastOf, mount, NOW, OPTIONS, PAGE, type Sent } from './mount.ts';

const PAIRS: readonly (readonly [form: string, alg: string, pair: Pair])[] = [
  ['Ed25519 in base64', 'EdDSA', ed25519()],
  ['P-256 in PKCS #8', 'ES256', p256('pkcs8')],
  ['P-256 in SEC1', 'ES256', p256('sec1')],
];

function tokenIn({ headers }: Sent): string {
  return headers.get('authorization')?.replace(/^Bearer /, '') ?? '';
}

async function verified(sent: Sent, publicKey: KeyObject) {
  return jwtVerify(tokenIn(sent), publicKey, { currentDate: new Date(NOW), issuer: 'cdp' });
}

describe.each(PAIRS)('a token signed with %s', (_, alg, { secret, publicKey }) => {
  it('says exactly this, and verifies', async () => {
    const mounted = mount([json(checkout('ACTIVE'))], { keySecret: secret });
    await mounted.status();
    const { payload, protectedHeader } = await verified(lastOf(mounted), publicKey);
    expect(protectedHeader).toEqual({
      alg,
      kid: OPTIONS.keyId,
      typ: 'JWT',
      nonce: expect.stringMatching(/^[0-9a-f]{32}$/) as unknown,
    });
    expect(payload).toEqual({
      sub: OPTIONS.keyId,
      iss: 'cdp',
      uris: ['GET business.coinbase.com/sandbox/api/v1/checkouts/68f7a946db0529ea9b6d3a12'],
      iat: NOW / 1_000,
      nbf: NOW / 1_000,
      exp: NOW / 1_000 + 120,
    });
  });

  it('verifies with a secret whose line breaks are written out', async () => {
    const mounted = mount([json(checkout('ACTIVE'))], { keySecret: ` ${secret.replaceAll('\n', '\\n')}\n` });
    expect(await mounted.status()).toEqual(PAGE);
    await expect(verified(lastOf(mounted), publicKey)).resolves.toBeDefined();
  });
});

describe('a token', () => {
  it('is for one request each: method, host and path, without the query', async () => {
    const pair = ed25519();
    const mounted = mount([broken, json({ checkouts: [] })], { keySecret: pair.secret, mode: 'live' });
    await mounted.settle();
    await mounted.status({ reference: null });
    const uris = await Promise.all(
      mounted.sent.map(async (sent) => (await verified(sent, pair.publicKey)).payload.uris),
    );
    expect(uris).toEqual([
      ['POST business.coinbase.com/api/v1/checkouts'],
      ['GET business.coinbase.com/api/v1/checkouts'],
    ]);
    expect(mounted.sent[1]?.url.search).not.toBe('');
  });

  it('names the port of another address', async () => {
    const pair = ed25519();
    const mounted = mount([broken], {
      keySecret: pair.secret,
      apiUrl: 'http://127.0.0.1:4242/coinbase/api/v1',
    });
    await mounted.settle();
    const { payload } = await verified(lastOf(mounted), pair.publicKey);
    expect(payload.uris).toEqual(['POST 127.0.0.1:4242/coinbase/api/v1/checkouts']);
  });

  it('is never the same twice, even in one second', async () => {
    const mounted = mount([broken, broken]);
    await mounted.settle();
    await mounted.settle();
    const [one, other] = mounted.sent.map((sent) => decodeProtectedHeader(tokenIn(sent)).nonce);
    expect(one).not.toBe(other);
  });
});

describe('a secret that has the form of a key and is none', () => {
  const der = Buffer.from([0x30, 0x03, 0x02, 0x01, 0x00]).toString('base64');
  const SECRETS = [
    `-----BEGIN PRIVATE KEY-----\n${der}\n-----END PRIVATE KEY-----`,
    `-----BEGIN EC PRIVATE KEY-----\n${der}\n-----END EC PRIVATE KEY-----`,
  ];

  it.each(SECRETS)('is named before anything is sent, and not told', async (keySecret) => {
    const mounted = mount([json(checkout('ACTIVE'))], { keySecret });
    const error = await mounted.prepared().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'configuration',
      message: expect.stringContaining('keySecret') as unknown,
    });
    expect(String(error)).not.toContain(der);
    expect(mounted.sent).toEqual([]);
  });

  it.each(SECRETS)('leaves a payment in doubt that was made with another', async (keySecret) => {
    const prepared = await mount().prepared();
    const mounted = mount([json(checkout('COMPLETED'))], { keySecret });
    const ref = { ...(await mount().ref()), prepared };
    expect(await mounted.rail.status(ref, mounted.context)).toEqual({
      state: 'unknown',
      reason: 'not_signed',
    });
    expect(mounted.sent).toEqual([]);
  });
});
