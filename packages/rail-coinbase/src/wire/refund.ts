import type { Json, Money, RefundSeen } from '@railyard/core/rail';
import { asMembers, idIn, textIn } from './members.ts';
import { readMoney } from './money.ts';
import { readReason } from './reason.ts';

/** A refund at Coinbase. */
export interface Refund {
  readonly id: string;
  /** Null when it is no whole number of minor units. */
  readonly amount: Money | null;
  readonly state: RefundSeen['state'];
  /** Our id of it; null when somebody else made it. */
  readonly ours: string | null;
}

/** Reads a refund; null for anything else. */
export function readRefund(value: Json | undefined): Refund | null {
  const members = asMembers(value);
  const id = idIn(members);
  if (id === null) return null;
  return {
    id,
    amount: readMoney(textIn(members, 'amount'), textIn(members, 'currency')),
    state: stateOf(textIn(members, 'status')),
    ours: readReason(textIn(members, 'reason') ?? ''),
  };
}

function stateOf(status: string | null): Refund['state'] {
  if (status === 'COMPLETED') return 'refunded';
  return status === 'FAILED' ? 'failed' : 'pending';
}
