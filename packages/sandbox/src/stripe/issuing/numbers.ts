import { createHmac } from 'node:crypto';
import type { State } from '../state.ts';
import type { HeldCard } from './state.ts';

const ISSUER = '400000';

/** What is printed on a card. It follows from the seed and is written nowhere. */
export interface CardSecrets {
  readonly number: string;
  readonly cvc: string;
}

/** The number and the code of a card. */
export function secretsOf({ seed }: Pick<State, 'seed'>, card: string): CardSecrets {
  const digits = Array.from(createHmac('sha256', seed).update(card).digest(), (byte) => byte % 10).join('');
  const account = ISSUER + digits.slice(0, 9);
  return { number: account + checkDigit(account), cvc: digits.slice(9, 12) };
}

/** The card with a number; null when it is of none that was issued here. */
export function cardWithNumber(state: State, number: string): HeldCard | null {
  const id = [...state.cards.keys()].find((card) => secretsOf(state, card).number === number);
  return state.cards.get(id ?? '') ?? null;
}

/** The last digit of a card's number, by the rule of ISO/IEC 7812-1. */
function checkDigit(digits: string): number {
  const sum = Array.from(digits)
    .toReversed()
    .reduce((total, digit, at) => {
      const value = Number(digit) * (at % 2 === 0 ? 2 : 1);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
  return (10 - (sum % 10)) % 10;
}
