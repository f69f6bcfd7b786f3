import { exponentOf, toDecimal } from '@railyard/core';

const MOST_HEADER = 200;
const MOST_TAGS = 8;
const TAG = /^[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3}$/i;

/** The first locale of an `Accept-Language` header that numbers can be written in; else that of the United States. */
export function localeOf(acceptLanguage: string | undefined): string {
  const tags = (acceptLanguage ?? '').slice(0, MOST_HEADER).split(',', MOST_TAGS).map(readTag);
  const preferred = tags
    .filter(({ weight }) => weight > 0)
    .toSorted((one, other) => other.weight - one.weight);
  return preferred.find(({ tag }) => isSupported(tag))?.tag ?? 'en-US';
}

function readTag(range: string): { readonly tag: string; readonly weight: number } {
  const [tag = '', parameter = ''] = range.split(';').map((part) => part.trim());
  return { tag, weight: parameter.startsWith('q=') ? Number(parameter.slice(2)) : 1 };
}

function isSupported(tag: string): boolean {
  return TAG.test(tag) && supports(tag);
}

function supports(tag: string): boolean {
  try {
    return Intl.NumberFormat.supportedLocalesOf(tag).length > 0;
  } catch {
    return false; // it has the form of a tag, and is none
  }
}

/** Writes minor units of a currency, with all of its digits, as people in a locale do. */
export function amountsIn(locale: string, currency: string): (amount: number) => string {
  // The currency's own number of digits, not that of the locale, which may know another.
  const digits = exponentOf(currency);
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  // As a decimal string: a float would lose digits of large amounts.
  return (amount) => format.format(toDecimal({ amount, currency }) as Intl.StringNumericLiteral);
}
