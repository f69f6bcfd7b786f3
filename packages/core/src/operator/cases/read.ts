import { type Checkout, yardOf } from '../../checkout/create.ts';
import type { CartRecord } from '../../record.ts';
import type { Store } from '../../store.ts';
import { type Case, caseOf, recordOfCase, subjectOf } from './case.ts';
import { ask, type Evidence, evidenceOf, NOT_ASKED, type Said } from './evidence.ts';
import { RULING_SPACE, type Ruled, rulingsOf } from './ruled.ts';
import type { Subject } from './subject.ts';

/** A case with all that is known of it, and what was ruled on it. */
export interface CaseReport extends Case {
  readonly evidence: Evidence;
  /** The oldest first. */
  readonly ruled: readonly Ruled[];
}

type Records = Pick<Store, 'get' | 'list'>;
type Asking = (record: CartRecord, subject: Subject) => Promise<Said>;

/**
 * Reads a case of a tenant, open or ruled, and asks its provider what it shows now. Changes nothing. Null when there is
 * none and was none.
 */
export function readCase(checkout: Checkout, tenant: string, id: string): Promise<CaseReport | null> {
  const yard = yardOf(checkout);
  return report(yard.store, tenant, id, (record, subject) =>
    ask(yard, recordOfCase(tenant, id), record, subject),
  );
}

/** The same as it is recorded. Asks no provider. */
export function reportCase(store: Records, tenant: string, id: string): Promise<CaseReport | null> {
  return report(store, tenant, id, async () => NOT_ASKED);
}

async function report(
  store: Records,
  tenant: string,
  id: string,
  asking: Asking,
): Promise<CaseReport | null> {
  const { space, key } = recordOfCase(tenant, id);
  const record = await store.get<CartRecord>(space, key);
  const subject = record && subjectOf(record, id);
  if (!record || !subject) return null;
  const found = caseOf(record, subject);
  const ruled = await ruledOn(store, tenant, id);
  if (found.openCase === null && ruled.length === 0) return null;
  const said = found.openCase === null ? NOT_ASKED : await asking(record, subject);
  return { ...found, evidence: evidenceOf(record, subject, said), ruled };
}

const BATCH = 100;

/** What was ruled on a case. */
async function ruledOn(store: Records, tenant: string, id: string): Promise<readonly Ruled[]> {
  const prefix = rulingsOf(tenant, id);
  const { keys } = await store.list(RULING_SPACE, { tenant, after: prefix, limit: BATCH });
  const own = keys.filter((key) => key.startsWith(prefix));
  const found = await Promise.all(own.map((key) => store.get<Ruled>(RULING_SPACE, key)));
  return found.flatMap((one) => one ?? []).toSorted((one, other) => one.at - other.at);
}
