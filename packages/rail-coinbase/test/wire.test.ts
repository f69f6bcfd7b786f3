import { canonical, type Json, type JsonObject, type Money } from '@railyard/core/rail';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAnswer } from '../src/client/answer.ts';
import { readSecret } from '../src/client/secret.ts';
import { outcomeOf } from '../src/outcome.ts';
import { readCheckout } from '../src/wire/checkout.ts';
import { readJson } from '../src/wire/members.ts';
import { encodeUsdc, readMoney } from '../src/wire/money.ts';
import { encodeOurs, readOurs } from '../src/wire/ours.ts';
import { encodeReason, readReason } from '../src/wire/reason.ts';
import { readRefund } from '../src/wire/refund.ts';
import { readSignature } from '../src/wire/signature.ts';
import { completed, refundObject } from './answers.ts';
import { ed25519, p256 } from './key.ts';
import { NOW } from './mount.ts';

const text = fc.string({ unit: 'binary' });
const json = fc.jsonValue().map((value) => value as Json);

/** A genuine checkout with one of its members, however deep, left out or given another value. */
const nearly = fc
  .tuple(fc.nat(), fc.oneof(json, text, fc.constant(undefined)))
  .map(([at, other]) => changedAt(completed({}, { refunds: [refundObject('COMPLETED')] }), at, other));

function changedAt(value: JsonObject, at: number, other: Json | undefined): Json {
  const places = (JSON.stringify(value).match(/":/g) ?? []).length;
  let place = at % places;
  const reviver = (name: string, member: Json): Json | undefined =>
    name !== '' && Number.isNaN(Number(name)) && place-- === 0 ? other : member;
  return JSON.parse(JSON.stringify(value), reviver as (name: string, member: unknown) => unknown) as Json;
}

describe('the readers of what Coinbase says', () => {
  it('read a checkout or nothing, and an outcome that says what it can', () => {
    fc.assert(
      fc.property(fc.oneof(json, nearly), (value) => {
        const checkout = readCheckout(value);
        const outcome = checkout && outcomeOf(checkout, NOW);
        expect(outcome === null || JSON.stringify(outcome).includes('"state"')).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('read a refund, an answer and a text of JSON, or nothing', () => {
    fc.assert(
      fc.property(json, text, fc.integer({ min: 100, max: 599 }), (value, words, status) => {
        readRefund(value);
        readRefund(changedAt(refundObject('PENDING'), status, value));
        const body = readJson(canonical(value));
        expect(readJson(words)).toSatisfy((one) => one === null || typeof one === 'object');
        const answer = readAnswer({ status, retryAfter: words, body });
        expect(answer.says === 'done' || /^\w+$/.test(answer.reason)).toBe(true);
      }),
    );
  });

  it('read a signature or nothing', () => {
    fc.assert(
      fc.property(text, text, (header, value) => {
        expect(readSignature(header, { 'content-type': value })).toBeNull();
      }),
    );
  });

  it('read a secret or nothing', () => {
    const genuine = [ed25519(), p256('sec1'), p256('pkcs8')].map(({ secret }) => secret);
    const meddled = fc
      .tuple(fc.constantFrom(...genuine), fc.nat({ max: 250 }), text)
      .map(([secret, at, other]) => secret.slice(0, at) + other + secret.slice(at + 1));
    fc.assert(
      fc.property(fc.oneof(text, fc.base64String(), meddled), (secret) => {
        expect(readSecret(secret)).toSatisfy((one) => one === null || typeof one === 'object');
      }),
    );
  });
});

describe('an amount', () => {
  const cents = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });

  it('comes back to the last digit', () => {
    fc.assert(
      fc.property(cents, (amount) => {
        const money: Money = { amount, currency: 'usd' };
        const encoded = encodeUsdc(money);
        expect(encoded).toMatch(/^\d+\.\d{2}$/);
        expect(readMoney(encoded, 'USDC')).toEqual(money);
        expect(readMoney(`${encoded}0000`, 'USDC')).toEqual(money);
      }),
    );
  });

  it('is never guessed', () => {
    fc.assert(
      fc.property(text, text, (amount, currency) => {
        const money = readMoney(amount, 'USDC');
        expect(money === null || Number.isSafeInteger(money.amount)).toBe(true);
        readMoney('1.00', currency);
      }),
    );
    for (const amount of ['', ' 1', '1.', '.5', '1,00', '+1', '1e3', '0x10', '1.005', '٤', '9'.repeat(17)])
      expect(readMoney(amount, 'USDC')).toBeNull();
    for (const currency of ['', 'usd ', 'EURC', 'ETH', '__proto__'])
      expect(readMoney('1', currency)).toBeNull();
  });
});

describe('our names', () => {
  it('come back from metadata, but for those that Coinbase would not take', () => {
    const name = fc.oneof(text, fc.string({ unit: 'grapheme', maxLength: 150 }), fc.constant(null));
    fc.assert(
      fc.property(
        fc.record({ key: name, attempt: name, deployment: name, tenant: name, cart: name, order: name }),
        (ours) => {
          const metadata = encodeOurs(ours);
          for (const value of Object.values(metadata)) expect(value).toSatisfy(({ length }) => length <= 100);
          const read = readOurs({ metadata });
          for (const [member, value] of Object.entries(read))
            expect([null, ours[member as 'key']]).toContain(value);
        },
      ),
    );
    const plain = {
      key: 'k',
      attempt: 'é',
      deployment: 'd',
      tenant: '__proto__',
      cart: 'x'.repeat(100),
      order: 'o o',
    };
    expect(readOurs({ metadata: encodeOurs(plain) })).toEqual(plain);
  });

  it('come back from the reason of a refund, whatever the reason', () => {
    const id = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(text, id, id, (reason, refund, key) => {
        const encoded = encodeReason(reason, { id: refund, key });
        expect(readReason(encoded)).toBe(refund);
      }),
    );
    fc.assert(fc.property(text, (reason) => readReason(reason) === null));
    expect(readReason(' (railyard_refund=%E0%A4%A railyard_key=k)')).toBeNull();
  });
});
