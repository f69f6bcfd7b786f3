import { principalOf } from '../checkout/request.ts';
import type { Owner } from '../checkout/yard.ts';
import type { Key } from '../store.ts';
import { type BudgetRecord, budgetKey, budgetRow, rulesOf, type SpendRecords, UNTOUCHED } from './budget.ts';
import type { SpendOptions } from './create.ts';
import { leftOf, resetsOn } from './ledger.ts';
import { type Budget, checkPolicy, type SpendPolicy } from './policy.ts';
import { respellPolicy, respellRecord } from './spelling.ts';
import { createCalendar, createZoneNames } from './window.ts';

/** A budget as it stands. */
export interface BudgetView extends Budget {
  /** Minor units, never below zero. */
  readonly left: number;
  /** The date from which all of it can be spent again; null when there is none. */
  readonly resetsOn: string | null;
}

/**
 * Changes what a principal may spend; `change` gets the present policy, null when it is the platform's. What a budget
 * has taken counts on when its period, currency and zone stay or come back within its window; another one begins with
 * nothing spent, and the first one of a principal with nothing held for what is being paid already. Throws
 * `validation`.
 */
export async function changePolicy(
  records: SpendRecords,
  who: Owner,
  change: (policy: SpendPolicy | null) => SpendPolicy | null,
): Promise<SpendPolicy | null> {
  const after = await changeRecord(records, who, (record) => {
    const policy = change(record.policy);
    if (policy) checkPolicy(policy);
    return { ...record, policy };
  });
  return after.policy;
}

/**
 * Changes the budgets that a principal gives itself; `change` gets those that there are. They hold beside its policy,
 * whatever that becomes, allow nothing more, and limit no other currency. Throws `validation`.
 */
export async function restrain(
  records: SpendRecords,
  who: Owner,
  change: (restraint: readonly Budget[]) => readonly Budget[],
): Promise<void> {
  await changeRecord(records, who, (record) => {
    const restraint = change(record.restraint ?? []);
    checkPolicy({ budgets: restraint });
    return { ...record, restraint };
  });
}

/** A policy whose budgets have each time zone by the one name that its spellings share. */
export function withZoneNames(policy: SpendPolicy): SpendPolicy {
  return respellPolicy(policy, createZoneNames());
}

/** What a principal may spend; null when that is the platform's to say. */
export async function readPolicy(records: SpendRecords, who: Owner): Promise<SpendPolicy | null> {
  return (await recordOf(records, who)).policy;
}

/** The budgets that a principal has given itself. */
export async function readRestraint(records: SpendRecords, who: Owner): Promise<readonly Budget[]> {
  return (await recordOf(records, who)).restraint ?? [];
}

/**
 * The budgets that hold for a principal, with what is left of each: those of its policy or, where it has none, of
 * `policy`, the platform's, and those that it has given itself.
 */
export async function readBudgets(
  records: SpendRecords & Pick<SpendOptions, 'policy'>,
  who: Owner,
): Promise<readonly BudgetView[]> {
  const record = await recordOf(records, who);
  const platform = records.policy && withZoneNames(records.policy);
  const { budgets } = rulesOf(record, platform);
  const clock = { now: records.runtime.now(), dayIn: createCalendar() };
  return budgets.map((budget) => ({
    ...budget,
    left: Math.max(leftOf(budget, record.ledger, clock), 0),
    resetsOn: resetsOn(budget, record.ledger, clock),
  }));
}

async function changeRecord(
  records: SpendRecords,
  who: Owner,
  change: (record: BudgetRecord) => BudgetRecord,
): Promise<BudgetRecord> {
  const key = await keyOf(records, who);
  return records.store.update([key], ([row]) => {
    const zoneOf = createZoneNames();
    const before = respellRecord((row?.value as BudgetRecord | undefined) ?? UNTOUCHED, zoneOf);
    const record = respellRecord(change(before), zoneOf);
    return { rows: [budgetRow(record, who.tenant)], result: record };
  });
}

async function recordOf(records: SpendRecords, who: Owner): Promise<BudgetRecord> {
  const { space, key } = await keyOf(records, who);
  const kept = (await records.store.get<BudgetRecord>(space, key)) ?? UNTOUCHED;
  return respellRecord(kept, createZoneNames());
}

async function keyOf(records: SpendRecords, who: Owner): Promise<Key> {
  return budgetKey({ tenant: who.tenant, principal: await principalOf(records, who) });
}
