import type { JsonObject } from '@railyard/core/rail';
import { type Authorization, readAuthorization } from '../wire/authorization.ts';
import { readAll } from '../wire/members.ts';
import { readTransaction, type Transaction } from '../wire/transaction.ts';
import { type Failure, UNREADABLE } from './answer.ts';
import type { Ask } from './ask.ts';

/** What merchants have had of some cards, in minor units of the cards' currency. */
export interface Spent {
  /** All that was ever set aside or taken. */
  readonly taken: number;
  /** As much of that as has come back. */
  readonly returned: number;
}

/** What was spent with these cards; null when nobody can tell. */
export async function spentWith(ask: Ask, cards: readonly string[]): Promise<Spent | null> {
  const all = await Promise.all(
    cards.map(async (card) => {
      const authorizations = await listAll(ask, '/authorizations', card, readAuthorization);
      if (!authorizations || authorizations.some(({ isBeingDecided }) => isBeingDecided)) return null;
      const transactions = await listAll(ask, '/transactions', card, readTransaction);
      return transactions && sumOf(authorizations, transactions);
    }),
  );
  return all.reduce<Spent | null>(
    (sum, one) => sum && one && { taken: sum.taken + one.taken, returned: sum.returned + one.returned },
    { taken: 0, returned: 0 },
  );
}

/** An authorization as it is now. */
export async function retrieveAuthorization(ask: Ask, id: string): Promise<Authorization | Failure> {
  const answer = await ask.get(`/authorizations/${id}`);
  if ('reason' in answer) return answer;
  const authorization = readAuthorization(answer.body);
  return authorization?.id === id ? authorization : UNREADABLE;
}

/** What authorizations and transactions come to. Money that nobody had authorized counts like any other. */
function sumOf(authorizations: readonly Authorization[], transactions: readonly Transaction[]): Spent {
  const captures = transactions.filter(({ kind }) => kind === 'capture');
  const granted = authorizations.filter(({ approved }) => approved);
  const forced = captures.filter(({ authorization }) => !granted.some(({ id }) => id === authorization));
  const sums = granted.map((one) => {
    const captured = totalOf(captures.filter(({ authorization }) => authorization === one.id));
    return { taken: takenOf(one, captured), returned: returnedOf(one, captured) };
  });
  const back = transactions.filter(({ kind }) => kind === 'refund');
  return {
    taken: sums.reduce((sum, { taken }) => sum + taken, totalOf(forced)),
    returned: sums.reduce((sum, { returned }) => sum + returned, totalOf(back)),
  };
}

function takenOf({ status, held, granted }: Authorization, captured: number): number {
  switch (status) {
    case 'closed':
      return captured;
    case 'pending':
    case 'other':
      return Math.max(held.amount, captured);
    case 'reversed':
    case 'expired':
      return Math.max(granted, captured);
  }
}

/** What was set aside and is no more. */
function returnedOf({ status, granted }: Authorization, captured: number): number {
  return status === 'reversed' || status === 'expired' ? Math.max(0, granted - captured) : 0;
}

function totalOf(transactions: readonly Transaction[]): number {
  return transactions.reduce((sum, { amount }) => sum + Math.abs(amount), 0);
}

/** All of one card's in one list; null when they cannot all be seen: a card that pays once has few. */
async function listAll<T>(
  ask: Ask,
  path: string,
  card: string,
  read: (value: JsonObject) => T | null,
): Promise<readonly T[] | null> {
  const answer = await ask.get(path, { card, limit: 100 });
  if ('reason' in answer || answer.body.has_more !== false) return null;
  return readAll(answer.body.data, read);
}
