import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openKey } from '../src/keys.ts';
import { decode, encode } from '../src/wire/base64url.ts';
import { encodeClaims, encodeToken, readClaims, readToken } from '../src/wire/token.ts';
import { linksWith, NOW, SECRET } from './shop.ts';

const CLAIMS = {
  referral: 'ref_1',
  variant: 'var_bench',
  seller: 'oakridge',
  issuedAt: NOW,
  expiresAt: NOW + 60_000,
  id: 'link_1',
};

const payloadOf = (value: unknown): string => encode(new TextEncoder().encode(JSON.stringify(value)));

const second = fc.integer({ min: 0, max: 8.64e12 }).map((time) => time * 1_000);
const name = fc.string({ unit: 'grapheme', maxLength: 60 });
const claims = fc.record({
  referral: name,
  variant: name,
  seller: name,
  issuedAt: second,
  expiresAt: second,
  id: name,
});

const text = fc.string({
  unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
});
const any = fc.oneof(text, fc.constant('oakridge'), fc.integer(), fc.jsonValue());
const members = fc.record({ r: any, v: any, s: any, iat: any, exp: any, jti: any });
const ours = fc.record({
  r: text,
  v: text,
  s: fc.constant('oakridge'),
  iat: fc.nat(),
  exp: fc.nat(),
  jti: text,
});
const payload = fc.oneof(
  members.map(payloadOf),
  ours.map(payloadOf),
  fc.jsonValue().map(payloadOf),
  fc.uint8Array().map(encode),
  fc.stringMatching(/^[\w-]{1,60}$/),
);

const part = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.base64String(), fc.constant('v1'));
const written = fc.oneof(
  part,
  fc.array(part, { maxLength: 6 }).map((parts) => parts.join('.')),
  fc.stringMatching(/^v1\.[\w-]{8}\.[\w-]{1,60}\.[\w-]{43}$/),
);

describe('a token', () => {
  it('has four parts, and its payload five names', () => {
    const token = encodeToken(encodeClaims('key_1234', CLAIMS) ?? '', new Uint8Array(32));
    expect(token).toBe(
      `v1.key_1234.${payloadOf({ r: 'ref_1', v: 'var_bench', s: 'oakridge', iat: NOW / 1_000, exp: NOW / 1_000 + 60, jti: 'link_1' })}.${'A'.repeat(43)}`,
    );
  });

  it('is read as it was written', () => {
    fc.assert(
      fc.property(claims, fc.uint8Array({ minLength: 32, maxLength: 32 }), (said, signature) => {
        const signed = encodeClaims('key_1234', said) ?? '';
        const read = readToken(encodeToken(signed, signature));
        expect(read).toMatchObject({ kid: 'key_1234', text: signed });
        expect([...(read?.signature ?? [])]).toEqual([...signature]);
        expect(readClaims(read?.payload ?? '')).toEqual(said);
      }),
    );
  });

  it('is read or not, whatever is written, and nothing is thrown', async () => {
    const links = linksWith();
    await fc.assert(
      fc.asyncProperty(written, async (token) => {
        const read = readToken(token);
        expect([null, token]).toContain(read && encodeToken(read.text, read.signature));
        expect(await links.follow(token, NOW)).toEqual({ to: 'nowhere' });
      }),
      { numRuns: 2_000 },
    );
  });

  it('leads somewhere or not, whatever we have signed, and nothing is thrown', async () => {
    const links = linksWith();
    const key = await openKey(SECRET);
    await fc.assert(
      fc.asyncProperty(payload, async (said) => {
        const signed = `v1.${key.id}.${said}`;
        const followed = await links.follow(encodeToken(signed, await key.sign(signed)), NOW);
        expect(['nowhere', 'storefront', 'product']).toContain(followed.to);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is not read when it is long, however long', () => {
    for (const length of [2_000, 1_000_000]) {
      expect(readToken(`v1.key_1234.${'A'.repeat(length)}.${'A'.repeat(43)}`)).toBeNull();
    }
  });
});

describe('a payload', () => {
  it('is read or not, whatever it holds, and nothing is thrown', () => {
    fc.assert(
      fc.property(payload, (said) => {
        const { issuedAt, expiresAt } = readClaims(said) ?? CLAIMS;
        expect([issuedAt, expiresAt].every(Number.isSafeInteger)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  const good = { r: 'r', v: 'v', s: 's', iat: 1, exp: 2, jti: 'j' };

  it.each([
    ...Object.keys(good).flatMap((member) =>
      [null, [], {}, true, undefined].map((value) => ({ ...good, [member]: value })),
    ),
    { ...good, r: 1 },
    { ...good, exp: '2' },
    { ...good, exp: 1.5 },
    { ...good, exp: -1 },
    { ...good, exp: 8.64e12 + 1 },
    null,
    'text',
    [good],
  ])('%j is not read', (value) => {
    expect(readClaims(payloadOf(value))).toBeNull();
  });

  it('is not read when it is no UTF-8', () => {
    const bytes = new TextEncoder().encode(JSON.stringify(good));
    bytes[6] = 0xff; // within the text of a member
    expect(readClaims(encode(bytes))).toBeNull();
  });

  it('is read with members that are new', () => {
    expect(readClaims(payloadOf({ ...good, more: 1 }))).toMatchObject({ referral: 'r', expiresAt: 2_000 });
  });
});

describe('base64url', () => {
  it('has one spelling for each run of bytes, and is what others write', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const spelling = encode(bytes);
        expect(spelling).toBe(Buffer.from(bytes).toString('base64url'));
        expect([...(decode(spelling) ?? [])]).toEqual([...bytes]);
      }),
    );
  });

  it.each(['A', 'AB', 'AAB', 'AA==', 'A+', 'A/', 'A A', 'AA\n', 'é'])('%j is none', (spelling) => {
    expect(decode(spelling)).toBeNull();
  });
});
