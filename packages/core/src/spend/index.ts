export { type Approval, type ApprovalState, approvalIdOf, standingOf } from './approval.ts';
export { type Decision, decide, findApproval, isAskedBy, readApproval } from './approvals.ts';
export type { SpendRecords } from './budget.ts';
export { createSpendGate, type SpendOptions } from './create.ts';
export type { Spend, SpendGate } from './gate.ts';
export {
  type BudgetView,
  changePolicy,
  readBudgets,
  readPolicy,
  readRestraint,
  restrain,
  withZoneNames,
} from './policies.ts';
export { type Allowance, type Budget, checkPolicy, type Period, type SpendPolicy } from './policy.ts';
export { readTimeZone } from './window.ts';
