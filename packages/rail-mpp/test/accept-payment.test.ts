import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prefers } from '../src/wire/accept-payment.ts';

const wanted = (header: string | undefined) => prefers(header, 'stripe', 'charge');

describe('Accept-Payment', () => {
  it.each([
    ['stripe/charge', 1],
    ['tempo/charge, tempo/session, stripe/charge;q=0.5, solana/charge;q=0.3', 0.5],
    ['stripe/charge;q=0', 0],
    ['stripe/charge ; q=0.000', 0],
    ['stripe/charge;Q=1.000', 1],
    ['stripe/*;q=0.6', 0.6],
    ['*/charge;q=0.3', 0.3],
    ['*/*;q=0.1', 0.1],
  ])('weighs stripe/charge: %s', (header, weight) => {
    expect(wanted(header)).toBe(weight);
  });

  it('goes by the most specific range, wherever it stands', () => {
    expect(wanted('*/*;q=1, stripe/charge;q=0')).toBe(0);
    expect(wanted('stripe/charge;q=0, */*;q=1')).toBe(0);
    expect(wanted('stripe/*;q=0.2, */*;q=0.9')).toBe(0.2);
    expect(wanted('*/charge;q=0.9, */*;q=0')).toBe(0.9);
  });

  it('goes by the greater weight where two ranges are as specific', () => {
    expect(wanted('stripe/charge;q=0.2, stripe/charge;q=0.7')).toBe(0.7);
    expect(wanted('stripe/*;q=0, */charge;q=0.4')).toBe(0.4);
  });

  it.each([
    undefined,
    '',
    ',,',
    'tempo/charge',
    'stripe/session',
    'stripe',
    'stripe/charge;q=2',
    'stripe/charge;q=0.0001',
    'stripe/charge;q=-1',
    'stripe/charge;q=',
    'stripe/charge;a=b;q=0',
    'stripe/charge;q=0;q=1',
    'STRIPE/charge;q=0',
    'stripe/charge/more;q=0',
    `stripe/charge;q=0${' '.repeat(5_000)}`,
  ])('says nothing of stripe/charge where it does not name it or cannot be read: %s', (header) => {
    expect(wanted(header)).toBeNull();
  });

  it('does not let one range that cannot be read spoil the others', () => {
    expect(wanted('%%%, stripe/charge;q=0.5, /;;')).toBe(0.5);
  });

  it('is never answered with more than a weight, whatever stands in it', () => {
    const part = fc.constantFrom(
      'stripe',
      'charge',
      '*',
      '/',
      ';',
      'q=',
      '0',
      '1',
      '.5',
      ',',
      ' ',
      '\t',
      'x',
    );
    const header = fc.oneof(
      fc.string(),
      fc.array(part, { maxLength: 30 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(header, (text) => {
        const weight = wanted(text);
        expect(weight === null || (weight >= 0 && weight <= 1)).toBe(true);
      }),
      { numRuns: 10_000 },
    );
  });
});
