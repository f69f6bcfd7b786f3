import { READS } from '../../../../tools/result.ts';
import { getApproval } from '../../approvals.ts';
import { getBudget } from '../../budget.ts';
import { toolOf } from '../tool.ts';

export const getBudgetTool = toolOf(getBudget, READS, ({ budgets, approval_above }) => {
  const left = budgets.map(
    ({ period, left_cents, currency }) =>
      `${left_cents} minor units of ${currency} left of the ${period} budget`,
  );
  const told = left.length > 0 ? `There are ${left.join(', and ')}.` : 'No budget limits what you spend.';
  return approval_above === null
    ? told
    : `${told} Above approval_above, and in any currency that it does not name, a person has to approve a purchase.`;
});

export const getApprovalTool = toolOf(getApproval, READS, ({ status }) => NEXT[status]);

const NEXT = {
  asked: 'Nobody has decided yet. Ask again in a minute, until expires_at, and leave the cart as it is.',
  approved: 'It is approved. Call checkout again as before, with the same arguments and the same key.',
  denied: 'A person has denied it. Tell the user, and do not try it again.',
  used: 'It is approved and paid. Call checkout again as before for its answer, or read the order.',
  expired: 'Nobody has decided in time, or nobody has paid. Call checkout again, and a person is asked anew.',
} as const;
