import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Found, MerchantConnector } from '../src/index.ts';
import { holdsNumber, withoutNumbers } from '../src/number.ts';
import { connector } from './connector.ts';
import { mount, purchase } from './mount.ts';

// Ends as its check digit wants it.
const NUMBER = '4000002500003155';
const LAST4 = '3155';

const SPELLINGS: Readonly<Record<string, (number: string) => string>> = {
  'as it is': (number) => number,
  'in a word': (number) => `ord_${number}x`,
  'split by dashes': (number) => groupsOf(number).join('-'),
  'split by spaces': (number) => `for ${groupsOf(number).join(' ')} only`,
  'split by letters': (number) => groupsOf(number).join('x'),
  'split digit by digit': (number) => number.split('').join('.'),
  'among other digits': (number) => `2026-11-${number}-01`,
  'after a digit': (number) => `2 ${groupsOf(number).join(' ')}`,
  'after a weight': (number) => `Tea 250 ${number}`,
  'before a date': (number) => `Tea ${number} 12/29`,
};

/** Spellings that no id has, but a name may. */
const SCRIPTS: Readonly<Record<string, (number: string) => string>> = {
  'in the digits of Arabic': (number) => written(number, '٠'),
  'in wide digits': (number) => written(number, '０'),
  'in digits of mathematics': (number) => written(number, '𝟘'),
  'in Thai digits among ours': (number) => `${written(number.slice(0, 8), '๐')}${number.slice(8)}`,
  'raised, after a digit': (number) =>
    `7${Array.from(number, (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('')}`,
  'in circles': (number) => Array.from(number, (digit) => '⓿❶❷❸❹❺❻❼❽❾'[Number(digit)]).join(''),
  'in other circles': (number) =>
    Array.from(number, (digit) => '🄋➀➁➂➃➄➅➆➇➈'.match(/./gu)?.[Number(digit)]).join(''),
  'in two circles': (number) =>
    Array.from(number, (digit) => '🄌⓵⓶⓷⓸⓹⓺⓻⓼⓽'.match(/./gu)?.[Number(digit)]).join(''),
  'with nothing visible between': (number) => number.split('').join('\u200b'),
  'as hours of a telegram': (number) =>
    Array.from(number, (digit) => String.fromCodePoint(0x33_58 + Number(digit))).join(''),
};

function groupsOf(number: string): readonly string[] {
  return number.match(/.{4}/g) ?? [];
}

function written(number: string, zero: string): string {
  const from = zero.codePointAt(0) ?? 0;
  return Array.from(number, (digit) => String.fromCodePoint(from + Number(digit))).join('');
}

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
  it.each([...Object.entries(SPELLINGS), ...Object.entries(SCRIPTS)])(
    'S3.12 holds the number of the card %s, and is shown without it',
    (_, spell) => {
      const text = spell(NUMBER);
      expect(holdsNumber(text, [LAST4])).toBe(true);
      const shown = withoutNumbers(text, ['0001', LAST4]);
      expect(shown).not.toMatch(/\p{N}/u);
      expect(holdsNumber(shown, [LAST4])).toBe(false);
    },
  );

  it('is shown without any digit, as those around the number may be one, too', () => {
    const [front, back] = [NUMBER.slice(0, 8), NUMBER.slice(8)];
    expect(withoutNumbers(`${front} ${NUMBER} ${back}`, [LAST4])).toBe(
      `${'•'.repeat(8)} ${'•'.repeat(16)} ${'•'.repeat(8)}`,
    );
  });

  it.each([
    'M-1',
    'ord_vJaHbk2mEpt1DifIUXfJldND',
    LAST4,
    '00000003155',
    'ord_000000003155',
    '2026-11-26',
    '112-7654321-1234567',
    '4000002500013155',
    '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
  ])('is shown as it is, and names an order, when it is %s', (text) => {
    expect(holdsNumber(text, [LAST4])).toBe(false);
    expect(withoutNumbers(text, [LAST4])).toBe(text);
  });

  it('is no secret because the number of some other card would be checked like that', () => {
    for (const text of ['4242-4242-4242-4242', '5555555555554444', '1234567812345670', '123456789015'])
      expect(withoutNumbers(text, [LAST4])).toBe(text);
  });

  it('is shown as it is where nobody was shown a card', () => {
    expect(withoutNumbers(NUMBER, [])).toBe(NUMBER);
  });

  it('never hides a number, whatever stands around it and between its digits', () => {
    const around = fc.string({ unit: 'binary', maxLength: 8 });
    const between = fc.constantFrom('', ' ', '-', 'x', ' and ', '…', 'é', '\u0301');
    fc.assert(
      fc.property(around, around, between, (before, after, gap) => {
        const text = `${before}${NUMBER.split('').join(gap)}${after}`;
        expect(holdsNumber(text, [LAST4])).toBe(true);
        expect(holdsNumber(withoutNumbers(text, [LAST4]), [LAST4])).toBe(false);
      }),
    );
  });

  it('comes through unharmed where it is an id of 12 to 19 digits, but for one in very many', () => {
    const ids = fc.sample(fc.stringMatching(/^\d{12,19}$/), { numRuns: 2_000, seed: 1 });
    expect(ids.filter((id) => withoutNumbers(id, [LAST4, '0021', '7774']) !== id)).toEqual([]);
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
