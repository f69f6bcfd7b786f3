import { describe, expect, it } from 'vitest';
import type { Settlement } from '../src/rail.ts';
import { attemptDue, deadlineOf, deliveryDue, forgetAt } from '../src/schedule.ts';
import { attemptOf, declined, page, paid, recordOf, unknown } from './records.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('when an attempt is looked at again', () => {
  it.each([
    [0, SECOND],
    [10 * SECOND, 5 * SECOND],
    [MINUTE, 30 * SECOND],
    [HOUR, 15 * MINUTE],
    [9 * DAY, 15 * MINUTE],
  ])('%i ms after it was submitted it waits %i ms, however often somebody has looked', (age, pause) => {
    const attempt = attemptOf({ submittedAt: 7, looks: 5_000 });
    expect(attemptDue(attempt, unknown, 7 + age)).toBe(7 + age + pause);
  });

  it.each([
    [20, 20 * SECOND],
    [0.0001, SECOND],
    [1.2345678, 1_235],
    [-5, SECOND],
    [1e12, DAY],
    [Number.NaN, MINUTE],
    [Number.POSITIVE_INFINITY, MINUTE],
  ])('a wish to wait %d seconds becomes a whole %i ms', (retryAfter, pause) => {
    expect(attemptDue(attemptOf(), { ...unknown, retryAfter } as Settlement, 0)).toBe(pause);
  });

  it('never, once it has ended', () => {
    expect(attemptDue(attemptOf({ state: 'paid' }), paid(), 0)).toBeNull();
    expect(attemptDue(attemptOf({ state: 'declined' }), declined(), 0)).toBeNull();
    expect(attemptDue(attemptOf({ state: 'expired' }), unknown, 0)).toBeNull();
  });

  it('as long as somebody could still use a declined credential', () => {
    const watched = attemptOf({ state: 'declined', due: 5 });
    expect(attemptDue(watched, declined({ until: 100 }), 0)).not.toBeNull();
    expect(attemptDue(watched, unknown, 0)).not.toBeNull();
    expect(attemptDue(watched, { state: 'expired' }, 0)).toBeNull();
    expect(attemptDue(watched, declined(), 0)).toBeNull();
    expect(attemptDue(attemptOf({ state: 'declined', due: null }), unknown, 0)).toBeNull();
  });
});

describe('when doubt becomes a person’s business', () => {
  it('is an hour after the last moment to send', () => {
    expect(deadlineOf(attemptOf({ sendUntil: 500 }))).toBe(500 + HOUR);
    expect(deadlineOf(attemptOf({ submittedAt: 300 }))).toBe(300 + DAY + HOUR);
    expect(deadlineOf(attemptOf({ submittedAt: null, createdAt: 200 }))).toBe(200 + DAY + HOUR);
  });

  it('is an hour after its page closes, where that is later', () => {
    const attempt = attemptOf({ sendUntil: 500, settlement: page({ expiresAt: 9 * DAY }) });
    expect(deadlineOf(attempt)).toBe(9 * DAY + HOUR);
  });

  it('is an hour after the provider should have decided, where that is later', () => {
    const pending = { state: 'pending', decidesBy: 9 * DAY } as const;
    expect(deadlineOf(attemptOf({ sendUntil: 500, settlement: pending }))).toBe(9 * DAY + HOUR);
    expect(deadlineOf(attemptOf({ sendUntil: 10 * DAY, settlement: pending }))).toBe(10 * DAY + HOUR);
    expect(deadlineOf(attemptOf({ sendUntil: 500, settlement: { state: 'pending' } }))).toBe(500 + HOUR);
  });
});

it('offers an event again after as long as it has waited, between a second and a quarter of an hour', () => {
  const event = { id: 'x', type: 'order.paid', at: 0, tenant: 'acme', cart: 'cart_a', subject: {} } as const;
  expect(deliveryDue(event, 10)).toBe(10 + SECOND);
  expect(deliveryDue(event, MINUTE)).toBe(2 * MINUTE);
  expect(deliveryDue(event, DAY)).toBe(DAY + 15 * MINUTE);
});

describe('when a sale that was never paid is forgotten', () => {
  const fulfilment = {
    state: 'unpaid',
    within: HOUR,
    answer: null,
    busyUntil: null,
    due: null,
    openCase: null,
  } as const;
  const over = { state: 'declined', due: null, createdAt: 1_000 } as const;
  const sale = (...attempts: Parameters<typeof attemptOf>[0][]) => ({
    ...recordOf(...attempts.map((set) => attemptOf(set))),
    fulfilment,
  });

  it('a day after what was never sent, because its claim is free', () => {
    expect(forgetAt(sale({ ...over, submittedAt: null, expiresAt: null }))).toBe(1_000 + DAY);
  });

  it('never, where a credential that was sent has no end', () => {
    expect(forgetAt(sale({ ...over, submittedAt: 2_000, expiresAt: null }))).toBeNull();
    const both = [
      { ...over, submittedAt: null },
      { ...over, submittedAt: 2_000, expiresAt: null },
    ];
    expect(forgetAt(sale(...both))).toBeNull();
  });

  it('a month and a day after the end of a credential that was sent', () => {
    expect(forgetAt(sale({ ...over, submittedAt: 2_000, expiresAt: 5_000 }))).toBe(5_000 + 31 * DAY);
  });
});
