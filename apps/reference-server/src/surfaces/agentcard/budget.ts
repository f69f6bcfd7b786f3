import { type JsonObject, type Owner, RailError, toDecimal } from '@railyard/core';
import { type Budget, type BudgetView, type Period, readTimeZone, restrain } from '@railyard/core/spend';
import type { Surface } from './surface.ts';

/** What `buy_set_budget` is asked for. */
export interface BudgetCall {
  readonly period: Period;
  readonly limit: number;
  /** Left out: that of the budget that is there. */
  readonly timeZone: string | undefined;
}

/** All budgets of this surface are in the currency of its cards. */
const CURRENCY = 'usd';

/**
 * Limits what a shopper spends, or limits it further, beside what the operator allows: all of it holds. An agent is told
 * what to buy by texts that it did not write, so that nothing it says lets more be spent: no higher limit takes the place
 * of another. One in another time zone, where nothing is spent yet, takes no other's place either. Resolves with all
 * budgets, of which the last is this one.
 */
export async function setBudget(
  { spending }: Pick<Surface, 'spending'>,
  { tenant, principal }: Owner,
  call: BudgetCall,
): Promise<readonly BudgetView[]> {
  const who = { tenant, principal };
  const { policy } = await spending.allowed(who);
  const given = policy.budgets ?? [];
  if (given.length > 0 && !given.some(isOfCards)) throw unlocking();
  await restrain(spending.records, who, (restraint) => tightened(restraint, given, call));
  return (await spending.allowed(who)).budgets;
}

/** The shopper's own budgets with this one among them. Throws for one that limits nothing beside those that there are. */
function tightened(
  restraint: readonly Budget[],
  given: readonly Budget[],
  call: BudgetCall,
): readonly Budget[] {
  const known = [...given, ...restraint].filter(isOfCards);
  const budget = budgetOf(call, known);
  const isInPlace = (one: Budget): boolean =>
    isOfCards(one) && one.period === budget.period && one.timeZone === budget.timeZone;
  const lower = known.find((one) => isInPlace(one) && one.limit.amount < call.limit);
  if (lower) throw looser(lower);
  return [...restraint.filter((one) => !isInPlace(one)), budget];
}

/** In the zone that was named, else in that of the least budget of its period, or of any. What never ends has one zone. */
function budgetOf({ period, limit, timeZone }: BudgetCall, known: readonly Budget[]): Budget {
  const [least] = known
    .filter((one) => one.period === period)
    .toSorted((one, other) => one.limit.amount - other.limit.amount);
  const there = (least ?? known[0])?.timeZone ?? 'UTC';
  const named = timeZone === undefined ? there : (readTimeZone(timeZone) ?? timeZone);
  const zone = period === 'total' && least ? there : named;
  return { period, limit: { amount: limit, currency: CURRENCY }, timeZone: zone };
}

function isOfCards({ limit: { currency } }: Budget): boolean {
  return currency === CURRENCY;
}

function looser({ period, limit, timeZone }: Budget): RailError {
  const most = `${toDecimal(limit)} ${limit.currency}`;
  return loosened(`The ${period} budget is ${most} (${timeZone}), and an agent can only lower it.`, {
    period,
    limit_cents: limit.amount,
    currency: limit.currency,
  });
}

function unlocking(): RailError {
  return loosened(`Nothing may be spent in ${CURRENCY}, and an agent cannot change that.`, {
    currency: CURRENCY,
  });
}

function loosened(message: string, details: JsonObject): RailError {
  return new RailError('denied', message, {
    details: { reason: 'budget_loosened', ...details },
    nextAction: 'Have the operator raise it: railyard budget set.',
  });
}
