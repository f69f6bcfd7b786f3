import type { RailManifest } from '@railyard/core/rail';

/**
 * The least that Stripe charges, in minor units as ISO 4217 counts them: currencies that Stripe counts otherwise, such
 * as isk and those of three digits, are not among them.
 * https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts
 */
const LEAST: Readonly<Record<string, number>> = {
  'ars aud brl cad chf cop eur idr ils inr jpy krw nzd php rub sgd usd zar': 50,
  gbp: 30,
  bgn: 100,
  'aed myr pln ron': 200,
  dkk: 250,
  'nok sek': 300,
  hkd: 400,
  'mxn thb': 1_000,
  czk: 1_500,
  huf: 17_500,
};

// Of these, whose unit is small, Stripe takes more than eight digits.
const LONGER = 'cop huf idr inr jpy krw';
const EIGHT_DIGITS = 99_999_999;

/** The currencies that a page can ask for, with the least and the most of each. */
export const CURRENCIES: RailManifest['currencies'] = Object.fromEntries(
  Object.entries(LEAST).flatMap(([codes, min]) =>
    codes
      .split(' ')
      .map((code) => [code, LONGER.includes(code) ? { min } : { min, max: EIGHT_DIGITS }] as const),
  ),
);
