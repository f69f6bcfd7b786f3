import type { Json, JsonObject } from '@railyard/core/rail';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAuthorization, requestIn } from '../src/wire/authorization.ts';
import { bearingOf, metadataOf } from '../src/wire/bearing.ts';
import { readCard, readSecrets } from '../src/wire/card.ts';
import { eventAt } from '../src/wire/event.ts';
import { formOf } from '../src/wire/form.ts';
import { objectIn, parsedObject, readAll } from '../src/wire/members.ts';
import { encodeReceipt, readReceipt } from '../src/wire/receipt.ts';
import { readTransaction } from '../src/wire/transaction.ts';

const CARD = {
  object: 'issuing.card',
  id: 'ic_1',
  last4: '4242',
  status: 'active',
  metadata: { railyard_attempt: 'att_1' },
};
const AUTHORIZATION = {
  object: 'issuing.authorization',
  id: 'iauth_1',
  amount: 0,
  currency: 'usd',
  approved: true,
  status: 'reversed',
  request_history: [
    { approved: true, amount: 4_999 },
    { approved: false, amount: 9_000 },
  ],
};
const TRANSACTION = {
  object: 'issuing.transaction',
  id: 'ipi_1',
  card: 'ic_1',
  amount: -4_999,
  currency: 'usd',
  type: 'capture',
  authorization: { id: 'iauth_1' },
};

const anything = fc.jsonValue() as fc.Arbitrary<Json>;

/** An object of Stripe's in which one member is anything. */
function bent(whole: JsonObject): fc.Arbitrary<JsonObject> {
  return fc
    .tuple(fc.constantFrom(...Object.keys(whole)), anything)
    .map(([name, value]) => ({ ...whole, [name]: value }));
}

describe('what is read of Stripe', () => {
  it('is a card, whose number is only read where it is asked for', () => {
    expect(readCard(CARD)).toMatchObject({ id: 'ic_1', last4: '4242', status: 'active' });
    expect(readCard({ ...CARD, status: 'melted' })).toMatchObject({ status: 'other' });
    expect(readCard({ ...CARD, number: '4000009990010000', cvc: '123' })).not.toHaveProperty('number');
    expect(readSecrets(CARD)).toBeNull();
    expect(
      readSecrets({ ...CARD, number: '4000009990010000', cvc: '123', exp_month: 3, exp_year: 2_033 }),
    ).toEqual({ number: '4000009990010000', cvc: '123', expMonth: 3, expYear: 2_033 });
  });

  it.each(['400000999001000', '40000099900100000', '3000009990010000', '4000-0099-9001-0000'])(
    'S3.12 is no number that would not be recognised when a merchant repeats it, as %s would not',
    (number) => {
      expect(readSecrets({ ...CARD, number, cvc: '123', exp_month: 3, exp_year: 2_033 })).toBeNull();
    },
  );

  it('is an authorization, with the most that was ever approved of it', () => {
    expect(readAuthorization(AUTHORIZATION)).toMatchObject({ granted: 4_999, held: { amount: 0 } });
    expect(requestIn({ pending_request: { amount: 5, currency: 'usd' } })).toEqual({
      amount: 5,
      currency: 'usd',
    });
    expect(requestIn({ pending_request: null })).toBeNull();
  });

  it('is a transaction, of which one that nobody authorized names no authorization', () => {
    expect(readTransaction(TRANSACTION)).toMatchObject({ authorization: 'iauth_1', kind: 'capture' });
    expect(readTransaction({ ...TRANSACTION, authorization: null })).toMatchObject({ authorization: null });
  });

  it('is nothing, or what it should be, whatever it is', () => {
    fc.assert(
      fc.property(bent(CARD), bent(AUTHORIZATION), bent(TRANSACTION), (card, authorization, transaction) => {
        expect(readCard(card)?.id ?? 'ic_').toMatch(/^ic_/);
        expect(readSecrets(card)).toBeNull();
        expect(readAuthorization(authorization)?.granted ?? 0).toBeGreaterThanOrEqual(0);
        expect(Number.isSafeInteger(readTransaction(transaction)?.amount ?? 0)).toBe(true);
      }),
    );
    fc.assert(
      fc.property(anything, (value) => {
        const object = objectIn(value) ?? {};
        expect([readCard(object), readAuthorization(object), readTransaction(object)]).toEqual([
          null,
          null,
          null,
        ]);
        expect(readAll(value, () => null) ?? []).toEqual([]);
        expect(requestIn(object)).toBeNull();
      }),
    );
  });

  it('is a receipt that the rail has written, and nothing else', () => {
    const told = { merchant: 'seller_1', orderId: 'M-1', cardLast4: '4242' };
    for (const one of [told, { ...told, cardLast4: null }])
      expect(readReceipt(encodeReceipt(one))).toEqual(one);
    expect(readReceipt({ body: {} })).toBeNull();
    fc.assert(
      fc.property(fc.oneof(anything, bent({ merchant: 'seller_1', order_id: 'M-1' })), (merchant_order) => {
        expect(readReceipt({ body: { merchant_order } })?.cardLast4 ?? '').toMatch(/^(?:\d{4})?$/);
      }),
    );
  });

  it('is an event of this account and mode only', () => {
    const event = { object: 'event', type: 'issuing_card.created', livemode: false, data: { object: CARD } };
    const here = { isLive: false, account: null };
    expect(eventAt(event, here)).toEqual({ type: 'issuing_card.created', object: CARD });
    expect(eventAt({ ...event, livemode: true }, here)).toBeNull();
    expect(eventAt({ ...event, account: 'acct_1' }, here)).toBeNull();
    expect(eventAt({ ...event, account: 'acct_1' }, { isLive: false, account: 'acct_1' })).not.toBeNull();
    fc.assert(fc.property(bent(event), (one) => void eventAt(one, here)));
    fc.assert(fc.property(fc.string(), (text) => void eventAt(parsedObject(text), here)));
  });
});

describe('what is written for Stripe', () => {
  it('is a form with the same bytes, in whatever order a store gives the members', () => {
    const one = { b: [{ y: 2, x: 1 }], a: { d: null, c: true } };
    const other = { a: { c: true, d: null }, b: [{ x: 1, y: 2 }] };
    expect(formOf(one)).toBe(formOf(other));
    expect([...new URLSearchParams(formOf(one))]).toEqual([
      ['a[c]', 'true'],
      ['a[d]', ''],
      ['b[0][x]', '1'],
      ['b[0][y]', '2'],
    ]);
  });

  it('names the attempt on a card, and is read back', () => {
    const bearing = { attempt: 'att_1', deployment: null, tenant: 'acme', cart: 'cart_1', order: 'order_1' };
    expect(bearingOf({ metadata: metadataOf(bearing) })).toEqual(bearing);
    expect(metadataOf({ ...bearing, tenant: 'x'.repeat(501) })).not.toHaveProperty('railyard_tenant');
  });
});
