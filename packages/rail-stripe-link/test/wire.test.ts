import { canonical, type Json, type JsonObject } from '@railyard/core/rail';
import * as fc from 'fast-check';
import Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { readAnswer } from '../src/client/answer.ts';
import { standingOf } from '../src/standing.ts';
import { readEvent } from '../src/wire/event.ts';
import { encodeForm } from '../src/wire/form.ts';
import { readIntent } from '../src/wire/intent.ts';
import { membersOf, readJson } from '../src/wire/members.ts';
import { encodeOurs, readOurs } from '../src/wire/ours.ts';
import { readRefund, readRefunds } from '../src/wire/refund.ts';
import { readSession, readSessionPage } from '../src/wire/session.ts';
import { formOf } from './mount.ts';
import { complete, error, expired, intent, list, NOW, refundObject, session } from './stripe.ts';

const RUNS = { numRuns: 10_000 };

const odd = fc.oneof(
  fc.jsonValue(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom<Json[]>(
    null,
    -1,
    1.5,
    2 ** 53,
    '',
    '__proto__',
    'cs_',
    'pi_1',
    'succeeded',
    'paid',
    [],
    {},
  ),
);

/** Something of Stripe's, with one or more of its parts, however deep, in another form. */
function near(...objects: readonly JsonObject[]): fc.Arbitrary<JsonObject> {
  return fc.constantFrom(...objects).chain((object) => changed(object) as fc.Arbitrary<JsonObject>);
}

function changed(value: Json): fc.Arbitrary<Json> {
  const members = membersOf(value);
  if (!members)
    return fc.oneof(
      { weight: 4, arbitrary: fc.constant(value) },
      { weight: 1, arbitrary: odd as fc.Arbitrary<Json> },
    );
  const parts = Object.entries(members).map(
    ([name, part]) => [name, fc.option(changed(part), { freq: 20 })] as const,
  );
  return fc.record(Object.fromEntries(parts)) as fc.Arbitrary<Json>;
}

const sessions = near(
  session(),
  session({ payment_intent: intent('requires_action') }),
  complete('paid'),
  complete('unpaid', intent('processing')),
  expired(intent('succeeded')),
  expired(intent('canceled')),
);

/** How a property fails; null when it does not. */
function failureOf<Given>(property: fc.IProperty<Given>): string | null {
  const details = fc.check(property, RUNS);
  return details.failed ? (fc.defaultReportMessage(details) ?? 'It fails.') : null;
}

describe('every reader ends in a value or null, whatever it is given:', () => {
  it.each<[string, (value: JsonObject) => unknown, fc.Arbitrary<JsonObject>]>([
    ['sessions', readSession, sessions],
    ['lists of sessions', readSessionPage, near(list([session(), complete('paid')]))],
    ['intents', readIntent, near(intent('succeeded'))],
    ['refunds', readRefund, near(refundObject('succeeded'))],
    ['lists of refunds', readRefunds, near(list([refundObject('succeeded')]))],
    ['what we wrote', readOurs, near(session())],
    [
      'events',
      readEvent,
      near({
        object: 'event',
        type: 'checkout.session.completed',
        livemode: false,
        data: { object: session() },
      }),
    ],
    [
      'answers',
      (body) => readAnswer({ status: 400, headers: new Headers(), body }),
      near(error({ code: 'url_invalid', param: 'success_url' })),
    ],
  ])('of %s', (_, reader, objects) => {
    const property = fc.property(
      fc.oneof(objects, fc.dictionary(fc.string(), odd as fc.Arbitrary<Json>)),
      (value) => {
        const read = reader(JSON.parse(JSON.stringify(value)) as JsonObject);
        return typeof read === 'object';
      },
    );
    expect(failureOf(property)).toBeNull();
  });

  it('of JSON', () => {
    const property = fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (text) => {
      const read = readJson(text);
      return read === null || membersOf(read) === read;
    });
    expect(failureOf(property)).toBeNull();
  });
});

it('no session whose money was taken, or can come, is called over', () => {
  const property = fc.property(sessions, fc.integer({ min: NOW - 1, max: NOW + 10_000_000 }), (shown, at) => {
    const read = readSession(shown);
    if (!read) return true;
    const { state } = standingOf(read, { now: () => at, mode: 'test' });
    const isOver = state === 'expired' || state === 'cancelled' || state === 'declined';
    const isTaken = read.payment === 'paid' || read.intent?.status === 'succeeded';
    const isRest =
      read.intentId === null || ['canceled', 'requires_payment_method'].includes(read.intent?.status ?? '');
    return isTaken ? state === 'paid' : !isOver || (isRest && read.status !== 'open');
  });
  expect(failureOf(property)).toBeNull();
});

it('what we write on an object can be read, and what Stripe would not hold is left out', () => {
  const name = fc.option(
    fc.string({ unit: 'binary', maxLength: 600 }).filter((text) => !/^[\r\n\u2028\u2029]*$/.test(text)),
  );
  const all = fc.record({
    attempt: name,
    deployment: name,
    tenant: name,
    cart: name,
    order: name,
    refund: name,
  });
  const property = fc.property(all, (ours) => {
    const metadata = encodeOurs(ours);
    const kept = Object.entries(ours).map(([key, value]) => [
      key,
      value && value.length <= 500 ? value : null,
    ]);
    return canonical(readOurs({ metadata })) === canonical(Object.fromEntries(kept) as JsonObject);
  });
  expect(failureOf(property)).toBeNull();
});

/** A form, whatever the order of what it names. */
function sorted(body: string): string {
  return formOf(body).map(String).toSorted().join('\n');
}

describe('parameters', () => {
  const key = fc.stringMatching(/^[a-z][a-z_]{0,8}$/);
  const text = fc.string({ unit: 'grapheme', minLength: 1 });
  const { params } = fc.letrec<{ value: Json; params: JsonObject }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      text,
      fc.integer(),
      fc.boolean(),
      fc.array(tie('value'), { minLength: 1, maxLength: 12 }),
      tie('params'),
    ),
    params: fc.dictionary(key, tie('value'), { minKeys: 1, maxKeys: 4 }),
  }));

  it("are written as Stripe's own client writes them, but for their order", async () => {
    const bodies: string[] = [];
    const httpClient: Stripe.HttpClient = {
      getClientName: () => 'fetch',
      async makeRequest(...[, , , , , body]) {
        bodies.push(body);
        return {
          getStatusCode: () => 200,
          getHeaders: () => ({}),
          getRawResponse: () => ({}),
          toStream: () => ({}),
          toJSON: async () => ({}),
        };
      },
    };
    const stripe = new Stripe('sk_test_1', { httpClient, telemetry: false });
    const property = fc.asyncProperty(params, async (given) => {
      await stripe.rawRequest('POST', '/v1/anything', given);
      return sorted(encodeForm(given)) === sorted(bodies.pop() ?? '');
    });
    const { failed, counterexample } = await fc.check(property, { numRuns: 1_000 });
    expect(failed ? counterexample : null).toBeNull();
  });

  it('are the same to the byte in whatever order a store keeps members, and lists stay as they are', () => {
    expect(encodeForm({ b: [{ y: 'é &=', x: true }, 2], a: null })).toBe(
      'a=&b%5B0%5D%5Bx%5D=true&b%5B0%5D%5By%5D=%C3%A9+%26%3D&b%5B1%5D=2',
    );
    const turned = (value: Json): Json => {
      const members = membersOf(value);
      if (Array.isArray(value)) return (value as readonly Json[]).map(turned);
      if (!members) return value;
      return Object.fromEntries(
        Object.entries(members)
          .toReversed()
          .map(([name, one]) => [name, turned(one)]),
      );
    };
    const property = fc.property(
      params,
      (given) => encodeForm(turned(given) as JsonObject) === encodeForm(given),
    );
    expect(failureOf(property)).toBeNull();
  });
});
