import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exponentOf, fromUnits, isSameMoney, money, parseDecimal, toDecimal, toUnits } from '../src/money.ts';

const refused: unknown = expect.objectContaining({ code: 'validation' });

it.each([
  ['jpy', 0],
  ['krw', 0],
  ['isk', 0],
  ['usd', 2],
  ['eur', 2],
  ['zwg', 2],
  ['kwd', 3],
  ['bhd', 3],
  ['clf', 4],
  ['uyw', 4],
])('knows that %s has %i digits after the point', (currency, digits) => {
  expect(exponentOf(currency)).toBe(digits);
});

it.each(['USD', 'usdc', 'xxx', '', ' usd', 'toString', '__proto__'])('knows no currency %j', (currency) => {
  expect(() => exponentOf(currency)).toThrow(refused);
});

it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, -0.1])(
  'refuses %d minor units',
  (amount) => {
    expect(() => money(amount, 'usd')).toThrow(refused);
  },
);

it('takes every whole amount from nothing to 2^53 − 1', () => {
  expect(money(0, 'usd')).toEqual({ amount: 0, currency: 'usd' });
  expect(money(Number.MAX_SAFE_INTEGER, 'jpy').amount).toBe(9_007_199_254_740_991);
});

describe('decimals', () => {
  it.each([
    ['49.99', 'usd', 4_999],
    ['49.9', 'usd', 4_990],
    ['49', 'usd', 4_900],
    ['0.00', 'usd', 0],
    ['49.990', 'usd', 4_999],
    ['500', 'jpy', 500],
    ['1.234', 'kwd', 1_234],
    ['0.0001', 'clf', 1],
    ['90071992547409.91', 'usd', Number.MAX_SAFE_INTEGER],
  ])('reads %s %s as %i', (text, currency, amount) => {
    expect(parseDecimal(text, currency)).toEqual({ amount, currency });
  });

  it.each([
    ['49.999', 'usd'],
    ['0.5', 'jpy'],
    ['1.2345', 'kwd'],
    ['0.00001', 'clf'],
  ])('refuses %s %s, of which a digit would be lost', (text, currency) => {
    expect(() => parseDecimal(text, currency)).toThrow(refused);
  });

  it.each([
    '',
    '.5',
    '5.',
    '-1',
    '+1',
    '1e3',
    '1,000',
    ' 1',
    '1\n',
    '0x10',
    '١',
    '1.2.3',
    '90071992547409.92',
  ])('refuses %j', (text) => {
    expect(() => parseDecimal(text, 'usd')).toThrow(refused);
  });

  it.each([
    [4_999, 'usd', '49.99'],
    [5, 'usd', '0.05'],
    [0, 'kwd', '0.000'],
    [500, 'jpy', '500'],
    [1, 'clf', '0.0001'],
  ])('writes %i %s as %s', (amount, currency, text) => {
    expect(toDecimal({ amount, currency })).toBe(text);
  });

  it('reads back what it wrote, for every amount and currency', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.constantFrom('usd', 'jpy', 'kwd', 'clf'), (amount, currency) => {
        expect(parseDecimal(toDecimal({ amount, currency }), currency)).toEqual({ amount, currency });
      }),
    );
  });
});

describe('token units', () => {
  it('are exact at par, for every amount', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.integer({ min: 4, max: 18 }), (amount, decimals) => {
        const units = toUnits({ amount, currency: 'usd' }, decimals);
        expect(units).toBe(BigInt(amount) * 10n ** BigInt(decimals - 2));
        expect(fromUnits(units, decimals, 'usd')).toEqual({ amount, currency: 'usd' });
      }),
    );
  });

  it('are refused when a digit would be lost, in either direction', () => {
    expect(toUnits({ amount: 4_999, currency: 'usd' }, 6)).toBe(49_990_000n);
    expect(() => fromUnits(49_990_001n, 6, 'usd')).toThrow(refused);
    expect(() => toUnits({ amount: 1, currency: 'kwd' }, 2)).toThrow(refused);
    expect(fromUnits(49_990_000n, 6, 'usd').amount).toBe(4_999);
  });

  it('are refused when they do not fit, or are less than nothing', () => {
    expect(() => fromUnits(10n ** 30n, 6, 'usd')).toThrow(refused);
    expect(() => fromUnits(-10_000n, 6, 'usd')).toThrow(refused);
  });
});

it('tells equal money by amount and currency', () => {
  expect(isSameMoney({ amount: 1, currency: 'usd' }, { amount: 1, currency: 'usd' })).toBe(true);
  expect(isSameMoney({ amount: 1, currency: 'usd' }, { amount: 1, currency: 'eur' })).toBe(false);
  expect(isSameMoney({ amount: 1, currency: 'usd' }, { amount: 2, currency: 'usd' })).toBe(false);
});
