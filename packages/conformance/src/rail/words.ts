import { type Money, toDecimal } from '@railyard/core';
import type { Purchase } from '@railyard/core/rail';
import type { RailBook } from './subject.ts';

/** What was taken, in words: `49.99 usd was taken`. */
export function taken({ charges }: RailBook): string {
  const [first, ...more] = charges;
  if (!first) return 'no money was taken';
  return more.length === 0
    ? `${amount(first)} was taken`
    : `money was taken ${charges.length} times: ${charges.map(amount).join(', ')}`;
}

export function givenBack({ refunds }: RailBook): string {
  if (refunds.length === 0) return 'nothing was given back';
  return `${refunds.map(amount).join(' and ')} was given back`;
}

export function amount(money: Money): string {
  return `${toDecimal(money)} ${money.currency}`;
}

/** What the first line of a purchase is called, in quotation marks. */
export function titleOf({ lines }: Purchase): string {
  return JSON.stringify(lines[0]?.title.slice(0, 60) ?? 'nothing');
}

/** A book as text, to see whether it has changed. */
export function textOf(book: RailBook): string {
  return JSON.stringify([book.charges, book.refunds, book.pages ?? []]);
}
