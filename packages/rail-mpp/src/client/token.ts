import type { JsonObject } from '@railyard/core/rail';
import { countIn, idIn, membersIn, wordIn } from './fields.ts';

/** A Shared Payment Token, as the seller sees it. Null members where Stripe shows none. */
export interface GrantedToken {
  /** Why it can no longer be used: `consumed`, `expired`, `resolved`, `revoked`, `other`; null while it can. */
  readonly over: string | null;
  readonly currency: string | null;
  /** The most that can be taken with it, in minor units. */
  readonly most: number | null;
  /** In seconds since 1970. */
  readonly expiresAt: number | null;
  /** Whether Stripe advises to block it. */
  readonly isRisky: boolean;
}

const REASONS = ['consumed', 'expired', 'resolved', 'revoked'];

/** Reads a granted token; null for anything else. */
export function readToken(value: JsonObject | null): GrantedToken | null {
  if (value?.object !== 'shared_payment.granted_token' || idIn(value, 'spt') === null) return null;
  const limits = membersIn(value, 'usage_limits');
  return {
    over: overIn(value),
    currency: wordIn(limits, 'currency')?.toLowerCase() ?? null,
    most: countIn(limits, 'max_amount'),
    expiresAt: countIn(limits, 'expires_at'),
    isRisky: isRisky(membersIn(membersIn(value, 'risk_details'), 'insights')),
  };
}

function overIn(value: JsonObject): string | null {
  const reason = wordIn(value, 'deactivated_reason');
  return reason === null || REASONS.includes(reason) ? reason : 'other';
}

function isRisky(insights: JsonObject | null): boolean {
  return Object.keys(insights ?? {}).some(
    (name) => membersIn(insights, name)?.recommended_action === 'block',
  );
}
