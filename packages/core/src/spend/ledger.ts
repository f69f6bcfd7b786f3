import { isSameMoney, type Money } from '../money.ts';
import { type Attempt, amountOf, type CartRecord, isOpen, isUnsettled } from '../record.ts';
import type { Budget } from './policy.ts';
import { type Clock, nextWindow, windowOf } from './window.ts';

/** What a principal has spent, and what is set aside. */
export interface Ledger {
  /** When it last changed, in milliseconds since 1970; for it, time never goes back. */
  readonly latest: number;
  /** For attempts that could still take money, or have taken some that is no payment, by the attempt's id. */
  readonly held: Readonly<Record<string, Held>>;
  /** What payments took, one sum for each budget, of its present window; also for budgets that were there before. */
  readonly spent: readonly Spent[];
}

export interface Held extends Money {
  /** When it was set aside, in milliseconds since 1970: it counts in the windows of that moment. */
  readonly at: number;
}

export interface Spent extends Pick<Budget, 'period' | 'timeZone'>, Money {
  readonly window: string;
}

/** A cart as it was and as it is. */
export interface CartChange {
  readonly before: CartRecord;
  readonly after: CartRecord;
}

export const EMPTY: Ledger = { latest: 0, held: {}, spent: [] };

/**
 * The ledger once a cart has changed: a new attempt is set aside for, one that was paid is spent, any other that can take
 * no more money and has kept none is freed. The same ledger when nothing follows.
 */
export function follow(
  ledger: Ledger,
  budgets: readonly Budget[],
  { before, after }: CartChange,
  given: Clock,
): Ledger {
  const clock = clockOf(ledger, given);
  const followed = after.attempts.reduce((known, attempt) => {
    const held = known.held[attempt.id];
    const isCounted = held !== undefined || budgets.length > 0;
    const was = before.attempts.find(({ id }) => id === attempt.id);
    if (attempt.state === 'paid' && was?.state !== 'paid' && isCounted)
      return withSpent(without(known, attempt), spentBy(attempt, held?.at ?? clock.now), budgets, clock);
    const kept = keptFor(attempt, held ?? (was ? null : attempt.purchase.total));
    if (kept && isCounted) return withHeld(known, attempt, { ...kept, at: held?.at ?? clock.now });
    return held ? without(known, attempt) : known;
  }, ledger);
  return followed === ledger ? ledger : { ...followed, latest: clock.now };
}

/** The ledger without what the cart's open attempt holds, whose place the next one takes. */
export function withoutOpen(ledger: Ledger, { attempts }: CartRecord): Ledger {
  return attempts.filter(isOpen).reduce(without, ledger);
}

/** What is left of a budget; below zero when it was lowered, or money came late. */
export function leftOf(budget: Budget, ledger: Ledger, clock: Clock): number {
  const { period, timeZone, limit } = budget;
  const { held, spent } = ledger;
  const { now, dayIn } = clockOf(ledger, clock);
  const window = windowOf(period, dayIn(timeZone, now));
  const taken = spent.filter((sum) => isOf(sum, budget) && sum.window === window);
  const kept = Object.values(held).filter(
    ({ currency, at }) => currency === limit.currency && windowOf(period, dayIn(timeZone, at)) === window,
  );
  return [...taken, ...kept].reduce((left, { amount }) => left - amount, limit.amount);
}

/** The date from which all of a budget can be spent again; null when there is none. */
export function resetsOn({ period, timeZone }: Budget, ledger: Ledger, clock: Clock): string | null {
  const { now, dayIn } = clockOf(ledger, clock);
  return nextWindow(period, dayIn(timeZone, now));
}

/**
 * The clock by which a ledger is read. One that was put back would bring a window again whose sums are gone, and all of
 * its budget with it.
 */
function clockOf({ latest }: Ledger, clock: Clock): Clock {
  return { ...clock, now: Math.max(latest, clock.now) };
}

/** What an attempt keeps from others: what it could take, or what it took; null when neither. `held` is what it kept. */
function keptFor(attempt: Attempt, held: Money | null): Money | null {
  const { taken } = attempt;
  if (!isUnsettled(attempt)) return taken;
  const isMore = taken && held && taken.currency === held.currency && taken.amount > held.amount;
  return isMore ? taken : held;
}

function withHeld(ledger: Ledger, { id }: Attempt, { amount, currency, at }: Held): Ledger {
  const held = ledger.held[id];
  if (held && isSameMoney(held, { amount, currency })) return ledger;
  return { ...ledger, held: { ...ledger.held, [id]: { amount, currency, at } } };
}

function spentBy(paid: Attempt, at: number): Held {
  const { amount, currency } = amountOf(paid);
  return { amount, currency, at };
}

function without(ledger: Ledger, { id }: Attempt): Ledger {
  const { [id]: _, ...held } = ledger.held;
  return { ...ledger, held };
}

/**
 * Adds to each budget whose window is still the one in which it was set aside. Sums of windows that are over go; those
 * of budgets that are not there now stay, because they may come back.
 */
function withSpent(
  ledger: Ledger,
  { amount, currency, at }: Held,
  budgets: readonly Budget[],
  { now, dayIn }: Clock,
): Ledger {
  const sums = budgets.map((budget) => {
    const { period, timeZone, limit } = budget;
    const window = windowOf(period, dayIn(timeZone, now));
    const known = ledger.spent.find((sum) => isOf(sum, budget) && sum.window === window)?.amount ?? 0;
    const counts = currency === limit.currency && windowOf(period, dayIn(timeZone, at)) === window;
    return { period, timeZone, currency: limit.currency, window, amount: known + (counts ? amount : 0) };
  });
  const others = ledger.spent.filter(
    (sum) =>
      !budgets.some((budget) => isOf(sum, budget)) &&
      sum.window === windowOf(sum.period, dayIn(sum.timeZone, now)),
  );
  return { ...ledger, spent: [...sums.filter((sum) => sum.amount > 0), ...others] };
}

function isOf(sum: Spent, { period, timeZone, limit }: Budget): boolean {
  return sum.period === period && sum.timeZone === timeZone && sum.currency === limit.currency;
}
