import { expect, it } from 'vitest';
import { ERRORS, type ErrorCode, isRailError, RailError } from '../src/errors.ts';

const CODES = Object.keys(ERRORS) as ErrorCode[];

it.each(CODES)('gives %s a status for errors and a title', (code) => {
  const { status, title } = new RailError(code, 'Why.').toProblem();
  expect(status).toBeGreaterThanOrEqual(400);
  expect(status).toBeLessThan(600);
  expect(title).not.toBe('');
});

it('is a problem of RFC 9457 that also carries what agents of the older APIs read', () => {
  const error = new RailError('cart_already_completed', 'The cart is already paid.', {
    details: { order_id: 'order_a_1' },
    nextAction: 'Read the order.',
  });
  expect(error.toProblem()).toEqual({
    type: 'urn:railyard:error:cart_already_completed',
    title: 'Cart already completed',
    status: 409,
    detail: 'The cart is already paid.',
    error: 'cart_already_completed',
    message: 'The cart is already paid.',
    details: { order_id: 'order_a_1' },
    next_action: 'Read the order.',
  });
});

it('S0.29 S0.30 says that a retry can help, and when, only where it can', () => {
  const transient = new RailError('upstream_unavailable', 'No answer.', { retryAfter: 2 }).toProblem();
  expect(transient).toMatchObject({ retryable: true, retry_after_seconds: 2 });
  expect(new RailError('validation', 'No.').toProblem()).not.toHaveProperty('retryable');
  expect(new RailError('payment_unresolved', 'Soon.', { retryAfter: 0 }).toProblem()).toMatchObject({
    retryable: true,
  });
});

it('keeps its cause to itself', () => {
  const error = new RailError('internal', 'Internal error.', { cause: new Error('password=1') });
  expect(error.cause).toBeInstanceOf(Error);
  expect(JSON.stringify(error.toProblem())).not.toContain('password');
});

it('is known by its brand, also from another copy of the package', () => {
  const foreign = { [Symbol.for('railyard.error')]: true, code: 'internal' };
  expect(isRailError(new RailError('internal', 'x'))).toBe(true);
  expect(isRailError(foreign)).toBe(true);
});

it.each([new Error('x'), null, undefined, 'internal', { code: 'internal' }, 42])(
  'does not take %s for one of ours',
  (value) => {
    expect(isRailError(value)).toBe(false);
  },
);
