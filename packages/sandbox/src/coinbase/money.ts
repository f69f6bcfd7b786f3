import { refused } from './errors.ts';

const AMOUNT = /^\d+(\.\d{1,2})?$/;
const MOST = 10_000_000_000;

/** What a unit of a currency costs here, in hundredths of a USDC: never anything else. */
const RATES: Readonly<Record<string, number>> = { USDC: 100, USD: 100, EUR: 110, GBP: 125, SGD: 75 };

/** The currencies that a checkout can be asked for in. */
export const CURRENCIES: object = RATES;

/** An amount of USDC, and what was asked for where that was another currency. */
export interface Priced {
  readonly cents: number;
  readonly fiat: { readonly fiatAmount: string; readonly fiatCurrency: string } | null;
  readonly rate: string;
}

/** The amount of a body in USDC. Throws for one below 0.01 or above 100,000,000. */
export function pricedOf(amount: string, currency: string): Priced {
  const asked = centsOf(amount);
  if (asked < 1 || asked > MOST) throw refused('"amount" must be from 0.01 to 100000000.');
  const rate = RATES[currency] ?? 100;
  const cents = Math.round((asked * rate) / 100);
  const fiat = currency === 'USDC' ? null : { fiatAmount: amountOf(asked), fiatCurrency: currency };
  return { cents, fiat, rate: amountOf(rate) };
}

/** Whether a text is an amount. */
export function isAmount(text: string): boolean {
  return AMOUNT.test(text);
}

/** Hundredths. */
export function centsOf(amount: string): number {
  const [whole = '', part = ''] = amount.split('.');
  return Number(whole) * 100 + Number(part.padEnd(2, '0'));
}

/** With two decimals. */
export function amountOf(cents: number): string {
  return `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
}
