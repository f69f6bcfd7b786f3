import type { Json, RailRequest } from '@railyard/core/rail';
import * as fc from 'fast-check';
import { Challenge } from 'mppx';
import { describe, expect, it } from 'vitest';
import { createBound } from '../src/bound.ts';
import { createChallenge } from '../src/challenge.ts';
import { createCheck } from '../src/check.ts';
import { createDetect } from '../src/detect.ts';
import { readChallenge } from '../src/wire/challenge.ts';
import type { Standard } from '../src/wire/credential.ts';
import { withOneByte, withOneField } from './meddling.ts';
import {
  answerTo,
  contextWith,
  headerOf,
  presentedTo,
  purchase,
  requestWith,
  SPT,
  settingsWith,
} from './payer.ts';

const settings = settingsWith();
const detect = createDetect(settings);
const check = createCheck(settings);
const bound = createBound(settings);

const BEARER = requestWith({ authorization: 'Bearer key_1' });
const made = createChallenge(settings)(purchase, contextWith({ request: BEARER }));
const header = made.headers['WWW-Authenticate'] ?? '';
const good = readChallenge(header) ?? expect.unreachable('The challenge cannot be read.');

const CALL = requestWith({}, { method: 'tools/call' });
const { meta: told } = createChallenge(settings)(purchase, contextWith({ request: CALL }));
const required = told['org.paymentauth/payment-required'] as { challenges: [Record<string, Json>] };
const native = required.challenges[0];

/** The credential in a request, if it pays for the purchase. */
function paying(request: RailRequest): Standard | null {
  const found = detect(request);
  if (!found || 'refused' in found || found.payload.form === 'raw') return null;
  return check(purchase, found.payload, contextWith()) === null ? found.payload : null;
}

const sent = (authorization: string) => paying(requestWith({ 'payment-authorization': authorization }));
const inMeta = (credential: unknown) =>
  paying(requestWith({}, { meta: { 'org.paymentauth/credential': credential as Json } }));

/** What pays, but not as an answer to the very challenge that was issued: that has to be nothing. */
function harmOf(payment: Standard | null): Standard | null {
  const untouched = presentedTo(good, { spt: payment?.spt ?? SPT, externalId: payment?.externalId ?? null });
  return payment && JSON.stringify(payment) !== JSON.stringify(untouched) ? payment : null;
}

describe('the tests beside', () => {
  it('begin with a credential that pays, in every form', () => {
    expect(harmOf(sent(headerOf(answerTo(good))))).toBeNull();
    expect(sent(headerOf(answerTo(good)))).not.toBeNull();
    const member = { challenge: native, payload: { spt: SPT } };
    expect(paying({ ...CALL, meta: { 'org.paymentauth/credential': member } })).not.toBeNull();
    expect(inMeta(member)).toBeNull();
    expect(bound(requestWith({ authorization: headerOf(answerTo(good)) }))).not.toBeNull();
  });
});

describe('a credential pays as an answer to the very challenge that was issued, or not at all,', () => {
  const answer = answerTo(good, { spt: SPT, externalId: 'order_1' });
  const text = headerOf(answer);

  it('with any one byte of its header or of its JSON changed; the token and what nobody reads may be', () => {
    const changed = fc.oneof(
      withOneByte(text),
      withOneByte(JSON.stringify(answer)).map(
        (json) => `Payment ${Buffer.from(json, 'latin1').toString('base64url')}`,
      ),
    );
    fc.assert(
      fc.property(changed, (authorization) => {
        expect(harmOf(sent(authorization))).toBeNull();
      }),
      { numRuns: 10_000 },
    );
  });

  it('with any one of its fields changed or left out, over HTTP and over MCP', () => {
    fc.assert(
      fc.property(withOneField(answer), (changed) => {
        expect(harmOf(sent(headerOf(changed)))).toBeNull();
        expect(harmOf(inMeta(changed))).toBeNull();
      }),
      { numRuns: 10_000 },
    );
  });

  it('with any one field of its challenge changed to another good value', () => {
    const changes = {
      id: 'A'.repeat(43),
      realm: 'other.example',
      request: Buffer.from('{"amount":"1","currency":"usd"}').toString('base64url'),
      expires: '2999-01-01T00:00:00Z',
      digest: 'sha-256=:AAAA:',
      opaque: 'e30',
      header: null,
    };
    for (const [name, value] of Object.entries(changes))
      expect([name, sent(headerOf(answerTo({ ...good, [name]: value })))]).toEqual([name, null]);
  });

  it('with every place of its id changed, at either end', () => {
    for (let at = 0; at < good.id.length; at += 1) {
      const other = good.id[at] === 'A' ? 'B' : 'A';
      const id = good.id.slice(0, at) + other + good.id.slice(at + 1);
      expect(sent(headerOf(answerTo({ ...good, id })))).toBeNull();
    }
  });

  it('with a name twice in its JSON, which is read as the last one says and never as both', () => {
    const json = JSON.stringify(answer);
    const honest = `"realm":"${good.realm}"`;
    const evil = '"realm":"evil.example"';
    const written = (members: string) =>
      sent(`Payment ${Buffer.from(json.replace(honest, members)).toString('base64url')}`);
    expect(written(`${honest},${evil}`)).toBeNull();
    expect(harmOf(written(`${evil},${honest}`))).toBeNull();
  });

  it('and is known by whom it was issued to only then', () => {
    fc.assert(
      fc.property(withOneByte(text), (authorization) => {
        const issuedTo = bound(requestWith({ authorization }));
        const { cart, tenant } = issuedTo ?? { cart: 'cart_1', tenant: 'tenant_1' };
        expect([cart, tenant]).toEqual(['cart_1', 'tenant_1']);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('a challenge that somebody has changed on its way is paid as it was issued or not at all', () => {
  const clients = {
    'that goes by our reader': (text: string) => {
      const issued = readChallenge(text);
      return issued && answerTo(issued);
    },
    mppx: (text: string) => {
      const issued = Challenge.deserialize(text);
      const terms = Buffer.from(JSON.stringify(issued.request)).toString('base64url');
      return answerTo({ ...issued, request: terms });
    },
  };

  it.each(Object.entries(clients))('by a client %s', (_, client) => {
    fc.assert(
      fc.property(withOneByte(header), (changed) => {
        const answer = read(() => client(changed));
        expect(harmOf(answer && sent(headerOf(answer)))).toBeNull();
      }),
      { numRuns: 3_000 },
    );
  });

  it('by a client over MCP', () => {
    fc.assert(
      fc.property(withOneField(native), (challenge) => {
        const payment = inMeta({ challenge, payload: { spt: SPT } });
        const { id, request, opaque } = payment?.challenge ?? { ...good, id: native.id };
        expect([id, request, opaque]).toEqual([native.id, good.request, good.opaque]);
      }),
      { numRuns: 3_000 },
    );
  });
});

/** Null where a client cannot read what it was given. */
function read<T>(reading: () => T): T | null {
  try {
    return reading();
  } catch {
    return null;
  }
}
