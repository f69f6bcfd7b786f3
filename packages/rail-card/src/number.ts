import { NUMBER } from './wire/card.ts';

const LENGTH = 16;

/**
 * Whether a text may hold the number of a card that ends in one of these `last4s`, whatever stands between its digits
 * and around it. Sixteen other digits are taken for it one time in 300,000 for each ending.
 */
export function holdsNumber(text: string, last4s: readonly string[]): boolean {
  if (last4s.length === 0) return false;
  const digits = digitsIn(text);
  const starts = Array.from({ length: Math.max(0, digits.length - LENGTH + 1) }, (_, at) => at);
  return starts.some((at) => isNumber(digits.slice(at, at + LENGTH), last4s));
}

/**
 * The same text, without its digits where it may hold the number of such a card: for what is kept and shown of the words
 * of a merchant, with the endings of all cards that it was shown.
 */
export function withoutNumbers(text: string, last4s: readonly string[]): string {
  return holdsNumber(text, last4s) ? text.normalize('NFKC').replaceAll(/\p{N}/gu, '•') : text;
}

function isNumber(part: string, last4s: readonly string[]): boolean {
  return NUMBER.test(part) && last4s.some((last4) => part.endsWith(last4)) && isChecked(part);
}

/** All digits of a text, in whatever script they are written. */
function digitsIn(text: string): string {
  const digits = text.normalize('NFKC').match(/\p{Nd}/gu) ?? [];
  return digits.map(valueOf).join('');
}

/** Unicode has the ten digits of a script in a row, and no other digit in front of them but those of other rows. */
function valueOf(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  let before = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(code - before - 1))) before += 1;
  return before % 10;
}

/** Whether the last digit is the check digit of the others. */
function isChecked(digits: string): boolean {
  const sum = Array.from(digits)
    .toReversed()
    .reduce((total, digit, at) => {
      const value = Number(digit) * (at % 2 === 0 ? 1 : 2);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
  return sum % 10 === 0;
}
