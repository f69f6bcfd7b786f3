import {
  type PaymentRail,
  type Prepared,
  type Purchase,
  type RefundState,
  type Settlement,
  vetted,
  vettedPrepared,
  vettedRefund,
} from '@railyard/core/rail';
import type { Member } from './link.ts';

/** Complains of what a rail gave unless the engine would believe it. Money of another amount is for other laws. */
export function believed(rail: PaymentRail, purchase: Purchase, member: Member, gave: unknown): void {
  const instead = doubtAbout(rail, purchase, member, gave);
  if (instead !== null) throw new Error(`${member} gave what the engine ${instead}: ${shown(gave)}.`);
}

/** What the engine does in place of believing it; null when it does. */
export function doubtAbout(
  rail: PaymentRail,
  purchase: Purchase,
  member: Member,
  gave: unknown,
): string | null {
  switch (member) {
    case 'settle':
    case 'status':
    case 'cancel': {
      const { openCase, settlement } = vetted(rail, { purchase }, gave as Settlement, 'first');
      const isOwn = settlement.state === 'unknown' && settlement.openCase !== undefined;
      const isBelieved = openCase === undefined || isOwn || openCase === 'amount_mismatch';
      return isBelieved ? null : `does not believe (${openCase})`;
    }
    case 'prepare':
      return throws(() => vettedPrepared(gave as Prepared));
    case 'refund':
      return throws(() => vettedRefund(gave as RefundState));
    case 'webhook':
      return isEvent(gave) ? null : 'takes for a throw';
  }
}

/** As the engine takes one: three names, and no colon in a tenant's. */
function isEvent(gave: unknown): boolean {
  const { tenant, cart, attempt } = Object(gave) as Readonly<Record<string, unknown>>;
  const named = [tenant, cart, attempt].every((name) => typeof name === 'string' && name !== '');
  return named && !String(tenant).includes(':');
}

function throws(vet: () => unknown): string | null {
  try {
    vet();
    return null;
  } catch {
    return 'takes for a throw';
  }
}

function shown(gave: unknown): string {
  try {
    return (JSON.stringify(gave) ?? 'nothing').slice(0, 300);
  } catch {
    return 'what JSON cannot hold';
  }
}
