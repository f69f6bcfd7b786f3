import type { Budget, SpendPolicy } from './policy.ts';

/**
 * What a principal may spend under a policy and the budgets that it has given itself: both have to allow it. A budget of
 * its own opens no currency that the budgets of the policy leave nothing in.
 */
export function restrained(policy: SpendPolicy, restraint: readonly Budget[]): SpendPolicy {
  if (restraint.length === 0) return policy;
  const { budgets: given = [] } = policy;
  const isOpen = ({ limit: { currency } }: Budget): boolean =>
    given.length === 0 || given.some(({ limit }) => limit.currency === currency);
  const all = [...given, ...restraint.filter(isOpen)];
  return { ...policy, budgets: all.filter((one, at) => strictest(one, all) === at) };
}

/** Where the lowest limit is that begins anew at the same moments. */
function strictest(budget: Budget, all: readonly Budget[]): number {
  const least = Math.min(...all.filter((one) => isAlike(one, budget)).map(({ limit }) => limit.amount));
  return all.findLastIndex((one) => isAlike(one, budget) && one.limit.amount === least);
}

function isAlike({ period, limit, timeZone }: Budget, other: Budget): boolean {
  return period === other.period && timeZone === other.timeZone && limit.currency === other.limit.currency;
}
