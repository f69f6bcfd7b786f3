import { isSameMoney } from '../money.ts';
import type { Purchase } from '../purchase.ts';
import type { Key, Row } from '../store.ts';

/** A person's decision about one purchase: a record of the space `approval`. */
export interface Approval {
  /** Names the version of a cart, so that there is one for each purchase and none stretches to another. */
  readonly id: string;
  readonly tenant: string;
  /** A hash of who asks to pay. */
  readonly principal: string;
  /** Exactly what will be paid. */
  readonly purchase: Purchase;
  readonly state: ApprovalState;
  /** When the question or the approval lapses, in milliseconds since 1970. A denial stays, and so does a use. */
  readonly expiresAt: number;
  /** Who decided and when; null while nobody has. */
  readonly decided: { readonly by: string; readonly at: number } | null;
  /** Whether the platform has been told that somebody has to decide. */
  readonly told: boolean;
  /** Until when some call is telling it, in milliseconds since 1970; null when none is. */
  readonly busyUntil: number | null;
}

/** `used`: there is an order. */
export type ApprovalState = 'asked' | 'approved' | 'denied' | 'used';

/** How long a record outlives what it decided. */
const KEPT = 90 * 86_400_000;

/** The id of the approval that a purchase needs. */
export function approvalIdOf({ order }: Pick<Purchase, 'order'>): string {
  return order.replace(/^order_/, 'apr_');
}

export function approvalKey(tenant: string, id: string): Key {
  return { space: 'approval', key: `${tenant}:${id}` };
}

export function approvalRow(approval: Approval): Row<Approval> {
  const { tenant, state, expiresAt } = approval;
  return { value: approval, tenant, state, due: expiresAt + KEPT };
}

/** Where it stands; null for none, and for one that has lapsed: it has to be asked for again. */
export function standingOf(approval: Approval | null, now: number): ApprovalState | null {
  if (!approval) return null;
  const lapses = approval.state === 'asked' || approval.state === 'approved';
  return lapses && now >= approval.expiresAt ? null : approval.state;
}

/** Whether it is a decision about this purchase by this principal. */
export function isFor(
  { purchase, principal }: Approval,
  asked: { readonly purchase: Purchase; readonly principal: string },
): boolean {
  return (
    principal === asked.principal &&
    purchase.order === asked.purchase.order &&
    purchase.seller === asked.purchase.seller &&
    isSameMoney(purchase.total, asked.purchase.total)
  );
}
