import { expect, it } from 'vitest';
import { checkQuantity, checkTotal } from '../src/limits.ts';

const LINES = [{ variant: 'v', title: 'A thing', quantity: 1, unitAmount: 1 }];
const LIMITS = { maxItemQuantity: 10, maxCartTotal: { usd: 5_000, jpy: 900 } };

it('S0.6 passes a total of exactly the cap', () => {
  expect(() => checkTotal({ lines: LINES, total: { amount: 5_000, currency: 'usd' } }, LIMITS)).not.toThrow();
  expect(() => checkTotal({ lines: LINES, total: { amount: 1, currency: 'usd' } }, LIMITS)).not.toThrow();
});

it.each([
  [5_001, 'usd', 'cart_total_exceeds_limit', '50.00 usd'],
  [901, 'jpy', 'cart_total_exceeds_limit', '900 jpy'],
  [0, 'usd', 'cart_empty', 'Add an item'],
  [1, 'eur', 'currency_not_supported', '"eur"'],
  [1, 'toString', 'currency_not_supported', '"toString"'],
])('refuses a total of %i %s as %s', (amount, currency, code, text) => {
  const check = (): void => checkTotal({ lines: LINES, total: { amount, currency } }, LIMITS);
  expect(check).toThrow(expect.objectContaining({ code }));
  expect(check).toThrow(text);
});

it('refuses a total of nothing but delivery as cart_empty', () => {
  const total = { amount: 500, currency: 'usd' };
  expect(() => checkTotal({ lines: [], total }, LIMITS)).toThrow(
    expect.objectContaining({ code: 'cart_empty' }),
  );
});

it.each([1, 10])('passes a quantity of %i', (quantity) => {
  expect(() => checkQuantity(quantity, LIMITS)).not.toThrow();
});

it.each([
  [0, 'validation'],
  [-1, 'validation'],
  [1.5, 'validation'],
  [Number.NaN, 'validation'],
  [11, 'quantity_exceeds_limit'],
])('refuses a quantity of %d as %s', (quantity, code) => {
  expect(() => checkQuantity(quantity, LIMITS)).toThrow(expect.objectContaining({ code }));
});
