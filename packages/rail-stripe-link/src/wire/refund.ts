import type { JsonObject, Money, RefundSeen } from '@railyard/core/rail';
import { idOf, membersOf, moneyOf } from './members.ts';
import { readOurs } from './ours.ts';

/** A refund at Stripe. */
export interface StripeRefund {
  readonly id: string;
  readonly amount: Money;
  readonly state: RefundSeen['state'];
  /** Our id of it; null when somebody else made it. */
  readonly ours: string | null;
}

/** Reads a refund; null for anything else. */
export function readRefund(value: JsonObject | null): StripeRefund | null {
  const id = idOf(value?.id, 're') ?? idOf(value?.id, 'pyr');
  const amount = moneyOf(value?.amount, value?.currency);
  if (value?.object !== 'refund' || id === null || !amount) return null;
  return { id, amount, state: stateOf(value.status), ours: readOurs(value).refund };
}

function stateOf(status: unknown): RefundSeen['state'] {
  switch (status) {
    case 'succeeded':
      return 'refunded';
    case 'failed':
    case 'canceled':
      return 'failed';
  }
  return 'pending';
}

/** Reads a part of a list of refunds; null for anything else. */
export function readRefunds(value: JsonObject): readonly StripeRefund[] | null {
  if (value.object !== 'list' || !Array.isArray(value.data)) return null;
  const refunds = value.data.map((one: unknown) => readRefund(membersOf(one)));
  return refunds.every((one) => one !== null) ? refunds : null;
}
