import * as fc from 'fast-check';
import { Challenge, Credential } from 'mppx';
import { Mppx, stripe } from 'mppx/client';
import { describe, expect, it } from 'vitest';
import { createChallenge } from '../src/challenge.ts';
import { createDetect } from '../src/detect.ts';
import { createKeys } from '../src/keys.ts';
import { encodeChallenge, readChallenge, signedText } from '../src/wire/challenge.ts';
import { encodeJson } from '../src/wire/request.ts';
import { contextWith, found, issue, purchase, requestWith, SECRET, SPT, settingsWith } from './payer.ts';

const BEARER = requestWith({ authorization: 'Bearer key_1' });
const challenge = createChallenge(settingsWith());

function headerOf(request = requestWith()): string {
  return challenge(purchase, contextWith({ request })).headers['WWW-Authenticate'] ?? '';
}

describe('mppx', () => {
  it('verifies our challenge with the same secret, and refuses it with another', () => {
    for (const request of [requestWith(), BEARER]) {
      const read = Challenge.deserialize(headerOf(request));
      expect(Challenge.verify(read, { secretKey: SECRET })).toBe(true);
      expect(Challenge.verify(read, { secretKey: `${SECRET}!` })).toBe(false);
      expect(read.request).toMatchObject({ amount: '4999', currency: 'usd' });
    }
  });

  it('answers our challenge with a credential that we read', async () => {
    const seen: unknown[] = [];
    const method = stripe.charge({
      paymentMethod: 'pm_card_visa',
      createToken: async ({ amount, currency, networkId, expiresAt }) => {
        seen.push({ amount, currency, networkId, expiresAt });
        return SPT;
      },
    });
    const client = Mppx.create({ methods: [method], polyfill: false });
    const { headers } = challenge(purchase, contextWith({ request: BEARER, now: () => Date.now() }));
    const authorization = await client.createCredential(
      new Response(null, { status: 402, headers: { ...headers } }),
    );
    const { payload } = found(
      createDetect(settingsWith())(requestWith({ 'payment-authorization': authorization })),
    );
    expect(payload).toMatchObject({ form: 'standard', spt: SPT, externalId: 'order_1' });
    expect(payload).toMatchObject({ challenge: readChallenge(headers['WWW-Authenticate'] ?? '') });
    expect(seen).toMatchObject([{ amount: '4999', currency: 'usd', networkId: 'profile_test_1' }]);
  });

  const word = fc.stringMatching(/^[a-z][a-z0-9]{0,11}$/);
  const realm = fc.stringMatching(/^[ !#-[\]-{}~]{1,40}$/);
  const json = fc.dictionary(
    fc.string().filter((name) => name !== '__proto__'),
    fc.oneof(fc.string({ unit: 'binary' }), fc.integer(), fc.boolean(), fc.array(fc.string())),
    { maxKeys: 5 },
  );
  const terms = fc.record({
    realm,
    method: word,
    intent: word,
    request: json,
    expires: fc.option(fc.constantFrom('2026-10-12T10:05:00Z', '2030-01-01T00:00:00.000+02:00')),
    digest: fc.option(fc.base64String({ minLength: 4, maxLength: 44 }).map((text) => `sha-256=:${text}:`)),
    meta: fc.option(
      fc.dictionary(
        fc.string().filter((name) => name !== '__proto__'),
        fc.string(),
        { maxKeys: 4 },
      ),
    ),
    header: fc.option(fc.constant('Payment-Authorization')),
  });

  it('gives every challenge the id that we give it, and reads in our header what we wrote', () => {
    const keys = createKeys([SECRET]);
    fc.assert(
      fc.property(terms, ({ expires, digest, meta, header, request, ...rest }) => {
        const optionals = {
          ...(expires !== null && { expires }),
          ...(digest !== null && { digest }),
          ...(meta !== null && { meta }),
          ...(header !== null && { header }),
        };
        const theirs = Challenge.from({ ...rest, ...optionals, request, secretKey: SECRET });
        const opaque = meta && encodeJson(meta);
        const ours = { ...rest, request: encodeJson(request), expires, digest, opaque, header };
        const id = keys.sign(signedText(ours));
        expect(id).toBe(theirs.id);
        expect(readChallenge(Challenge.serialize(theirs))).toEqual({ id, ...ours });
        const read = Challenge.deserialize(encodeChallenge({ id, ...ours }, 'spt'));
        expect(read).toMatchObject({ ...rest, id, request });
        expect(Challenge.verify(read, { secretKey: SECRET })).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });

  it('writes credentials that we read as they were meant', () => {
    const detect = createDetect(settingsWith());
    const payload = fc.record(
      { spt: fc.stringMatching(/^spt_\w{1,40}$/), externalId: fc.string({ unit: 'binary' }) },
      { requiredKeys: ['spt'] },
    );
    fc.assert(
      fc.property(payload, fc.constantFrom(requestWith(), BEARER), (paid, request) => {
        const issued = issue(settingsWith(), { request });
        const read = Challenge.deserialize(encodeChallenge(issued, null));
        const authorization = Credential.serialize({ challenge: read, payload: paid });
        expect(found(detect(requestWith({ authorization }))).payload).toEqual({
          form: 'standard',
          spt: paid.spt,
          challenge: issued,
          externalId: paid.externalId ?? null,
          seen: { method: 'POST', digest: issued.digest, key: '' },
        });
      }),
      { numRuns: 1_000 },
    );
  });
});
