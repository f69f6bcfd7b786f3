import type { BudgetRecord } from './budget.ts';
import type { Spent } from './ledger.ts';
import type { Budget, SpendPolicy } from './policy.ts';
import { strictestOf } from './restraint.ts';

/** Gives a time zone the name that all its spellings share. */
export type ZoneOf = (timeZone: string) => string;

/** A policy whose budgets have each time zone by its one name; of those that are the same then, the lowest. */
export function respellPolicy({ budgets, ...policy }: SpendPolicy, zoneOf: ZoneOf): SpendPolicy {
  return budgets ? { ...policy, budgets: respellBudgets(budgets, zoneOf) } : policy;
}

/** A record, which may have been kept under any spelling. What was taken under several of them is taken in all. */
export function respellRecord({ policy, restraint, ledger }: BudgetRecord, zoneOf: ZoneOf): BudgetRecord {
  return {
    policy: policy && respellPolicy(policy, zoneOf),
    ...(restraint && { restraint: respellBudgets(restraint, zoneOf) }),
    ledger: { ...ledger, spent: respellSums(ledger.spent, zoneOf) },
  };
}

function respellBudgets(budgets: readonly Budget[], zoneOf: ZoneOf): readonly Budget[] {
  return strictestOf(budgets.map((one) => ({ ...one, timeZone: zoneOf(one.timeZone) })));
}

function respellSums(spent: readonly Spent[], zoneOf: ZoneOf): readonly Spent[] {
  const sums = new Map<string, Spent>();
  for (const sum of spent) {
    const timeZone = zoneOf(sum.timeZone);
    const name = [sum.period, sum.window, sum.currency, timeZone].join();
    const amount = (sums.get(name)?.amount ?? 0) + sum.amount;
    sums.set(name, { ...sum, timeZone, amount });
  }
  return [...sums.values()];
}
