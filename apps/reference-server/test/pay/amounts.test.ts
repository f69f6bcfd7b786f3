import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { amountsIn, localeOf } from '../../src/pay/amounts.ts';

/** Spaces as people type them: locales use several. */
function spaced(text: string): string {
  return text.replaceAll(/\s/g, ' ');
}

describe('the locale of amounts', () => {
  test.each([
    ['de-DE,de;q=0.9,en;q=0.8', 'de-DE'],
    ['en;q=0.3, fr-CA;q=0.9', 'fr-CA'],
    ['*', 'en-US'],
    ['xx-YY, ja', 'ja'],
    ['de;q=0, it', 'it'],
    ['de;q=often', 'en-US'],
    ['zh-Hant-TW', 'zh-Hant-TW'],
    ['de-u-nu-thai', 'en-US'],
    ['de_DE', 'en-US'],
    ['en-aaaaaaaa-aaaaaaaa-aaaaaaaa-aaaaaaaa', 'en-US'],
    [`${'a'.repeat(100_000)},de`, 'en-US'],
    ['', 'en-US'],
    [undefined, 'en-US'],
  ])('of %j is %s', (header, locale) => {
    expect(localeOf(header)).toBe(locale);
  });

  test('is one that numbers can be written in, whatever the header says', () => {
    const subtag = fc.stringMatching(/^[a-zA-Z0-9*]{1,9}$/);
    const tags = fc.array(fc.array(subtag, { maxLength: 5 }).map((parts) => parts.join('-')));
    fc.assert(
      fc.property(fc.oneof(fc.string(), tags.map(String)), (header) => {
        expect(amountsIn(localeOf(header), 'usd')(4_999)).toMatch(/\p{Nd}/u);
      }),
    );
  });
});

describe('an amount', () => {
  test.each([
    ['en-US', 'usd', 4_999, '$49.99'],
    ['de-DE', 'usd', 4_999, '49,99 $'],
    ['de-DE', 'eur', 123_456_789, '1.234.567,89 €'],
    ['en-US', 'jpy', 500, '¥500'],
    ['en-US', 'kwd', 1_234, 'KWD 1.234'],
    ['en-US', 'iqd', 1_234, 'IQD 1.234'],
    ['en-US', 'clf', 12_345, 'CLF 1.2345'],
    ['en-CA', 'usd', 4_999, 'US$49.99'],
    ['en-US', 'usd', Number.MAX_SAFE_INTEGER, '$90,071,992,547,409.91'],
    ['en-US', 'usd', 0, '$0.00'],
  ])('in %s and %s of %i is written with every digit', (locale, currency, amount, text) => {
    expect(spaced(amountsIn(locale, currency)(amount))).toBe(text);
  });
});
