import { NUMBER } from './wire/card.ts';

const LENGTH = 16;

/**
 * Whether a text may hold the number of a card that ends in one of these `last4s`, whatever stands between its digits
 * and around it. Sixteen other digits are taken for it one time in 300,000 for each ending.
 */
export function holdsNumber(text: string, last4s: readonly string[]): boolean {
  const digits = last4s.length === 0 ? '' : digitsIn(text);
  const endings = new Set(last4s);
  for (let end = LENGTH; end <= digits.length; end += 1) {
    if (endings.has(digits.slice(end - 4, end)) && isNumber(digits.slice(end - LENGTH, end))) return true;
  }
  return false;
}

/**
 * The same text, without its digits where it may hold the number of such a card: for what is kept and shown of the words
 * of a merchant, with the endings of all cards that it was shown.
 */
export function withoutNumbers(text: string, last4s: readonly string[]): string {
  return holdsNumber(text, last4s) ? text.normalize('NFKC').replaceAll(/\p{N}/gu, '•') : text;
}

function isNumber(part: string): boolean {
  return NUMBER.test(part) && isChecked(part);
}

/** All digits of a text, in whatever script they are written, and in circles. */
function digitsIn(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll(/\P{ASCII}/gu, (character) => `${digitOf(character) ?? ''}`)
    .replaceAll(/\D/g, '');
}

/** The circled numbers that are no other digit to Unicode: where a row of one to ten begins, and the zeros. */
const ONES = [0x24f5, 0x2776, 0x2780, 0x278a];
const ZEROS = [0x24ff, 0x1f10b, 0x1f10c];

function digitOf(character: string): number | null {
  const code = character.codePointAt(0) ?? 0;
  if (isDigit(code)) return valueOf(code);
  if (ZEROS.includes(code)) return 0;
  const one = ONES.find((start) => code >= start && code < start + 9);
  return one === undefined ? null : code - one + 1;
}

/** Unicode has the ten digits of a script in a row, and no other digit in front of them but those of other rows. */
function valueOf(code: number): number {
  let before = 0;
  while (isDigit(code - before - 1)) before += 1;
  return before % 10;
}

function isDigit(code: number): boolean {
  return /\p{Nd}/u.test(String.fromCodePoint(code));
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
