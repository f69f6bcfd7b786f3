import { RailError } from '../../errors.ts';
import type { CartRecord } from '../../record.ts';
import type { Key, Row } from '../../store.ts';
import { caseOf } from './case.ts';
import { type Evidence, evidenceOf, type Said } from './evidence.ts';
import type { RulingCall } from './rule.ts';
import { heldBy, idOf, type Ruling, type Subject, subjectsIn } from './subject.ts';

/** The store's space for rulings. Nothing ever changes or drops one. */
export const RULING_SPACE = 'ruling';

/** Who ruled what, when, why and knowing what: written with what follows from it, and kept for good. */
export interface Ruled {
  readonly id: string;
  readonly case: string;
  readonly about: Subject['about'];
  /** Why a person had to look. */
  readonly openCase: string;
  readonly ruling: Ruling;
  readonly reference: string | null;
  readonly insisted: boolean;
  readonly by: string;
  readonly reason: string;
  /** In milliseconds since 1970. */
  readonly at: number;
  readonly evidence: Evidence;
  readonly became: Became;
}

/** What a ruling has led to. */
export interface Became {
  /** Of the payment, the refund or what a handler owed. */
  readonly state: string;
  /** The order that the payment has become. */
  readonly order: string | null;
  /** A refund that is due since. */
  readonly refund: string | null;
}

/** Where a ruling is kept: beside the others of its case. */
export function rulingKey(tenant: string, ofCase: string, id: string): Key {
  return { space: RULING_SPACE, key: `${rulingsOf(tenant, ofCase)}${id}` };
}

/** What the keys of a case's rulings begin with. */
export function rulingsOf(tenant: string, ofCase: string): string {
  return `${tenant}:${ofCase}:`;
}

export function ruledRow(tenant: string, ruled: Ruled): Row<Ruled> {
  return { value: ruled, tenant, state: ruled.ruling, due: null };
}

/** A ruling as it is kept: the record before and after it. */
export function ruledOf(
  id: string,
  call: RulingCall,
  subject: Subject,
  said: Said,
  { before, after, now }: { readonly before: CartRecord; readonly after: CartRecord; readonly now: number },
): Ruled {
  const { openCase, about } = caseOf(before, subject);
  return {
    id,
    case: call.case,
    about,
    openCase: openCase ?? '',
    ruling: call.ruling,
    reference: call.reference ?? null,
    insisted: call.insist ?? false,
    by: call.by,
    reason: call.reason,
    at: now,
    evidence: evidenceOf(before, subject, said),
    became: becameOf(before, after, subject),
  };
}

function becameOf(before: CartRecord, after: CartRecord, subject: Subject): Became {
  const now = subjectsIn(after).find((one) => idOf(one) === idOf(subject));
  const refund = after.refunds.find(({ id }) => !before.refunds.some((one) => one.id === id));
  return {
    state: heldBy(now ?? subject).state,
    order: before.order === null && after.order ? after.order.id : null,
    refund: refund?.id ?? null,
  };
}

/** The ruling that this call repeats. Throws `idempotency_conflict` when its key stands for another one. */
export function repeated(known: Ruled, { ruling, reference }: RulingCall): Ruled {
  if (known.ruling === ruling && known.reference === (reference ?? null)) return known;
  throw new RailError('idempotency_conflict', 'The key was used for another ruling.');
}
