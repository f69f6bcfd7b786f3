import { canonical, isRailError, type Json, type JsonObject, type RailRequest } from '@railyard/core/rail';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBound } from '../src/bound.ts';
import { createCheck } from '../src/check.ts';
import { createDetect } from '../src/detect.ts';
import { readItems } from '../src/wire/authorization.ts';
import { decodeText, encodeText } from '../src/wire/base64url.ts';
import { readChallenge } from '../src/wire/challenge.ts';
import { readAnswer, readAnswerText } from '../src/wire/credential.ts';
import { readPurpose } from '../src/wire/opaque.ts';
import { encodeParameters, readParameters } from '../src/wire/parameters.ts';
import { decodeJson, encodeJson, externalIdOf, isSameCharge } from '../src/wire/request.ts';
import { withOneByte, withOneField } from './meddling.ts';
import { answerTo, contextWith, headerOf, issue, purchase, requestWith, settingsWith } from './payer.ts';

const settings = settingsWith();
const detect = createDetect(settings);
const check = createCheck(settings);
const bound = createBound(settings);

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.base64String(),
);
const bits = [
  'Payment',
  'payment ',
  'Bearer',
  ' ',
  '\t',
  ',',
  '=',
  '"',
  '\\',
  '\\"',
  'id',
  'realm="a"',
  'spt_1',
];
const grammar = fc
  .array(fc.oneof(fc.constantFrom(...bits, 'request=e30', '\r\n', '\0', 'é', '__proto__=1'), text), {
    maxLength: 20,
  })
  .map((parts) => parts.join(''));
const json = fc.oneof(fc.jsonValue(), withOneField(answerTo(issue()))).map((value) => value as Json);
const header = fc.oneof(
  text,
  grammar,
  grammar.map((rest) => `Payment ${rest}`),
  json.map(headerOf),
  withOneByte(headerOf(answerTo(issue()))),
);

describe('every reader ends in a value or a refusal, whatever it is given:', () => {
  it('detect, check and bound', () => {
    const requests = fc.record({
      authorization: fc.option(header),
      beside: fc.option(header),
      member: fc.option(json),
    });
    const property = fc.property(requests, ({ authorization, beside, member }) => {
      const request = requestOf(authorization, beside, member);
      const found = detect(request);
      bound(request);
      if (found && !('refused' in found)) check(purchase, found.payload, contextWith());
      // The engine keeps it as JSON.
      return canonical(found as Json) === canonical(JSON.parse(JSON.stringify(found)) as Json);
    });
    expect(failureOf(property)).toBeNull();
  });

  it.each<[string, (given: string) => unknown]>([
    ['challenges', readChallenge],
    ['parameters', readParameters],
    ['items of Authorization', readItems],
    ['credentials', readAnswerText],
    ['base64url', decodeText],
    ['JSON in base64url', decodeJson],
    ['purposes', readPurpose],
    ['orders', externalIdOf],
    ['charges', (given) => isSameCharge(given, chargeIn(given))],
  ])('of %s', (_, reader) => {
    const encoded = json.map((value) => encodeText(JSON.stringify(value) ?? ''));
    const property = fc.property(fc.oneof(header, encoded), (given) => {
      reader(given);
    });
    expect(failureOf(property)).toBeNull();
  });

  it('of credentials that are JSON already', () => {
    const property = fc.property(json, (value) => {
      const answer = readAnswer(value);
      return 'refused' in answer || answer.spt.startsWith('spt_');
    });
    expect(failureOf(property)).toBeNull();
  });
});

describe('what is written can be read:', () => {
  it('base64url, in one spelling', () => {
    const written = fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (given) => {
      const encoded = encodeText(given);
      return encoded === Buffer.from(given).toString('base64url') && decodeText(encoded) === given;
    });
    expect(failureOf(written)).toBeNull();

    const safe = fc.base64String().map((encoded) => encoded.replaceAll('+', '-').replaceAll('/', '_'));
    const read = fc.property(fc.oneof(safe, text), (given) => {
      const decoded = decodeText(given);
      return decoded === null || encodeText(decoded) === given.replace(/={1,2}$/, '');
    });
    expect(failureOf(read)).toBeNull();
  });

  it('JSON', () => {
    const members = fc.dictionary(fc.string(), fc.jsonValue());
    fc.assert(
      fc.property(members, (value) => {
        const plain = JSON.parse(JSON.stringify(value)) as JsonObject;
        expect(decodeJson(encodeJson(plain))).toEqual(plain);
      }),
      { numRuns: 2_000 },
    );
  });

  it('parameters, or they are refused', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9_-]{0,9}$/);
    const parameters = fc.uniqueArray(fc.tuple(name, fc.oneof(text, fc.string())), {
      selector: ([key]) => key,
    });
    const property = fc.property(parameters, (given) => {
      const written = writtenOrRefused(given);
      const printable = given.every(([, value]) => /^[ -~]*$/.test(value));
      if (written === null) return !printable;
      const read = readParameters(written);
      return (
        printable && read?.size === given.length && given.every(([key, value]) => read.get(key) === value)
      );
    });
    expect(failureOf(property)).toBeNull();
  });
});

it('no reader hangs on what was made to hang it', () => {
  const long = ['\\', '"', ',', ' ', '=', 'a=', 'a="",', 'Payment ', 'Payment,', '", ', 'stripe/charge;'];
  const started = performance.now();
  for (const bit of long) {
    const given = bit.repeat(16_000 / bit.length);
    for (const evil of [given, `Payment id="${given}`, `Payment ${given}`]) {
      detect(requestWith({ authorization: evil, 'payment-authorization': evil }));
      readChallenge(evil);
      decodeText(evil);
    }
  }
  expect(performance.now() - started).toBeLessThan(1_000);
});

function requestOf(authorization: string | null, beside: string | null, member: Json | null): RailRequest {
  const headers = {
    ...(authorization !== null && { authorization }),
    ...(beside !== null && { 'payment-authorization': beside }),
  };
  return requestWith(headers, { meta: member === null ? {} : { 'org.paymentauth/credential': member } });
}

function chargeIn(currency: string) {
  const methodDetails = { networkId: 'profile_1', paymentMethodTypes: ['card'] };
  return { amount: '1', currency, externalId: 'order_1', methodDetails };
}

/** How a property fails, of 10,000 tries; null when it does not. */
function failureOf<Given>(property: fc.IProperty<Given>): string | null {
  const details = fc.check(property, { numRuns: 10_000 });
  return details.failed ? (fc.defaultReportMessage(details) ?? 'It fails.') : null;
}

/** Null when they are refused in the way that faults of a configuration are. */
function writtenOrRefused(parameters: Parameters<typeof encodeParameters>[0]): string | null {
  try {
    return ` ${encodeParameters(parameters)}`;
  } catch (error) {
    if (isRailError(error) && error.code === 'configuration') return null;
    throw error;
  }
}
