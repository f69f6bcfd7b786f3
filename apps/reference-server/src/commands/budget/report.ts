import type { Owner, Store } from '@railyard/core';
import { type Budget, readBudgets, readPolicy, readRestraint, type SpendPolicy } from '@railyard/core/spend';
import { storedApprovers } from '../../approvals/approvers.ts';
import { hashText, sleep } from '../../runtime.ts';
import { readPlatformPolicy } from '../../spending/platform.ts';

/** What somebody may spend, and who decides. */
export interface BudgetReport {
  /** The id of the principal; null for all that have no rules of their own. */
  readonly of: string | null;
  readonly policy: SpendPolicy;
  readonly isOwn: boolean;
  readonly budgets: readonly BudgetLine[];
  /** The budgets that the principal has given itself. */
  readonly restraint: readonly Budget[];
  /** The e-mail of who is named to decide; null where nobody is. */
  readonly approver: string | null;
}

/** A budget; what is left of it is null where it is that of many. */
interface BudgetLine extends Budget {
  readonly left: number | null;
  readonly resetsOn: string | null;
}

/** What the records of spending need of the outside world. */
export function recordsIn(store: Store) {
  return { store, runtime: { hash: hashText, now: () => Date.now(), sleep } };
}

export async function reportOf(store: Store, who: Owner): Promise<BudgetReport> {
  const records = recordsIn(store);
  const [own, platform] = [await readPolicy(records, who), await readPlatformPolicy(store)];
  return {
    of: who.principal,
    policy: own ?? platform,
    isOwn: own !== null,
    budgets: await readBudgets({ ...records, policy: platform }, who),
    restraint: await readRestraint(records, who),
    approver: await storedApprovers(store).find(who),
  };
}

export async function reportOfPlatform(store: Store): Promise<BudgetReport> {
  const policy = await readPlatformPolicy(store);
  const budgets = (policy.budgets ?? []).map((one) => ({ ...one, left: null, resetsOn: null }));
  return { of: null, policy, isOwn: false, budgets, restraint: [], approver: null };
}
