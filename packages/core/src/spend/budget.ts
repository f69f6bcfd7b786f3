import type { Runtime } from '../ports.ts';
import type { Key, Row, Store } from '../store.ts';
import type { Spend } from './gate.ts';
import { EMPTY, type Ledger } from './ledger.ts';
import type { Budget, SpendPolicy } from './policy.ts';
import { type Rules, restrained } from './restraint.ts';

/** What a principal may spend and has spent: a record of the space `budget`. */
export interface BudgetRecord {
  /** Null: the platform's. */
  readonly policy: SpendPolicy | null;
  /** The budgets that the principal has given itself; absent where it never did. */
  readonly restraint?: readonly Budget[];
  readonly ledger: Ledger;
}

/** Where the spending of principals is kept. */
export interface SpendRecords {
  readonly store: Store;
  readonly runtime: Pick<Runtime, 'hash' | 'now'>;
}

export const UNTOUCHED: BudgetRecord = { policy: null, ledger: EMPTY };

export function budgetKey({ tenant, principal }: Pick<Spend, 'principal' | 'tenant'>): Key {
  return { space: 'budget', key: `${tenant}:${principal}` };
}

export function budgetRow(value: BudgetRecord, tenant: string): Row<BudgetRecord> {
  return { value, tenant, state: 'kept', due: null };
}

/** What holds for a principal with this record. */
export function rulesOf({ policy, restraint = [] }: BudgetRecord, platform: SpendPolicy = {}): Rules {
  return restrained(policy ?? platform, restraint);
}
