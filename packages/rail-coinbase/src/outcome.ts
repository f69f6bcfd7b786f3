import type { RefundSeen, Settlement } from '@railyard/core/rail';
import type { Doubt } from './client/answer.ts';
import { METHODS } from './manifest.ts';
import type { Checkout } from './wire/checkout.ts';
import type { Refund } from './wire/refund.ts';

/** What a checkout says of its payment; `now` is in milliseconds. */
export function outcomeOf(checkout: Checkout, now: number): Settlement {
  const { id: reference } = checkout;
  switch (checkout.status) {
    case 'ACTIVE':
      return page(checkout, now);
    case 'PROCESSING':
    case 'other':
      return { state: 'pending', reference };
    case 'COMPLETED':
    case 'PARTIALLY_REFUNDED':
    case 'REFUNDED':
      return paid(checkout);
    case 'EXPIRED':
      return { state: 'expired' };
    case 'DEACTIVATED':
      return { state: 'cancelled' };
    case 'FAILED':
      // It takes one payment, and that one has failed: nobody can pay it again.
      return { state: 'declined', reason: 'payment_failed', evidence: 'provider_state' };
  }
}

function page({ id: reference, url, expiresAt }: Checkout, now: number): Settlement {
  if (url === null || expiresAt === null) return unknown({ reason: 'answer_unreadable' }, reference);
  // Coinbase has yet to say what became of it in its last moment.
  if (expiresAt <= now) return unknown({ reason: 'expiry_not_seen' }, reference);
  return { state: 'action_required', reference, url, methods: METHODS, expiresAt };
}

function paid({ id: reference, total, refunds }: Checkout): Settlement {
  if (!total) return unknown({ reason: 'amount_unreadable' }, reference);
  const receipt = { headers: {}, body: {}, meta: {} };
  return { state: 'paid', reference, total, receipt, ...(refunds && { refunds: refunds.flatMap(seen) }) };
}

function seen({ id: reference, ours: id, amount, state }: Refund): readonly RefundSeen[] {
  return id === null || amount === null ? [] : [{ id, amount, state, reference }];
}

/** Nobody can tell. */
export function unknown(
  { reason, retryAfter }: Doubt,
  reference: string | null = null,
): Extract<Settlement, { state: 'unknown' }> {
  return {
    state: 'unknown',
    reason,
    ...(reference !== null && { reference }),
    ...(retryAfter !== undefined && { retryAfter }),
  };
}
