import type { Approval } from '@railyard/core/spend';
import { type Moments, shapeApproval } from '../../approvals/shape.ts';
import { standingAt } from '../../approvals/view.ts';
import { purchaseFacts } from '../purchase.ts';
import { dated, shownMoney, table } from '../text.ts';

export const HEAD = ['ID', 'STATE', 'TOTAL', 'SELLER', 'UNTIL'];

/** A line of a list. */
export function row(approval: Approval, now: number): readonly string[] {
  const { id, purchase, expiresAt } = approval;
  return [id, standingAt(approval, now), shownMoney(purchase.total), purchase.seller, dated(expiresAt)];
}

/** All of an approval, for programs. */
export function shape(approval: Approval, moments: Moments): object {
  return { ...shapeApproval(approval, moments), decided_by: approval.decided?.by ?? null };
}

/** All of an approval, for people. */
export function shown(approval: Approval, { now, deliverAt }: Moments): string {
  const { id, purchase, expiresAt, decided } = approval;
  return table([
    ['Approval', id],
    ['State', standingAt(approval, now)],
    ['Cart', purchase.cart],
    ...purchaseFacts(purchase),
    ...(deliverAt === null ? [] : [['Delivered', dated(deliverAt)]]),
    ['Until', dated(expiresAt)],
    ['Decided', decided ? `${dated(decided.at)} by ${decided.by}` : 'no'],
  ]);
}
