import { principalOf } from '../checkout/request.ts';
import type { Owner } from '../checkout/yard.ts';
import { RailError } from '../errors.ts';
import { type Approval, type ApprovalState, approvalKey, approvalRow } from './approval.ts';
import type { SpendRecords } from './budget.ts';

/** The approval that a principal asked for. Throws `not_found`, also for another's. */
export async function readApproval(records: SpendRecords, who: Owner, id: string): Promise<Approval> {
  const approval = await findApproval(records, who.tenant, id);
  if (!approval || !(await isAskedBy(records, who, approval))) throw notFound();
  return approval;
}

/** Whether it is this principal who wants to pay, and so must not decide. */
export async function isAskedBy(
  records: Pick<SpendRecords, 'runtime'>,
  who: Owner,
  { tenant, principal }: Pick<Approval, 'principal' | 'tenant'>,
): Promise<boolean> {
  return tenant === who.tenant && principal === (await principalOf(records, who));
}

/** The approval with this id, for whoever decides; null when there is none. */
export function findApproval(
  { store }: Pick<SpendRecords, 'store'>,
  tenant: string,
  id: string,
): Promise<Approval | null> {
  const { space, key } = approvalKey(tenant, id);
  return store.get<Approval>(space, key);
}

/** A person's decision. */
export interface Decision {
  readonly decision: Extract<ApprovalState, 'approved' | 'denied'>;
  /** Who decides, for the record: never an e-mail address. */
  readonly by: string;
}

/**
 * Records a decision and does nothing else: whoever asked tries again. The first one stands, and deciding again changes
 * nothing. Throws `not_found`, also when the question has lapsed.
 */
export function decide(
  { store }: Pick<SpendRecords, 'store'>,
  tenant: string,
  id: string,
  { decision, by }: Decision,
): Promise<Approval> {
  return store.update([approvalKey(tenant, id)], ([row], now) => {
    const known = row?.value as Approval | undefined;
    if (!known) throw notFound();
    if (known.state !== 'asked') return { rows: [], result: known };
    if (now >= known.expiresAt) throw notFound();
    const decided: Approval = { ...known, state: decision, decided: { by, at: now } };
    return { rows: [approvalRow(decided)], result: decided };
  });
}

function notFound(): RailError {
  return new RailError('not_found', 'There is no such approval to decide about.');
}
