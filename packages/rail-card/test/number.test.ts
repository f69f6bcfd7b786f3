import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Found, MerchantConnector } from '../src/index.ts';
import { mayHoldNumber, withoutNumber } from '../src/number.ts';
import { connector } from './connector.ts';
import { mount, purchase } from './mount.ts';

// Ends as its check digit wants it.
const NUMBER = '4000002500003155';
const LAST4 = '3155';

const SPELLINGS: Readonly<Record<string, (number: string) => string>> = {
  'as it is': (number) => number,
  'in a word': (number) => `ord_${number}x`,
  'split by dashes': (number) => number.replaceAll(/(?<=^(?:.{4})+)(?=.)/g, '-'),
  'split by spaces': (number) => `for ${number.replaceAll(/(?<=^(?:.{4})+)(?=.)/g, ' ')} only`,
  'split digit by digit': (number) => number.split('').join('.'),
  'among other digits': (number) => `2026-11-${number}-01`,
};

/** A merchant who names the order after the card when it is placed, or when it is looked for. */
function naming(spell: (number: string) => string, when: 'placed' | 'found') {
  let number = '';
  const named = (): Found => {
    const [reference, total] = [spell(number), purchase.total];
    return { answer: 'placed', reference, total, state: 'confirmed' };
  };
  const hostile: MerchantConnector = {
    ...connector,
    async place(order, key, call) {
      number = order.card.number;
      await connector.place(order, key, call);
      if (when === 'found') throw new Error('The answer was lost.');
      return named() as Extract<Found, { answer: 'placed' }>;
    },
    find: async () => named(),
  };
  return mount({ merchants: { seller_1: hostile } });
}

describe('a text that a merchant gives', () => {
  it.each(Object.entries(SPELLINGS))('may hold the number of the card %s', (_, spell) => {
    expect(mayHoldNumber(spell(NUMBER), LAST4)).toBe(true);
  });

  it('may hold it when so many digits end as it does, and one of them is wrong', () => {
    expect(mayHoldNumber('4000002500013155', LAST4)).toBe(true);
    expect(mayHoldNumber('ord_000000003155', LAST4)).toBe(true);
  });

  it.each(['M-1', 'ord_vJaHbk2mEpt1DifIUXfJldND', LAST4, '00000003155', '2026-11-26', '112-7654321-1234567'])(
    'is the reference of an order when it is %s',
    (reference) => {
      expect(mayHoldNumber(reference, LAST4)).toBe(false);
    },
  );

  it('is no secret because the number of some other card would be checked like that', () => {
    expect(mayHoldNumber('4242-4242-4242-4242', LAST4)).toBe(false);
  });

  it('may hold any number while nobody knows how the card ends, and is shown without it', () => {
    for (const text of ['4242-4242-4242-4242', `ord_${NUMBER}`]) {
      expect(mayHoldNumber(text, null)).toBe(true);
      expect(withoutNumber(text)).toMatch(/^(?:ord_)?[•-]+$/);
    }
    for (const text of ['M-1', '4242-4242-4242-4243', 'Tea, 250 g']) expect(withoutNumber(text)).toBe(text);
  });

  it('never hides a number, whatever stands around it', () => {
    const around = fc.stringMatching(/^[ -~]{0,20}$/);
    fc.assert(
      fc.property(around, around, (before, after) => {
        expect(mayHoldNumber(`${before}${NUMBER}${after}`, LAST4)).toBe(true);
      }),
    );
  });
});

describe('S3.12 a merchant who names an order after the card', () => {
  const silent = { state: 'unknown', reason: 'merchant_silent' };

  it.each(Object.entries(SPELLINGS))('is believed in no way: %s', async (_, spell) => {
    const placed = naming(spell, 'placed');
    expect(await placed.settle()).toEqual(silent);
    expect(placed.remembered).not.toHaveProperty('merchant_order');

    const { settle, status, refund, remembered } = naming(spell, 'found');
    expect(await settle()).toEqual(silent);
    expect(await settle({ first: false })).toEqual(silent);
    expect(await status()).toEqual(silent);
    expect(await refund()).toEqual(silent);
    expect(Object.keys(remembered)).toEqual(['card', 'card_last4']);
  });
});
