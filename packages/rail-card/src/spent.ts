import type { Authorization } from './wire/authorization.ts';
import type { Transaction } from './wire/transaction.ts';

/** As little as this, in minor units, a merchant may have held only to see whether a card works. */
export const TRIFLE = 100;

/** What merchants have had of some cards, in minor units of the cards' currency. */
export interface Spent {
  /** All that was ever set aside or taken. */
  readonly taken: number;
  /** As much of that as has come back. */
  readonly returned: number;
  /** As much of the rest as is held in trifles, of which nothing was captured. */
  readonly trifles: number;
  /** As much of what has come back as were such trifles. */
  readonly lapsed: number;
  /** All that was ever captured, whoever had authorized it. */
  readonly captured: number;
}

export const NOTHING: Spent = { taken: 0, returned: 0, trifles: 0, lapsed: 0, captured: 0 };

/** What merchants have now. */
export function keptOf({ taken, returned }: Spent): number {
  return taken - returned;
}

/** What merchants have of a purchase of so much, beyond what is only held to see whether the card works. */
export function earnestOf(spent: Spent, total: number): number {
  return keptOf(inEarnest(spent, total));
}

/** How much has come back of a purchase of so much, and of what was taken beyond it. */
export function returnedOf(spent: Spent, total: number): number {
  return inEarnest(spent, total).returned;
}

/**
 * What they took beyond a purchase of so much that is being given back, and have. `before` is what had come back by then
 * already; what comes back since is the purchase first.
 */
export function beyond(spent: Spent, total: number, before: number): number {
  const earnest = inEarnest(spent, total);
  return Math.max(0, Math.min(earnest.taken - before - total, keptOf(earnest)));
}

/** Whether a purchase of so much has come back, `before` apart. */
export function hasReturned(spent: Spent, total: number, before: number): boolean {
  const { taken, returned } = inEarnest(spent, total);
  return taken > 0 && returned - before >= Math.min(taken - before, total);
}

/** A purchase may be a trifle itself. */
function inEarnest(spent: Spent, total: number): Spent {
  if (total <= TRIFLE) return spent;
  const { taken, returned, trifles, lapsed } = spent;
  return { ...spent, taken: taken - trifles - lapsed, returned: returned - lapsed, trifles: 0, lapsed: 0 };
}

/** What authorizations and transactions come to. Money that nobody had authorized counts like any other. */
export function spentIn(
  authorizations: readonly Authorization[],
  transactions: readonly Transaction[],
): Spent {
  const captures = transactions.filter(({ kind }) => kind === 'capture');
  const granted = authorizations.filter(({ approved }) => approved);
  const forced = captures.filter(({ authorization }) => !granted.some(({ id }) => id === authorization));
  const back = transactions.filter(({ kind }) => kind === 'refund');
  const unasked = { ...NOTHING, taken: totalOf(forced), returned: totalOf(back), captured: totalOf(forced) };
  return granted
    .map((one) => spentOf(one, totalOf(captures.filter(({ authorization }) => authorization === one.id))))
    .reduce(plus, unasked);
}

export function plus(one: Spent, other: Spent): Spent {
  return {
    taken: one.taken + other.taken,
    returned: one.returned + other.returned,
    trifles: one.trifles + other.trifles,
    lapsed: one.lapsed + other.lapsed,
    captured: one.captured + other.captured,
  };
}

/** What an authorization comes to, of which so much was captured. */
function spentOf({ status, held, granted }: Authorization, captured: number): Spent {
  switch (status) {
    case 'closed':
      return { ...NOTHING, taken: captured, captured };
    case 'pending':
    case 'other': {
      const isTrifle = captured === 0 && held.amount <= TRIFLE;
      const taken = Math.max(held.amount, captured);
      return { ...NOTHING, taken, captured, trifles: isTrifle ? held.amount : 0 };
    }
    case 'reversed':
    case 'expired': {
      const taken = Math.max(granted, captured);
      const lapsed = captured === 0 && granted <= TRIFLE ? granted : 0;
      return { ...NOTHING, taken, captured, lapsed, returned: taken - captured };
    }
  }
}

function totalOf(transactions: readonly Transaction[]): number {
  return transactions.reduce((sum, { amount }) => sum + Math.abs(amount), 0);
}
