import type { Approval } from '@railyard/core/spend';
import { addressLine } from '../../address.ts';
import type { Asker } from '../../approvals/asker.ts';
import { type Beside, shapeApproval } from '../../approvals/shape.ts';
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
export function shape(approval: Approval, beside: Beside): object {
  return { ...shapeApproval(approval, beside), decided_by: approval.decided?.by ?? null };
}

/** All of an approval, for people. */
export function shown(approval: Approval, { now, elsewhere, asker }: Beside): string {
  const { id, purchase, expiresAt, decided } = approval;
  const deliverAt = elsewhere?.deliverAt ?? null;
  return table([
    ['Approval', id],
    ['State', standingAt(approval, now)],
    ['Cart', purchase.cart],
    ...purchaseFacts(purchase),
    ...(purchase.shipTo ? [['Sent to', addressLine(purchase.shipTo)]] : []),
    ...(elsewhere ? [['Account', elsewhere.account]] : []),
    ...(deliverAt === null ? [] : [['Delivered', dated(deliverAt)]]),
    ['Asked by', whoIs(asker)],
    ['Until', dated(expiresAt)],
    ['Decided', decided ? `${dated(decided.at)} by ${decided.by}` : 'no'],
  ]);
}

/** Apps and users have no key, and nothing else tells them apart here. */
function whoIs(asker: Asker | null): string {
  const caller = asker?.caller;
  if (!caller || 'user' in caller) return 'no API key: an app, or a user of the tenant';
  return caller.name === null ? caller.id : `${caller.name} (${caller.id})`;
}
