import { createHash } from 'node:crypto';
import type { Seeded } from './journal.ts';

const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** So many bytes, 64 at most, that follow from a text. */
export function bytesOf(text: string, length: number): Buffer {
  return createHash('sha512').update(text).digest().subarray(0, length);
}

/** So many letters and digits that follow from a text. */
export function lettersOf(text: string, length: number): string {
  return Array.from(bytesOf(text, length), (byte) => LETTERS[byte % LETTERS.length]).join('');
}

/** The text that the next id follows from: another at each call, the same ones for the same seed. */
export function draw(state: Seeded): string {
  state.drawn += 1;
  return `${state.seed} ${state.drawn}`;
}
