import { createHash } from 'node:crypto';
import type { Json, RailRequest } from '@railyard/core/rail';
import { describe, expect, it } from 'vitest';
import { createDetect } from '../src/detect.ts';
import { decodeJson } from '../src/wire/request.ts';
import { answerTo, base64url, found, headerOf, issue, requestWith, SPT, settingsWith } from './payer.ts';

const detect = createDetect(settingsWith());
const challenge = issue();
const answer = answerTo(challenge);
const standard = headerOf(answer);
const raw = `Payment ${SPT}`;

const wordFor = (request: RailRequest) => {
  const detected = detect(request);
  return detected && 'refused' in detected ? detected.refused : (detected?.payload.form ?? null);
};
const inMeta = (credential: unknown) =>
  requestWith({}, { meta: { 'org.paymentauth/credential': credential as Json } });

const FINGERPRINT = `spt:${createHash('sha256').update(SPT).digest('base64')}`;

describe('a credential of the standard form', () => {
  it('is read from either header and from _meta, and is one credential wherever it is', () => {
    const places = [
      requestWith({ authorization: standard }),
      requestWith({ 'payment-authorization': standard }),
      requestWith({ authorization: `Bearer key_1, ${standard}` }),
      requestWith({ authorization: `${standard}, Bearer key_1` }),
      requestWith({ authorization: standard.replace('Payment ', 'pAYMENT   ') }),
      requestWith({ authorization: `Digest a="x, Payment y", b=c, ${standard}` }),
      inMeta(answer),
    ].map((request) => found(detect(request)));
    expect(new Set(places.map((credential) => JSON.stringify(credential))).size).toBe(1);
    expect(places[0]).toEqual({
      fingerprint: FINGERPRINT,
      payload: {
        form: 'standard',
        spt: SPT,
        challenge,
        externalId: null,
        seen: { method: 'POST', digest: challenge.digest, key: '' },
      },
      facts: { challenge: challenge.id, external_id: 'order_1' },
      expiresAt: null,
      request: { payer: 'challenge', key: challenge.id },
    });
  });

  it('may say request and opaque as JSON, in any order of names', () => {
    const opaque = decodeJson(challenge.opaque ?? '') ?? {};
    const native = { ...challenge, request: decodeJson(challenge.request), opaque };
    const backwards = Object.fromEntries(Object.entries(opaque).toReversed());
    for (const credential of [answerTo(native), answerTo({ ...native, opaque: backwards })])
      expect(found(detect(inMeta(credential))).payload).toMatchObject({ challenge });
  });

  it('remembers the method and the body of the request that it came with', () => {
    const request = requestWith({ authorization: standard }, { method: 'GET', body: new Uint8Array() });
    expect(found(detect(request)).payload).toMatchObject({ seen: { method: 'GET', digest: null } });
  });

  it('takes null, and the field Authorization, for what is not there', () => {
    const same = [
      { ...challenge, header: null, description: 'Tea', unknown: 1 },
      { ...challenge, header: 'Authorization' },
    ].map((echo) => found(detect(inMeta({ challenge: echo, payload: { spt: SPT, externalId: null } }))));
    expect(same.map(({ payload }) => payload)).toEqual(
      Array(2).fill(found(detect(requestWith({ authorization: standard }))).payload),
    );
  });

  it('is for the method stripe and the intent charge alone', () => {
    for (const change of [{ method: 'tempo' }, { intent: 'session' }])
      expect(wordFor(inMeta(answerTo({ ...challenge, ...change })))).toBe('method_unsupported');
  });

  it.each([
    ['no challenge', { payload: { spt: SPT } }],
    ['no payload', { challenge }],
    ['no token', answerTo(challenge, {})],
    ['a token of another kind', answerTo(challenge, { spt: 'pm_card_visa' })],
    ['a token that is too long', answerTo(challenge, { spt: `spt_${'x'.repeat(256)}` })],
    ['an externalId that is no text', answerTo(challenge, { spt: SPT, externalId: 7 })],
    ['an empty id', answerTo({ ...challenge, id: '' })],
    ['an id that is too long', answerTo({ ...challenge, id: 'x'.repeat(257) })],
    ['a bar in the realm', answerTo({ ...challenge, realm: 'shop|example' })],
    ['a line break in the realm', answerTo({ ...challenge, realm: 'shop\r\nexample' })],
    ['a bar in the digest', answerTo({ ...challenge, digest: 'sha-256=|' })],
    ['text beyond ASCII in expires', answerTo({ ...challenge, expires: '２０２６' })],
    ['another field', answerTo({ ...challenge, header: 'X-Payment' })],
    ['a request that is a number', answerTo({ ...challenge, request: 1 })],
    ['an opaque that is a list', answerTo({ ...challenge, opaque: [] })],
    ['an opaque that is a number', answerTo({ ...challenge, opaque: 0 })],
    ['a request that is too long', answerTo({ ...challenge, request: { a: 'x'.repeat(20_000) } })],
    ['members only by inheritance', JSON.parse(`{"__proto__":${JSON.stringify(answer)}}`)],
    ['a list', [answer]],
    ['nothing', null],
    ['text', standard],
  ])('is refused with %s', (_, credential) => {
    expect(wordFor(inMeta(credential))).toBe('malformed_credential');
  });

  it('is refused in a header that is not JSON in base64url', () => {
    const json = JSON.stringify(answer);
    const texts = [
      '',
      'abc',
      '!!!',
      json,
      base64url('[]'),
      base64url(`${json},`),
      base64url(`\ufeff${json}`),
    ];
    for (const text of [...texts, `${base64url(json)} ${base64url(json)}`, 'id="a", realm="b"'])
      expect([text, wordFor(requestWith({ authorization: `Payment ${text}` }))]).toEqual([
        text,
        'malformed_credential',
      ]);
  });

  it('is refused when it is nested deeper than anybody means', () => {
    let deep: Json = {};
    for (let level = 0; level < 100_000; level += 1) deep = { deep };
    expect(wordFor(inMeta(answerTo({ ...challenge, request: deep })))).toBe('malformed_credential');
  });

  it('may be padded, and has no other second spelling', () => {
    const text = base64url(JSON.stringify({ ...answer, source: 'did:key:z' }));
    const padded = text.padEnd(Math.ceil(text.length / 4) * 4, '=');
    expect(wordFor(requestWith({ authorization: `Payment ${padded}` }))).toBe('standard');
    for (const other of [
      `${padded}=`,
      `${text}A`,
      text.replaceAll('a', '+'),
      `${text.slice(0, 8)}\n${text.slice(8)}`,
    ])
      expect(wordFor(requestWith({ authorization: `Payment ${other}` }))).toBe('malformed_credential');
  });
});

describe('a token alone', () => {
  it('is a credential with the quote that the platform remembers', () => {
    const detected = found(detect(requestWith({ authorization: raw }, { quoted: 3 })));
    expect(detected).toEqual({
      fingerprint: FINGERPRINT,
      payload: { form: 'raw', spt: SPT, quoted: 3 },
      facts: {},
      expiresAt: null,
    });
    const apart = requestWith({ 'payment-authorization': raw }, { quoted: null });
    expect(found(detect(apart)).payload).toMatchObject({ quoted: null });
  });

  it('is refused where the platform remembers no quotes', () => {
    expect(wordFor(requestWith({ authorization: raw }))).toBe('raw_token_not_taken');
  });

  it('is refused where the seller does not take it', () => {
    const strict = createDetect(settingsWith({ rawTokens: false }));
    const request = requestWith({ authorization: raw }, { quoted: 3 });
    expect(strict(request)).toMatchObject({ refused: 'raw_token_not_taken' });
    expect(strict(requestWith({ authorization: standard }))).toMatchObject({ payload: { form: 'standard' } });
  });

  it('is never a fact', () => {
    const facts = [raw, standard].map(
      (authorization) => found(detect(requestWith({ authorization }, { quoted: 3 }))).facts,
    );
    expect(JSON.stringify(facts)).not.toContain('spt');
  });
});

describe('a request', () => {
  it.each([
    {},
    { authorization: 'Bearer key_1' },
    { authorization: 'Bearer Payment' },
    { authorization: `Paymentspt_1, Payments ${SPT}` },
    { authorization: `Digest a="Payment ${SPT}, Payment ${SPT}"` },
    { authorization: '' },
    { authorization: ',,,' },
    { authorization: `Bearer ${'x'.repeat(20_000)}` },
    { 'payment-authorization': 'Bearer key_1' },
    { 'x-payment': raw },
  ])('carries none of our credentials in %j', (headers) => {
    expect(detect(requestWith(headers))).toBeNull();
  });

  it('may carry one credential twice, and no two', () => {
    expect(wordFor(requestWith({ authorization: standard, 'payment-authorization': standard }))).toBe(
      'standard',
    );
    expect(wordFor(requestWith({ authorization: `${raw}, ${raw}` }, { quoted: null }))).toBe('raw');
    const other = headerOf(answerTo(issue()));
    for (const [one, two] of [
      [standard, other],
      [standard, raw],
      [raw, `${raw}2`],
    ]) {
      for (const headers of [
        { authorization: `${one}, ${two}` },
        { authorization: one, 'payment-authorization': two },
      ])
        expect(wordFor(requestWith(headers, { quoted: null }))).toBe('payment_ambiguous');
    }
    expect(wordFor(requestWith({ authorization: `${standard}, Payment !` }))).toBe('malformed_credential');
  });

  it('is refused with a header that is too long to be a credential', () => {
    const authorization = `Payment ${'A'.repeat(16_384)}`;
    expect(wordFor(requestWith({ authorization }))).toBe('malformed_credential');
    const crowded = `Bearer ${'x'.repeat(16_384)}, ${standard}`;
    expect(wordFor(requestWith({ authorization: crowded }))).toBe('malformed_credential');
  });

  it('never has its token told in a refusal', () => {
    const requests = [
      requestWith({ authorization: `${raw}, ${standard}` }),
      inMeta(answerTo({ ...challenge, id: '' })),
      requestWith({ authorization: `Payment ${SPT}!` }),
    ];
    for (const request of requests) expect(JSON.stringify(detect(request))).not.toContain(SPT);
  });
});
