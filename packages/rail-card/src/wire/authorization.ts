import type { JsonObject, Money } from '@railyard/core/rail';
import { idIn, moneyIn, objectIn, readAll, wordAmong } from './members.ts';

const STATUSES = ['pending', 'closed', 'reversed', 'expired'] as const;

/** What a merchant asked of a card, and got. */
export interface Authorization {
  readonly id: string;
  readonly approved: boolean;
  /** Whether it is being decided at this moment, so that it may become approved. */
  readonly isBeingDecided: boolean;
  /** What is asked for while it is being decided; null when nothing readable is. */
  readonly asked: Money | null;
  readonly status: (typeof STATUSES)[number] | 'other';
  /** What is set aside now. */
  readonly held: Money;
  /** The most that was ever approved of it. */
  readonly granted: number;
}

/** Reads an authorization; null for anything else. */
export function readAuthorization(value: JsonObject): Authorization | null {
  const id = idIn(value.id, 'iauth');
  const held = moneyIn(value.amount, value.currency);
  const history = readAll(value.request_history, grantIn);
  if (value.object !== 'issuing.authorization' || id === null || !held || !history) return null;
  if (typeof value.approved !== 'boolean') return null;
  const granted = Math.max(held.amount, ...history);
  return {
    id,
    approved: value.approved,
    isBeingDecided: (value.pending_request ?? null) !== null,
    asked: requestIn(value),
    status: wordAmong(STATUSES, value.status),
    held,
    granted,
  };
}

/** What one request was granted; null when it cannot be read. */
function grantIn({ approved, amount }: JsonObject): number | null {
  if (typeof approved !== 'boolean') return null;
  return approved ? (moneyIn(amount, 'xxx')?.amount ?? null) : 0;
}

/** What Stripe asks whether to approve: the money; null when nothing readable is. */
export function requestIn(authorization: JsonObject): Money | null {
  const request = objectIn(authorization.pending_request);
  return request && moneyIn(request.amount, request.currency);
}
