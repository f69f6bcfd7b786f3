import type { ChallengeContext, Purchase } from '@railyard/core/rail';
import { Challenge } from 'mppx';
import { describe, expect, it } from 'vitest';
import { createCheck } from '../src/check.ts';
import { createKeys } from '../src/keys.ts';
import { type Issued, signedText } from '../src/wire/challenge.ts';
import type { Presented, Standard } from '../src/wire/credential.ts';
import { decodeJson, encodeJson } from '../src/wire/request.ts';
import {
  contextWith,
  issue,
  NOW,
  OPTIONS,
  presentedTo,
  purchase,
  SECRET,
  SPT,
  settingsWith,
} from './payer.ts';

const OLDER = 'an older secret of these tests, 32 bytes or more';
const check = createCheck(settingsWith());

function wordFor(
  presented: Presented,
  {
    on = purchase,
    by = check,
    ...change
  }: Partial<ChallengeContext> & { on?: Purchase; by?: typeof check } = {},
): string | null {
  return by(on, presented, contextWith(change))?.refused ?? null;
}

type Change = Partial<
  Pick<Issued, 'realm' | 'method' | 'intent' | 'request' | 'expires' | 'digest' | 'opaque'>
>;

/** A challenge with other parameters, signed all the same: only we could have made it. */
function signed(change: Change, secret = SECRET): Issued {
  const terms = { ...issue(), ...change };
  return { ...terms, id: createKeys([secret]).sign(signedText(terms)) };
}

/** A seller with these secrets. */
function holding(...secrets: string[]): { readonly by: typeof check } {
  return { by: createCheck(settingsWith({ secrets })) };
}

function answering(change: Change): Standard {
  return presentedTo(signed(change), { seen: { method: 'POST', digest: issue().digest, key: '' } });
}

describe('a credential of the standard form', () => {
  it('pays the purchase that its challenge was for', () => {
    expect(wordFor(presentedTo(issue()))).toBeNull();
    expect(wordFor(presentedTo(issue(), { externalId: 'order_1' }))).toBeNull();
  });

  it('is ours only with an id that we have signed', () => {
    const forged = [
      { ...issue(), id: issue().id },
      signed({}, OLDER),
      { ...issue(), expires: '2036-10-12T10:05:00.000Z' },
    ];
    expect(forged.map((challenge) => wordFor(presentedTo(challenge)))).toEqual(
      Array(3).fill('invalid_challenge'),
    );
  });

  it('is not ours when we signed it for another realm, method or intent', () => {
    for (const change of [{ realm: 'other.example' }, { method: 'tempo' }, { intent: 'session' }])
      expect(wordFor(answering(change))).toBe('invalid_challenge');
  });

  it('pays until its challenge expires, and not from then on', () => {
    const challenge = issue();
    const at = (seconds: number) => wordFor(presentedTo(challenge), { now: () => NOW + seconds * 1_000 });
    expect([at(0), at(299.999), at(300), at(9_999)]).toEqual([
      null,
      null,
      'challenge_expired',
      'challenge_expired',
    ]);
    expect(wordFor(answering({ expires: null }))).toBe('challenge_expired');
    expect(wordFor(answering({ expires: 'soon' }))).toBe('challenge_expired');
  });

  it('pays no other amount, currency, seller or kind of token', () => {
    const dearer: Purchase = { ...purchase, total: { amount: 5_000, currency: 'usd' } };
    const foreign: Purchase = { ...purchase, total: { amount: 4_999, currency: 'eur' } };
    expect(wordFor(presentedTo(issue()), { on: dearer })).toBe('wrong_terms');
    expect(wordFor(presentedTo(issue()), { on: foreign })).toBe('wrong_terms');
    for (const change of [{ networkId: 'profile_other' }, { paymentMethodTypes: ['card'] }])
      expect(wordFor(presentedTo(issue()), { by: createCheck(settingsWith(change)) })).toBe('wrong_terms');
    expect(wordFor(answering({ request: encodeJson({ amount: '4999' }) }))).toBe('wrong_terms');
    expect(wordFor(answering({ request: 'none' }))).toBe('wrong_terms');
  });

  it('pays whatever the order is called by now', () => {
    expect(wordFor(presentedTo(issue()), { on: { ...purchase, order: 'order_2' } })).toBeNull();
  });

  it.each([
    ['tenant', { tenant: 'tenant_2' }],
    ['caller', { principal: 'principal_2' }],
    ['cart', { scope: 'cart_2' }],
    ['address', { resource: 'https://shop.example/carts/cart_2/checkout' }],
    ['version', { on: { ...purchase, version: 4 } }],
  ])('pays for no other %s', (_, change) => {
    expect(wordFor(presentedTo(issue()), change)).toBe('wrong_purchase');
  });

  it('pays for no other method or idempotency key of the request, nor with an opaque that is not ours', () => {
    const { digest } = issue();
    for (const seen of [
      { method: 'PUT', digest, key: '' },
      { method: 'POST', digest, key: 'of another idempotency key' },
    ])
      expect(wordFor(presentedTo(issue(), { seen }))).toBe('wrong_purchase');
    const later = encodeJson({ ...decodeJson(issue().opaque ?? ''), v: '2' });
    for (const opaque of [null, 'none', encodeJson({ v: '1' }), later])
      expect(wordFor(answering({ opaque }))).toBe('wrong_purchase');
  });

  it('tells addresses apart that are too long to be in it', () => {
    const resource = `https://shop.example/${'x'.repeat(2_000)}`;
    const challenge = issue(settingsWith(), { resource });
    expect(challenge.opaque?.length).toBeLessThan(600);
    expect(wordFor(presentedTo(challenge), { resource })).toBeNull();
    expect(wordFor(presentedTo(challenge), { resource: `${resource}x` })).toBe('wrong_purchase');
  });

  it('pays with the body that was challenged and no other', () => {
    const none = { method: 'POST', digest: null, key: '' };
    const other = { method: 'POST', digest: 'sha-256=:AAAA:', key: '' };
    expect(wordFor(presentedTo(issue(), { seen: none }))).toBe('body_changed');
    expect(wordFor(presentedTo(issue(), { seen: other }))).toBe('body_changed');
    expect(wordFor({ ...answering({ digest: null }), seen: other })).toBe('body_changed');
    expect(wordFor({ ...answering({ digest: null }), seen: none })).toBeNull();
  });

  it('takes the order from the challenge, whatever the payload says', () => {
    for (const externalId of ['order_2', ''])
      expect(wordFor(presentedTo(issue(), { externalId }))).toBe('wrong_external_id');
  });
});

describe('the secrets', () => {
  const challenge = issue(settingsWith({ secrets: [OLDER] }));

  it('verify what an older one has signed for as long as it is there', () => {
    expect(wordFor(presentedTo(challenge), holding(OLDER))).toBeNull();
    expect(wordFor(presentedTo(challenge), holding(SECRET, OLDER))).toBeNull();
    expect(wordFor(presentedTo(challenge), holding(SECRET))).toBe('invalid_challenge');
  });

  it('sign with the newest', () => {
    const next = issue(settingsWith({ secrets: [SECRET, OLDER] }));
    expect(wordFor(presentedTo(next), holding(SECRET))).toBeNull();
    expect(wordFor(presentedTo(next), holding(OLDER))).toBe('invalid_challenge');
  });

  it('do not make a challenge of mppx one of ours, though it is signed with the same', () => {
    const { request, expires } = issue();
    const terms = JSON.parse(Buffer.from(request, 'base64url').toString()) as Record<string, unknown>;
    const meta = { _mppx_scope: '/carts/cart_1/checkout' };
    const made = Challenge.from({
      secretKey: SECRET,
      realm: OPTIONS.realm,
      method: 'stripe',
      intent: 'charge',
      request: terms,
      expires: expires ?? '',
      meta,
    });
    const theirs = {
      ...issue(),
      id: made.id,
      digest: null,
      opaque: encodeJson(meta),
      request: encodeJson(terms as never),
    };
    expect(wordFor(presentedTo(theirs))).toBe('wrong_purchase');
  });
});

describe('a token alone', () => {
  it('pays the version that its sender was quoted, no other, and nothing without a quote', () => {
    expect([3, 2, 4, null].map((quoted) => wordFor({ form: 'raw', spt: SPT, quoted }))).toEqual([
      null,
      'wrong_terms',
      'wrong_terms',
      'not_quoted',
    ]);
  });
});

it('tells no secret, token or id in a refusal', () => {
  const refusals = [
    check(purchase, presentedTo({ ...issue(), id: 'forged' }), contextWith()),
    check(purchase, presentedTo(issue(), { externalId: 'order_2' }), contextWith()),
    check(purchase, { form: 'raw', spt: SPT, quoted: null }, contextWith()),
  ];
  expect(refusals.every((refusal) => refusal !== null)).toBe(true);
  expect(JSON.stringify(refusals)).not.toMatch(/spt_|forged|order_|secret/);
});
