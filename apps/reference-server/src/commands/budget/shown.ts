import type { Money } from '@railyard/core';
import type { Allowance, Budget } from '@railyard/core/spend';
import { shapePolicy } from '../../surfaces/kifly/budget.ts';
import { shownMoney, table } from '../text.ts';
import type { BudgetReport } from './report.ts';

/** All of it for programs. */
export function shape({ of, policy, isOwn, budgets, restraint, approver }: BudgetReport): object {
  return {
    id: of,
    policy: isOwn ? 'own' : 'platform',
    budgets: budgets.map((one) => ({
      ...shapeBudget(one),
      left_cents: one.left,
      resets_on: one.resetsOn,
    })),
    set_by_itself: restraint.map(shapeBudget),
    ...shapePolicy(policy),
    approver,
  };
}

/** All of it for people. */
export function shown({ of, policy, isOwn, budgets, restraint, approver }: BudgetReport): string {
  const lines = budgets.length > 0 ? budgets.map(shownBudget) : ['any amount'];
  return table([
    ['Of', of ?? 'each that has no rules of its own'],
    ['Rules', isOwn ? 'its own' : 'those of the platform'],
    ...lines.map((line) => ['Budget', line]),
    ...restraint.map((one) => ['Set by itself', shownLimit(one)]),
    ['Per purchase', policy.perPurchase ? shownAmounts('at most', policy.perPurchase) : 'any amount'],
    ['Approval', policy.approvalAbove ? shownAmounts('above', policy.approvalAbove) : 'never needed'],
    ['Sellers', shownAllowance(policy.payees)],
    ['Rails', shownAllowance(policy.rails)],
    ...(of === null ? [] : [['Approver', approver ?? 'nobody in particular']]),
  ]);
}

function shapeBudget({ period, limit, timeZone }: Budget): object {
  return { period, limit_cents: limit.amount, currency: limit.currency, time_zone: timeZone };
}

function shownBudget(budget: BudgetReport['budgets'][number]): string {
  const { limit, left, resetsOn } = budget;
  const rest = left === null ? '' : `, ${shownMoney({ ...limit, amount: left })} left`;
  const anew = resetsOn === null ? '' : `, anew on ${resetsOn}`;
  return `${shownLimit(budget)}${rest}${anew}`;
}

function shownLimit({ period, limit, timeZone }: Budget): string {
  return `${period} ${shownMoney(limit)} (${timeZone})`;
}

function shownAmounts(word: string, amounts: readonly Money[]): string {
  return amounts.map((one) => `${word} ${shownMoney(one)}`).join(', ');
}

function shownAllowance(of: Allowance | undefined): string {
  if (!of) return 'all';
  return 'only' in of ? `only ${of.only.join(', ')}` : `all but ${of.never.join(', ')}`;
}
