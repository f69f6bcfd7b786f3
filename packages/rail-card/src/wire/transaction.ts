import type { JsonObject } from '@railyard/core/rail';
import { formed, idIn, wholeNumber, wordAmong } from './members.ts';

/** Money that a merchant took of a card, or gave back to it. */
export interface Transaction {
  readonly id: string;
  readonly kind: 'capture' | 'refund' | 'other';
  readonly card: string;
  /** The authorization that it came of; null for money that nobody had authorized. */
  readonly authorization: string | null;
  /** As it changes the balance: below zero for what was taken. */
  readonly amount: number;
  readonly currency: string;
}

/** Reads a transaction; null for anything else. */
export function readTransaction(value: JsonObject): Transaction | null {
  const [id, card] = [idIn(value.id, 'ipi'), idIn(value.card, 'ic')];
  const [amount, currency] = [wholeNumber(value.amount), formed(value.currency, /^[a-z]{3}$/)];
  const isOne = value.object === 'issuing.transaction';
  if (!isOne || id === null || card === null || amount === null || currency === null) return null;
  const authorization = idIn(value.authorization, 'iauth');
  return { id, kind: wordAmong(['capture', 'refund'], value.type), card, authorization, amount, currency };
}
