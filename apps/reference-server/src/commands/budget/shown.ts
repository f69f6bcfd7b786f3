import type { Money } from '@railyard/core';
import type { Allowance } from '@railyard/core/spend';
import { shapePolicy } from '../../surfaces/kifly/budget.ts';
import { shownMoney, table } from '../text.ts';
import type { BudgetReport } from './report.ts';

/** All of it for programs. */
export function shape({ of, policy, isOwn, budgets, approver }: BudgetReport): object {
  return {
    id: of,
    policy: isOwn ? 'own' : 'platform',
    budgets: budgets.map(({ period, limit, left, timeZone, resetsOn }) => ({
      period,
      limit_cents: limit.amount,
      left_cents: left,
      currency: limit.currency,
      time_zone: timeZone,
      resets_on: resetsOn,
    })),
    ...shapePolicy(policy),
    approver,
  };
}

/** All of it for people. */
export function shown({ of, policy, isOwn, budgets, approver }: BudgetReport): string {
  const lines = budgets.length > 0 ? budgets.map(shownBudget) : ['any amount'];
  return table([
    ['Of', of ?? 'each that has no rules of its own'],
    ['Rules', isOwn ? 'its own' : 'those of the platform'],
    ...lines.map((line) => ['Budget', line]),
    ['Per purchase', policy.perPurchase ? shownAmounts('at most', policy.perPurchase) : 'any amount'],
    ['Approval', policy.approvalAbove ? shownAmounts('above', policy.approvalAbove) : 'never needed'],
    ['Sellers', shownAllowance(policy.payees)],
    ['Rails', shownAllowance(policy.rails)],
    ...(of === null ? [] : [['Approver', approver ?? 'nobody in particular']]),
  ]);
}

function shownBudget({ period, limit, left, timeZone, resetsOn }: BudgetReport['budgets'][number]): string {
  const rest = left === null ? '' : `, ${shownMoney({ ...limit, amount: left })} left`;
  const anew = resetsOn === null ? '' : `, anew on ${resetsOn}`;
  return `${period} ${shownMoney(limit)} (${timeZone})${rest}${anew}`;
}

function shownAmounts(word: string, amounts: readonly Money[]): string {
  return amounts.map((one) => `${word} ${shownMoney(one)}`).join(', ');
}

function shownAllowance(of: Allowance | undefined): string {
  if (!of) return 'all';
  return 'only' in of ? `only ${of.only.join(', ')}` : `all but ${of.never.join(', ')}`;
}
