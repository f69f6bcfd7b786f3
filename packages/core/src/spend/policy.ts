import { RailError } from '../errors.ts';
import { type Money, money } from '../money.ts';
import { checkTimeZone, readTimeZone } from './window.ts';

export type Period = 'daily' | 'weekly' | 'monthly' | 'total';

/** The most that may be spent in one currency within a period of the calendar. */
export interface Budget {
  readonly period: Period;
  readonly limit: Money;
  /** An IANA time zone, in which days, weeks (from Monday) and months begin. */
  readonly timeZone: string;
}

/** What a principal may spend. A rule that is left out allows everything. */
export interface SpendPolicy {
  /**
   * All of them hold. With any budget, a currency that has none is spent nothing in. At most one of each period,
   * currency and time zone, and twenty in all.
   */
  readonly budgets?: readonly Budget[];
  /** The largest purchase, for each currency. With any, a currency that has none is bought nothing in. */
  readonly perPurchase?: readonly Money[];
  /** A purchase above this is a person's decision; for each currency, and always in one that has none here. */
  readonly approvalAbove?: readonly Money[];
  /** Handles of sellers. */
  readonly payees?: Allowance;
  /** Ids of rails. */
  readonly rails?: Allowance;
}

/** Which names are allowed: those of `only`, or all but those of `never`. */
export type Allowance = { readonly only: readonly string[] } | { readonly never: readonly string[] };

const MAX_BUDGETS = 20;
const PERIODS: readonly Period[] = ['daily', 'weekly', 'monthly', 'total'];

/** Throws `validation` for a policy that could not be held to. */
export function checkPolicy({ budgets = [], perPurchase = [], approvalAbove = [] }: SpendPolicy): void {
  if (budgets.length > MAX_BUDGETS)
    throw new RailError('validation', `A policy has at most ${MAX_BUDGETS} budgets.`);
  for (const { period, limit, timeZone } of budgets) {
    if (!PERIODS.includes(period)) {
      throw new RailError('validation', `A budget is ${PERIODS.join(', ')}, not "${period}".`);
    }
    money(limit.amount, limit.currency);
    checkTimeZone(timeZone);
  }
  for (const { amount, currency } of [...perPurchase, ...approvalAbove]) money(amount, currency);
  checkOnce(
    budgets.map(({ period, limit, timeZone }) => `${period} ${limit.currency} in ${readTimeZone(timeZone)}`),
  );
  checkOnce(perPurchase.map(({ currency }) => currency));
  checkOnce(approvalAbove.map(({ currency }) => currency));
}

function checkOnce(names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new RailError('validation', `The policy has two rules for "${twice}".`);
}

export function isAllowed(name: string, allowance: Allowance | undefined): boolean {
  if (!allowance) return true;
  return 'only' in allowance ? allowance.only.includes(name) : !allowance.never.includes(name);
}

/** The amount for a currency; null when there is none. */
export function amountFor(currency: string, amounts: readonly Money[]): number | null {
  return amounts.find((one) => one.currency === currency)?.amount ?? null;
}
