import { refused } from './errors.ts';
import { type Form, numberOf, textOf } from './form.ts';

/**
 * The least that Stripe charges, per currency, in its smallest unit. Other currencies are not taken here.
 * https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts
 */
const LEAST: ReadonlyMap<string, number> = new Map(
  Object.entries({
    50: 'ars aud brl cad chf cop eur idr ils inr jpy krw nzd php rub sgd usd zar',
    30: 'gbp',
    100: 'bgn',
    200: 'aed myr pln ron',
    250: 'dkk',
    300: 'nok sek',
    400: 'hkd',
    1000: 'mxn thb',
    1500: 'czk',
    17500: 'huf',
  }).flatMap(([least, names]) => names.split(' ').map((name) => [name, Number(least)] as const)),
);
const MOST = 99_999_999;
/** Where the unit is small, Stripe takes amounts of more digits. */
const LONG: ReadonlySet<string> = new Set(['cop', 'huf', 'idr', 'inr', 'jpy', 'krw']);
const LONG_MOST = 9_999_999_999;

/** The amount and the currency of a payment, such as Stripe takes it. */
export function paymentOf(form: Form): { readonly amount: number; readonly currency: string } {
  const currency = currencyOf(form);
  const amount = positiveOf(form, 'amount');
  checkAmount(amount, currency, 'amount');
  return { amount, currency };
}

/** Throws for what Stripe does not take in a currency, because it is too little or too much. */
export function checkAmount(amount: number, currency: string, param: string): void {
  const most = LONG.has(currency) ? LONG_MOST : MOST;
  const least = LEAST.get(currency) ?? 0;
  if (amount > most)
    throw refused(`Amount must be no more than ${most} ${currency}.`, { code: 'amount_too_large', param });
  if (amount < least)
    throw refused(`Amount must be at least ${least} ${currency}.`, { code: 'amount_too_small', param });
}

/** The currency in a form, in lower case as everywhere in this API. */
export function currencyOf(form: Form, param = 'currency'): string {
  const currency = textOf(form, 'currency') ?? '';
  if (LEAST.has(currency)) return currency;
  throw refused(`Invalid currency: ${currency}. It must be one of ${[...LEAST.keys()].join(', ')}.`, {
    param,
  });
}

/** A number of a form that has to be 1 at least. */
export function positiveOf(form: Form, name: string, param = name): number {
  const number = numberOf(form, name) ?? 0;
  if (number >= 1) return number;
  throw refused('This value must be greater than or equal to 1.', {
    code: 'parameter_invalid_integer',
    param,
  });
}
