import { RailError } from './errors.ts';

/** An exact amount: whole minor units (`4999` is $49.99) of a lower-case ISO 4217 currency. */
export interface Money {
  readonly amount: number;
  readonly currency: string;
}

// ISO 4217, active codes of three letters each, by the number of digits after the decimal point.
const CODES = [
  'bifclpdjfgnfiskjpykmfkrwpygrwfugxuyivndvuvxafxofxpf',
  '',
  'aedafnallamdaoaarsaudawgaznbambbdbdtbgnbmdbndbobbrlbsdbtnbwpbynbzdcadcdfchfcnycopcrccupcveczkdkk' +
    'dopdzdegpernetbeurfjdfkpgbpgelghsgipgmdgtqgydhkdhnlhtghufidrilsinrirrjmdkeskgskhrkpwkydkztlaklbp' +
    'lkrlrdlslmadmdlmgamkdmmkmntmopmrumurmvrmwkmxnmyrmznnadngnnionoknprnzdpabpenpgkphppkrplnqarronrsd' +
    'rubsarsbdscrsdgseksgdshpslesossrdsspstnsvcsypszlthbtjstmttoptryttdtwdtzsuahusduyuuzsvedveswstxcd' +
    'xcgyerzarzmwzwg',
  'bhdiqdjodkwdlydomrtnd',
  'clfuyw',
];

const EXPONENTS = new Map(
  CODES.flatMap((codes, digits) => (codes.match(/.../g) ?? []).map((code) => [code, digits] as const)),
);

/** Digits after the decimal point of a currency; throws `validation` for a code that ISO 4217 does not list. */
export function exponentOf(currency: string): number {
  const exponent = EXPONENTS.get(currency);
  if (exponent === undefined) {
    throw new RailError('validation', `"${currency}" is not a lower-case ISO 4217 currency code.`);
  }
  return exponent;
}

/** Money from minor units; throws `validation` for fractions, negatives and integers past 2^53 − 1. */
export function money(amount: number, currency: string): Money {
  exponentOf(currency);
  if (!Number.isSafeInteger(amount) || amount < 0) {
    throw new RailError(
      'validation',
      `An amount is a whole number of minor units from 0 to 2^53 − 1, not ${amount}.`,
    );
  }
  return { amount, currency };
}

/** Money from a decimal string such as `49.99`; throws `validation` when a digit would be lost. */
export function parseDecimal(text: string, currency: string): Money {
  const match = /^(\d{1,16})(?:\.(\d{1,30}))?$/.exec(text);
  if (!match)
    throw new RailError('validation', 'An amount is written like 49.99: digits and at most one point.');
  const fraction = match[2] ?? '';
  return fromUnits(BigInt(`${match[1]}${fraction}`), fraction.length, currency);
}

/** The decimal form with all of the currency's digits: `4999` usd is `49.99`, `500` jpy is `500`. */
export function toDecimal({ amount, currency }: Money): string {
  const exponent = exponentOf(currency);
  if (exponent === 0) return String(amount);
  const digits = String(amount).padStart(exponent + 1, '0');
  return `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

/**
 * Units of a token with `decimals` digits, at par with the currency; throws `validation` when a digit would be lost.
 */
export function toUnits({ amount, currency }: Money, decimals: number): bigint {
  return rescale(BigInt(amount), exponentOf(currency), decimals);
}

/** Money from units of a token with `decimals` digits; throws `validation` when a digit would be lost. */
export function fromUnits(units: bigint, decimals: number, currency: string): Money {
  return money(Number(rescale(units, decimals, exponentOf(currency))), currency);
}

export function isSameMoney(one: Money, other: Money): boolean {
  return one.amount === other.amount && one.currency === other.currency;
}

function rescale(units: bigint, from: number, to: number): bigint {
  if (to >= from) return units * 10n ** BigInt(to - from);
  const divisor = 10n ** BigInt(from - to);
  if (units % divisor !== 0n) {
    throw new RailError('validation', `The amount has more than ${to} digits after the decimal point.`);
  }
  return units / divisor;
}
