import type { JsonObject } from '@railyard/core/rail';
import { keptOf, NOTHING, plus, type Spent, spentIn } from '../spent.ts';
import { type Authorization, readAuthorization } from '../wire/authorization.ts';
import { readAll } from '../wire/members.ts';
import { readTransaction, type Transaction } from '../wire/transaction.ts';
import { type Failure, UNREADABLE } from './answer.ts';
import type { Ask } from './ask.ts';

/** What was spent with these cards; null when nobody can tell. */
export async function spentWith(ask: Ask, cards: readonly string[]): Promise<Spent | null> {
  const all = await Promise.all(
    cards.map(async (card) => {
      const authorizations = await authorizationsOf(ask, card);
      if (!authorizations || authorizations.some(({ isBeingDecided }) => isBeingDecided)) return null;
      const transactions = await transactionsOf(ask, card);
      return transactions && spentIn(authorizations, transactions);
    }),
  );
  return all.reduce((sum, one) => sum && one && plus(sum, one), NOTHING);
}

/** What a card has given away, or is about to. */
export interface Promised {
  readonly all: number;
  /** As much of that as is held in trifles. */
  readonly trifles: number;
}

/**
 * What a card has promised besides what this authorization asks for; null when nobody can tell. Of those that are decided
 * at the same time the first one counts.
 */
export async function promisedBeside(ask: Ask, card: string, id: string): Promise<Promised | null> {
  const [authorizations, transactions] = await Promise.all([
    authorizationsOf(ask, card),
    transactionsOf(ask, card),
  ]);
  if (!authorizations || !transactions) return null;
  const spent = spentIn(authorizations, transactions);
  // The newest comes first.
  const earlier = authorizations.slice(authorizations.findIndex((one) => one.id === id) + 1);
  const amounts = earlier
    .filter(({ isBeingDecided }) => isBeingDecided)
    .map(({ asked }) => asked?.amount ?? Number.POSITIVE_INFINITY);
  return { all: amounts.reduce((sum, amount) => sum + amount, keptOf(spent)), trifles: spent.trifles };
}

/** An authorization as it is now. */
export async function retrieveAuthorization(ask: Ask, id: string): Promise<Authorization | Failure> {
  const answer = await ask.get(`/authorizations/${id}`);
  if ('reason' in answer) return answer;
  const authorization = readAuthorization(answer.body);
  return authorization?.id === id ? authorization : UNREADABLE;
}

function authorizationsOf(ask: Ask, card: string): Promise<readonly Authorization[] | null> {
  return listAll(ask, '/authorizations', card, readAuthorization);
}

function transactionsOf(ask: Ask, card: string): Promise<readonly Transaction[] | null> {
  return listAll(ask, '/transactions', card, readTransaction);
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
