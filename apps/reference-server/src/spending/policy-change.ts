import type { Money } from '@railyard/core';
import type { Allowance, Budget, Period, SpendPolicy } from '@railyard/core/spend';

/** What an operator says of a policy. What is left out stays as it is. */
export interface PolicyChange {
  readonly budgets?: readonly BudgetChange[];
  /** For all budgets of the policy. */
  readonly timeZone?: string | undefined;
  readonly perPurchase?: readonly AmountChange[];
  readonly approvalAbove?: readonly AmountChange[];
  /** Null: all of them. */
  readonly payees?: Allowance | null | undefined;
  readonly rails?: Allowance | null | undefined;
}

/** Minor units of a currency; null where the rule shall go. */
export interface AmountChange {
  readonly currency: string;
  readonly amount: number | null;
}

export interface BudgetChange extends AmountChange {
  readonly period: Period;
}

/** The policy after a change. A rule without anything in it goes. */
export function changed(policy: SpendPolicy, change: PolicyChange): SpendPolicy {
  const budgets = budgetsAfter(policy.budgets ?? [], change);
  const perPurchase = amountsAfter(policy.perPurchase ?? [], change.perPurchase ?? []);
  const approvalAbove = amountsAfter(policy.approvalAbove ?? [], change.approvalAbove ?? []);
  const payees = change.payees === undefined ? policy.payees : change.payees;
  const rails = change.rails === undefined ? policy.rails : change.rails;
  return {
    ...(budgets.length > 0 && { budgets }),
    ...(perPurchase.length > 0 && { perPurchase }),
    ...(approvalAbove.length > 0 && { approvalAbove }),
    ...(payees && { payees }),
    ...(rails && { rails }),
  };
}

function budgetsAfter(known: readonly Budget[], { budgets = [], timeZone }: PolicyChange): readonly Budget[] {
  const kept = withoutNamed(known, budgets);
  const set = budgets.flatMap((change): readonly Budget[] => {
    const { period, currency, amount } = change;
    const before = known.find((one) => isOf(one, change)) ?? known[0];
    const zone = timeZone ?? before?.timeZone ?? 'UTC';
    return amount === null ? [] : [{ period, limit: { amount, currency }, timeZone: zone }];
  });
  return [...(timeZone === undefined ? kept : movedTo(timeZone, kept)), ...set];
}

/** The budgets in one zone: of several that are the same there, the least. */
function movedTo(timeZone: string, budgets: readonly Budget[]): readonly Budget[] {
  const least = budgets.filter((one, at) =>
    budgets.every(({ period, limit }, place) => {
      const isSame = isOf(one, { period, currency: limit.currency });
      return !isSame || one.limit.amount < limit.amount || (one.limit.amount === limit.amount && at <= place);
    }),
  );
  return least.map((one) => ({ ...one, timeZone }));
}

function isOf({ period, limit }: Budget, named: Pick<BudgetChange, 'currency' | 'period'>): boolean {
  return period === named.period && limit.currency === named.currency;
}

/** The budgets that a principal has given itself, without those in whose place an operator has now set another one. */
export function restraintAfter(
  restraint: readonly Budget[],
  { budgets = [] }: PolicyChange,
): readonly Budget[] {
  return withoutNamed(restraint, budgets);
}

function withoutNamed(known: readonly Budget[], named: readonly BudgetChange[]): readonly Budget[] {
  return known.filter((one) => !named.some((change) => isOf(one, change)));
}

function amountsAfter(known: readonly Money[], changes: readonly AmountChange[]): readonly Money[] {
  const kept = known.filter(({ currency }) => !changes.some((one) => one.currency === currency));
  const set = changes.flatMap(({ currency, amount }) => (amount === null ? [] : [{ currency, amount }]));
  return [...kept, ...set];
}
