import { describe, expect, it } from 'vitest';
import { type Ask, decide, type Step, type View } from '../src/checkout/decide.ts';
import type { Settlement } from '../src/rail.ts';
import type { Attempt, CartRecord, ProofRecord } from '../src/record.ts';
import { transition } from '../src/transition.ts';
import { attemptOf, declined, page, paid, recordOf } from './records.ts';

const NOW = 2_000;
const HERE: ProofRecord = { attempt: 'att_1', tenant: 'acme', cart: 'cart_a' };

const askOf = (set: Partial<Ask> = {}): Ask => ({
  cart: 'cart_a',
  tenant: 'acme',
  requestKey: 'acme:key-1',
  proof: null,
  page: null,
  looked: new Map(),
  fenced: null,
  ended: null,
  waited: false,
  sale: null,
  ...set,
});

const viewOf = (record: CartRecord, set: Partial<View> = {}): View => ({
  record,
  proof: null,
  ...set,
});

/** A step in one line: what to do, and the code or the attempt that it is about. */
function told(step: Step): string {
  switch (step.do) {
    case 'answer':
      return `answer ${step.outcome.type}`;
    case 'refuse':
      return `refuse ${step.error.code}`;
    case 'challenge':
      return `challenge ${step.error.code}${step.page ? ` beside ${step.page.reference}` : ''}`;
    case 'wait':
    case 'look':
    case 'fence':
      return `${step.do} ${step.attempt.id}`;
    case 'open':
      return 'open';
  }
}

const decided = (ask: Partial<Ask>, record: CartRecord, set: Partial<View> = {}): string =>
  told(decide(askOf(ask), viewOf(record, set), NOW));

const sure = new Map([['att_1', 'sure' as const]]);
const unsure = new Map([['att_1', 'unsure' as const]]);
const token = { proof: 'keyed:tok_b' };
const hosted = { page: 'hosted' };

const settledWith = (attempt: Attempt, settlement: Settlement): CartRecord =>
  transition(recordOf(attempt), { type: 'settled', attempt: attempt.id, settlement }, NOW);

describe('a cart of which nothing is known', () => {
  it.each<readonly [string, Partial<Ask>, string]>([
    ['no credential', {}, 'challenge payment_required'],
    ['a credential', token, 'open'],
    ['a page call', hosted, 'open'],
  ])('on %s', (_, ask, step) => {
    expect(decided(ask, recordOf())).toBe(step);
  });
});

describe('a running payment', () => {
  const running = recordOf(attemptOf({ busyUntil: NOW + 1 }));
  const other = { requestKey: 'acme:key-2' };

  it.each<readonly [string, Partial<Ask>, Partial<View>, string]>([
    ['the same key', {}, {}, 'wait att_1'],
    ['the same key with another credential', token, {}, 'wait att_1'],
    ['the same credential', { ...other, ...token }, { proof: HERE }, 'wait att_1'],
    ['the same credential without a key', { ...token, requestKey: null }, { proof: HERE }, 'wait att_1'],
    ['a copy that has waited', { waited: true }, {}, 'refuse idempotency_in_flight'],
    ['another key', other, {}, 'refuse payment_unresolved'],
    ['another key and credential', { ...other, ...token }, {}, 'refuse payment_unresolved'],
    ['a page call', { ...other, ...hosted }, {}, 'refuse payment_unresolved'],
    ['no key', { requestKey: null }, {}, 'refuse payment_unresolved'],
    [
      'another cart’s credential',
      { ...other, ...token },
      { proof: { ...HERE, cart: 'cart_b' } },
      'refuse payment_unresolved',
    ],
  ])('on %s', (_, ask, view, step) => {
    expect(decided(ask, running, view)).toBe(step);
  });
});

describe('a payment in doubt', () => {
  const doubted = recordOf(attemptOf({ doubtSince: 1 }));

  it.each<readonly [string, Partial<Ask>, Partial<View>, string]>([
    ['no credential', {}, {}, 'look att_1'],
    ['its own credential', token, { proof: HERE }, 'look att_1'],
    ['a page call', hosted, {}, 'look att_1'],
    ['a look that told nothing', { looked: unsure }, {}, 'refuse payment_unresolved'],
    ['a look after which it is still open', { ...token, looked: sure }, {}, 'refuse payment_unresolved'],
  ])('on %s', (_, ask, view, step) => {
    expect(decided(ask, doubted, view)).toBe(step);
  });
});

describe('an open page', () => {
  const open = settledWith(attemptOf({ rail: 'hosted', proof: null }), page());
  const busy = recordOf({ ...(open.attempts[0] as Attempt), busyUntil: NOW + 1 });
  const over = settledWith(attemptOf({ rail: 'hosted', proof: null }), page({ expiresAt: NOW }));

  it.each<readonly [string, CartRecord, Partial<Ask>, string]>([
    ['the same page', open, hosted, 'look att_1'],
    ['the same page, looked at', open, { ...hosted, looked: sure }, 'answer page'],
    ['the same page, after waiting for who looked at it', open, { ...hosted, waited: true }, 'answer page'],
    ['the same page while somebody may be closing it', busy, hosted, 'wait att_1'],
    ['the same page, expired', over, hosted, 'look att_1'],
    ['the same page, expired, looked at', over, { ...hosted, looked: sure }, 'fence att_1'],
    ['another rail’s page', open, { page: 'other' }, 'look att_1'],
    ['another rail’s page, looked at', open, { page: 'other', looked: sure }, 'fence att_1'],
    ['no credential', open, {}, 'look att_1'],
    ['no credential, looked at', open, { looked: sure }, 'challenge payment_required beside page_1'],
    ['no credential, and the provider silent', open, { looked: unsure }, 'refuse payment_unresolved'],
    ['a credential', open, token, 'look att_1'],
    ['a credential, looked at', open, { ...token, looked: sure }, 'fence att_1'],
    ['a credential, and the provider silent', open, { ...token, looked: unsure }, 'fence att_1'],
    ['a credential, fenced', open, { ...token, looked: sure, fenced: 'att_1' }, 'open'],
  ])('on %s', (_, record, ask, step) => {
    expect(decided(ask, record)).toBe(step);
  });

  it('stays open for a credential that pays nothing any more', () => {
    const elsewhere = { proof: { ...HERE, tenant: 'other' } };
    expect(decided({ ...token, looked: sure }, open, elsewhere)).toBe(
      'challenge credential_already_used beside page_1',
    );
  });
});

describe('a declined payment', () => {
  const certain = settledWith(attemptOf(), declined());
  const watched = settledWith(attemptOf(), declined({ until: 9_000 }));

  it.each<readonly [string, CartRecord, Partial<Ask>, Partial<View>, string]>([
    ['its own credential', certain, token, { proof: HERE }, 'challenge payment_declined'],
    ['another credential', certain, token, {}, 'open'],
    ['no credential', certain, {}, {}, 'challenge payment_required'],
    ['its own credential, still spendable', watched, token, { proof: HERE }, 'look att_1'],
    ['another credential, while it is spendable', watched, token, {}, 'look att_1'],
    ['a page call, while it is spendable', watched, hosted, {}, 'look att_1'],
    ['another credential, seen unspent', watched, { ...token, looked: sure }, {}, 'open'],
    [
      'another credential, and nobody can tell',
      watched,
      { ...token, looked: unsure },
      {},
      'refuse payment_unresolved',
    ],
    ['no credential, while it is spendable', watched, {}, {}, 'look att_1'],
    ['no credential, seen unspent', watched, { looked: sure }, {}, 'challenge payment_required'],
    [
      'no credential at a new price, seen unspent',
      watched,
      { looked: sure, sale: { isOutdated: () => true, once: true } },
      {},
      'refuse cart_locked',
    ],
  ])('on %s', (_, record, ask, view, step) => {
    expect(decided(ask, record, view)).toBe(step);
  });
});

describe('a paid cart', () => {
  const order = settledWith(attemptOf({ request: 'acme:key-1' }), paid());
  const other = { requestKey: 'acme:key-2' };
  const none = { requestKey: null };

  it.each<readonly [string, Partial<Ask>, Partial<View>, string]>([
    ['the same key', {}, {}, 'answer paid'],
    ['the same key and a new credential', token, {}, 'answer paid'],
    ['another key', other, {}, 'refuse cart_already_completed'],
    ['another key and a new credential', { ...other, ...token }, {}, 'refuse cart_already_completed'],
    ['another key and the credential that paid', { ...other, ...token }, { proof: HERE }, 'answer paid'],
    [
      'another key and another cart’s credential',
      { ...other, ...token },
      { proof: { ...HERE, cart: 'cart_b' } },
      'refuse cart_already_completed',
    ],
    ['another key that asked the provider and heard of it', { ...other, looked: sure }, {}, 'answer paid'],
    ['no key', none, {}, 'answer paid'],
    ['no key and a new credential', { ...none, ...token }, {}, 'refuse cart_already_completed'],
    ['a page call under another key', { ...other, ...hosted }, {}, 'refuse cart_already_completed'],
  ])('on %s', (_, ask, view, step) => {
    expect(decided(ask, order, view)).toBe(step);
  });
});

describe('a credential of another purchase', () => {
  it.each<readonly [string, ProofRecord]>([
    ['another cart', { ...HERE, cart: 'cart_b' }],
    ['another tenant’s cart of the same name', { ...HERE, tenant: 'other' }],
  ])('is refused when it is of %s', (_, proof) => {
    expect(decided(token, recordOf(attemptOf({ state: 'declined', due: null })), { proof })).toBe(
      'challenge credential_already_used',
    );
  });
});

it('tells the payer whose late payment is given back', () => {
  const late = settledWith(attemptOf({ state: 'declined' }), paid());
  const edited: CartRecord = { ...late, order: null };
  expect(decided(token, edited, { proof: HERE })).toBe('refuse payment_refunded');
});
