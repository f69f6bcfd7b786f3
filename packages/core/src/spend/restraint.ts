import type { Budget, SpendPolicy } from './policy.ts';

/** What a purchase is judged by. */
export interface Rules extends SpendPolicy {
  readonly budgets: readonly Budget[];
  /** Those in which anything may be spent; null for all. */
  readonly currencies: readonly string[] | null;
}

/**
 * What a principal may spend under a policy and the budgets that it has given itself: both have to allow it. A budget of
 * its own opens no currency that the budgets of the policy leave nothing in, and closes none.
 */
export function restrained(policy: SpendPolicy, restraint: readonly Budget[]): Rules {
  const { budgets: given = [] } = policy;
  const currencies = given.length > 0 ? given.map(({ limit }) => limit.currency) : null;
  const own = restraint.filter(({ limit }) => currencies?.includes(limit.currency) ?? true);
  return { ...policy, currencies, budgets: strictestOf([...given, ...own]) };
}

/** The budgets without those beside which a lower one begins anew at the same moments. */
export function strictestOf(all: readonly Budget[]): readonly Budget[] {
  return all.filter((one, at) => strictest(one, all) === at);
}

/** Where the lowest limit is that begins anew at the same moments. */
function strictest(budget: Budget, all: readonly Budget[]): number {
  const least = Math.min(...all.filter((one) => isAlike(one, budget)).map(({ limit }) => limit.amount));
  return all.findLastIndex((one) => isAlike(one, budget) && one.limit.amount === least);
}

function isAlike({ period, limit, timeZone }: Budget, other: Budget): boolean {
  return period === other.period && timeZone === other.timeZone && limit.currency === other.limit.currency;
}
