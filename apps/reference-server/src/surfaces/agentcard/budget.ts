import { type JsonObject, type Owner, RailError, toDecimal } from '@railyard/core';
import {
  type Budget,
  type BudgetView,
  changePolicy,
  type Period,
  type SpendPolicy,
} from '@railyard/core/spend';
import type { Surface } from './surface.ts';

/** What `buy_set_budget` is asked for. */
export interface BudgetCall {
  readonly period: Period;
  readonly limit: number;
  readonly timeZone: string;
}

/** All budgets of this surface are in the currency of its cards. */
const CURRENCY = 'usd';

/**
 * Limits what a shopper spends, or limits it further. An agent is told what to buy by texts that it did not write, so
 * that it loosens no limit: not by a higher one, not by another time zone, in which nothing would be spent yet, and not
 * by the first one in a currency in which other budgets leave nothing to spend.
 */
export async function setBudget(
  { spending }: Pick<Surface, 'spending'>,
  { tenant, principal }: Owner,
  { period, limit, timeZone }: BudgetCall,
): Promise<readonly BudgetView[]> {
  const who = { tenant, principal };
  const { policy: platform } = await spending.allowed(who);
  const budget: Budget = { period, limit: { amount: limit, currency: CURRENCY }, timeZone };
  await changePolicy(spending.records, who, (own) => tightened(own ?? platform, budget));
  return (await spending.allowed(who)).budgets;
}

function tightened(policy: SpendPolicy, budget: Budget): SpendPolicy {
  const { budgets = [] } = policy;
  const isSame = ({ period, limit }: Budget): boolean =>
    period === budget.period && limit.currency === budget.limit.currency;
  const isDenied =
    budgets.length > 0 && budgets.every(({ limit }) => limit.currency !== budget.limit.currency);
  if (isDenied) throw unlocking(budget);
  const known = budgets.find(isSame);
  if (known && (budget.limit.amount > known.limit.amount || budget.timeZone !== known.timeZone))
    throw looser(known);
  return { ...policy, budgets: [...budgets.filter((one) => !isSame(one)), budget] };
}

function looser({ period, limit, timeZone }: Budget): RailError {
  const most = `${toDecimal(limit)} ${limit.currency}`;
  return loosened(`The ${period} budget is ${most} (${timeZone}), and an agent can only lower it.`, {
    period,
    limit_cents: limit.amount,
    currency: limit.currency,
  });
}

function unlocking({ limit: { currency } }: Budget): RailError {
  return loosened(`Nothing may be spent in ${currency}, and an agent cannot change that.`, { currency });
}

function loosened(message: string, details: JsonObject): RailError {
  return new RailError('denied', message, {
    details: { reason: 'budget_loosened', ...details },
    nextAction: 'Have the operator raise it: railyard budget set.',
  });
}
