import type { Json, Challenge as Made, Purchase } from '@railyard/core/rail';
import * as fc from 'fast-check';
import { Challenge } from 'mppx';
import { describe, expect, it } from 'vitest';
import { createChallenge } from '../src/challenge.ts';
import { createCheck } from '../src/check.ts';
import { createDetect } from '../src/detect.ts';
import { readChallenge } from '../src/wire/challenge.ts';
import {
  contextWith,
  found,
  issue,
  purchase,
  REALM,
  requestWith,
  SECRET,
  SPT,
  settingsWith,
} from './payer.ts';

const BEARER = requestWith({ authorization: 'Bearer key_1' });
const CALL = requestWith({}, { method: 'tools/call' });
const challenge = createChallenge(settingsWith());

function headerIn({ headers }: Made): string {
  return headers['WWW-Authenticate'] ?? '';
}

function decoded(encoded: string | null | undefined): unknown {
  return JSON.parse(Buffer.from(encoded ?? '', 'base64url').toString());
}

function nativeIn({ meta }: Made): Record<string, unknown> {
  const required = meta['org.paymentauth/payment-required'] as { challenges: [Record<string, unknown>] };
  return required.challenges[0];
}

/** Asks for a challenge with this `Accept-Payment`. */
function asked(accept: string): () => Made {
  return () => challenge(purchase, contextWith({ request: requestWith({ 'accept-payment': accept }) }));
}

describe('a challenge over HTTP', () => {
  it('begins as payers with a bare token expect it, and holds the standard beside', () => {
    const header = headerIn(challenge(purchase, contextWith()));
    expect(header).toMatch(
      /^Payment realm="shop\.example", token_types="spt", id="[\w-]{43}", method="stripe", intent="charge", request="/,
    );
    expect(readChallenge(header)).toMatchObject({
      realm: REALM,
      expires: '2026-10-12T10:05:00.000Z',
      digest: 'sha-256=:q+rnFAYKoKVoJPgaYDJgDFKUlMbuxb7A4tDr1bu0GJs=:',
      header: null,
    });
  });

  it('offers no bare token where the platform remembers no quotes', () => {
    const { headers, body, offer } = challenge(purchase, contextWith({ request: requestWith() }));
    expect(headers['WWW-Authenticate']).toMatch(/^Payment realm="shop\.example", id=/);
    expect(body).not.toHaveProperty('token_types');
    expect(offer.how).not.toContain('spt_');
  });

  it('asks for the total in minor units, for the order, at the seller', () => {
    expect(decoded(issue().request)).toEqual({
      amount: '4999',
      currency: 'usd',
      externalId: 'order_1',
      methodDetails: { networkId: 'profile_test_1', paymentMethodTypes: ['card', 'link'] },
    });
  });

  it('tells in opaque, as a flat map of text, whom it was issued to and what for', () => {
    expect(decoded(issue().opaque)).toEqual({
      v: '1',
      tenant: 'tenant_1',
      principal: 'principal_1',
      cart: 'cart_1',
      version: '3',
      method: 'POST',
      resource: 'https://shop.example/carts/cart_1/checkout',
      key: '',
      issued: '2026-10-12T10:00:00.000Z',
      nonce: expect.stringMatching(/^[\w-]{22}$/) as unknown,
    });
  });

  it('has an id of its own each time, though the terms are the same', () => {
    const ids = Array.from({ length: 100 }, () => issue().id);
    expect(new Set(ids).size).toBe(100);
    expect(new Set([issue().request, issue().request]).size).toBe(1);
  });

  it('asks for another total once the purchase has one', () => {
    const dearer: Purchase = { ...purchase, version: 4, total: { amount: 5999, currency: 'usd' } };
    const amounts = [purchase, dearer, purchase].map((one) => {
      const read = readChallenge(headerIn(challenge(one, contextWith())));
      return (decoded(read?.request) as { amount: string }).amount;
    });
    expect(amounts).toEqual(['4999', '5999', '4999']);
  });

  it('leaves Authorization to an API key that stands there, and to nothing else', () => {
    const fields = [BEARER, requestWith(), requestWith({ authorization: `Payment ${SPT}` })].map(
      (request) => issue(settingsWith(), { request }).header,
    );
    expect(fields).toEqual(['Payment-Authorization', null, null]);
    const mixed = requestWith({ authorization: `Bearer key_1, Payment ${SPT}` });
    expect(issue(settingsWith(), { request: mixed }).header).toBe('Payment-Authorization');
  });

  it('names no digest for a request without a body', () => {
    const request = requestWith({}, { method: 'GET', body: new Uint8Array() });
    expect(issue(settingsWith(), { request }).digest).toBeNull();
    expect(headerIn(challenge(purchase, contextWith({ request })))).not.toContain('digest');
  });

  it('mentions bare tokens nowhere when they are not taken', () => {
    const made = createChallenge(settingsWith({ rawTokens: false }))(purchase, contextWith());
    expect(JSON.stringify(made)).not.toMatch(/token_types|Payment spt_/);
    expect(readChallenge(headerIn(made))).not.toBeNull();
  });

  it('lasts as long as the options say', () => {
    expect(issue(settingsWith({ expiresIn: 60 })).expires).toBe('2026-10-12T10:01:00.000Z');
  });

  it('stays in printable ASCII and under 8 kB whatever the names and the address', () => {
    const text = fc.string({ unit: 'binary', maxLength: 60 });
    const resource = fc.oneof(text, fc.string({ maxLength: 9_000 }), fc.constant('"\\|\r\n茶'.repeat(200)));
    fc.assert(
      fc.property(text, text, resource, text, (order, scope, address, tenant) => {
        const context = contextWith({ scope, resource: address, tenant, request: BEARER });
        const header = headerIn(challenge({ ...purchase, order }, context));
        expect(header).toMatch(/^[\x20-\x7e]+$/);
        expect(header.length).toBeLessThan(8_000);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('the rest of a challenge', () => {
  it('repeats the id and the kind of token in the body', () => {
    const made = challenge(purchase, contextWith());
    expect(made.body).toEqual({
      challengeId: readChallenge(headerIn(made))?.id,
      token_types: ['spt'],
    });
  });

  it('has native terms over MCP, and no header', () => {
    const made = challenge(purchase, contextWith({ request: CALL }));
    expect(made.headers).toEqual({});
    expect(made.body).toEqual({ challengeId: nativeIn(made).id });
    expect(nativeIn(made)).toMatchObject({
      realm: REALM,
      method: 'stripe',
      intent: 'charge',
      expires: '2026-10-12T10:05:00.000Z',
      request: { amount: '4999', currency: 'usd' },
    });
    expect(Challenge.verify(Challenge.Schema.parse(nativeIn(made)), { secretKey: SECRET })).toBe(true);
    const credential = { challenge: nativeIn(made), payload: { spt: SPT } };
    const meta = { 'org.paymentauth/credential': JSON.parse(JSON.stringify(credential)) as Json };
    const { payload } = found(createDetect(settingsWith())({ ...CALL, meta }));
    expect(createCheck(settingsWith())(purchase, payload, contextWith())).toBeNull();
  });

  it('says nothing in _meta to a request over HTTP', () => {
    expect(challenge(purchase, contextWith()).meta).toEqual({});
  });

  it('tells a language model the amount, the seller and the two ways to pay', () => {
    const { offer } = challenge(purchase, contextWith());
    expect(offer).toMatchObject({ amount: '49.99', currency: 'usd', network_id: 'profile_test_1' });
    expect(offer.how).toContain(
      'in the header Authorization; or send the same request and Idempotency-Key again',
    );
    expect(challenge(purchase, contextWith({ request: BEARER })).offer.how).toContain(
      'in the header Payment-Authorization, beside your API key',
    );
  });

  it.each([
    ['payment_required', 'payment-required'],
    ['credential_already_used', 'invalid-challenge'],
    ['malformed_credential', 'malformed-credential'],
    ['invalid_challenge', 'invalid-challenge'],
    ['wrong_purchase', 'invalid-challenge'],
    ['challenge_expired', 'payment-expired'],
    ['method_unsupported', 'method-unsupported'],
    ['token_too_small', 'payment-insufficient'],
    ['authentication_required', 'payment-action-required'],
    ['body_changed', 'verification-failed'],
    ['card_declined', 'verification-failed'],
    ['__proto__', 'verification-failed'],
  ])('bears, after %s, the type %s', (refused, type) => {
    const sent = requestWith({ authorization: 'Payment nonsense' });
    const made = challenge(purchase, contextWith({ refused, request: sent }));
    expect(made.problem).toBe(`https://paymentauth.org/problems/${type}`);
    const called = { ...CALL, meta: { 'org.paymentauth/credential': {} } };
    const { meta } = challenge(purchase, contextWith({ refused, request: called }));
    const { problem } = meta['org.paymentauth/payment-required'] as { problem?: unknown };
    expect(problem).toEqual(refused === 'payment_required' ? undefined : { type: made.problem, status: 402 });
  });

  it('says nothing of what another rail refused', () => {
    const made = challenge(purchase, contextWith({ refused: 'card_declined' }));
    expect(made.problem).toBe('https://paymentauth.org/problems/payment-required');
    const { meta } = challenge(purchase, contextWith({ refused: 'card_declined', request: CALL }));
    expect(meta['org.paymentauth/payment-required']).not.toHaveProperty('problem');
  });

  it('belongs to its reader: what is written into it shows up in no other', () => {
    const first = challenge(purchase, contextWith({ request: CALL }));
    const before = JSON.stringify(nativeIn(challenge(purchase, contextWith({ request: CALL }))).request);
    const { request } = nativeIn(first) as { request: { methodDetails: { paymentMethodTypes: string[] } } };
    request.methodDetails.paymentMethodTypes.push('crypto');
    (first.offer.payment_method_types as string[]).push('crypto');
    const next = challenge(purchase, contextWith({ request: CALL }));
    expect(JSON.stringify(nativeIn(next).request)).toBe(before);
    expect(next.offer.payment_method_types).toEqual(['card', 'link']);
  });

  it('throws for a purchase that is not taken', () => {
    const coins: Purchase = { ...purchase, total: { amount: 5_000, currency: 'kwd' } };
    expect(() => challenge(coins, contextWith())).toThrow('does not take kwd');
    const little: Purchase = { ...purchase, total: { amount: 49, currency: 'usd' } };
    expect(() => challenge(little, contextWith())).toThrow('Stripe charges 0.50 usd or more.');
  });

  it('is made whatever the client accepts: there is no other Payment challenge that could be sent', () => {
    for (const accept of ['stripe/charge;q=0', 'tempo/charge, */*;q=0', 'stripe/charge', 'nonsense;;'])
      expect(asked(accept)).not.toThrow();
  });
});
