import type { RailManifest } from '@railyard/core/rail';

// The least that Stripe charges, in minor units; all of these count minor units as ISO 4217 does.
// https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts
const LEAST =
  'aed 200 ars 50 aud 50 bgn 100 brl 50 cad 50 chf 50 cop 50 czk 1500 dkk 250 eur 50 gbp 30 hkd 400 huf 17500 ' +
  'idr 50 ils 50 inr 50 jpy 50 krw 50 mxn 1000 myr 200 nok 300 nzd 50 php 50 pln 200 ron 200 rub 50 sek 300 ' +
  'sgd 50 thb 1000 usd 50 zar 50';

// Eight digits; Stripe takes longer amounts where the unit is small.
const MOST = 99_999_999;
const LONGER = new Set(['cop', 'huf', 'idr', 'inr', 'jpy', 'krw']);

/** The currencies that Stripe charges, with the least and the most of each. */
export const CURRENCIES: RailManifest['currencies'] = Object.fromEntries(
  Array.from(LEAST.matchAll(/(\w{3}) (\d+)/g), ([, currency = '', min]) => [
    currency,
    LONGER.has(currency) ? { min: Number(min) } : { min: Number(min), max: MOST },
  ]),
);
