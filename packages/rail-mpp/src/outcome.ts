import type { Settlement } from '@railyard/core/rail';
import type { Failed } from './client/answer.ts';
import type { Intent } from './client/intent.ts';
import { declineOf } from './declines.ts';
import { encodeReceipt } from './receipt.ts';

/** What an intent says of its payment; null when it waits for a person, and so for nobody. */
export function outcomeOf(intent: Intent): Settlement | null {
  const { id: reference, status, failure } = intent;
  switch (status) {
    case 'succeeded':
      return paid(intent);
    case 'processing':
    case 'requires_capture':
    case 'other':
      return { state: 'pending', reference };
    case 'canceled':
      return ended(intent.isAbandoned ? 'authentication_required' : 'payment_canceled');
    case 'requires_payment_method':
      return failure && { state: 'declined', ...declineOf(failure.code), evidence: 'provider_state' };
    case 'requires_action':
    case 'requires_confirmation':
      return null;
  }
}

function paid({ id: reference, received, created, ours }: Intent): Settlement {
  const receipt = encodeReceipt({
    reference,
    created,
    order: ours.order ?? '',
    externalId: ours.externalId,
    challengeId: ours.challenge,
  });
  return { state: 'paid', reference, total: received, receipt };
}

function ended(reason: string): Settlement {
  return { state: 'declined', reason, evidence: 'provider_state' };
}

/** Nobody can tell. */
export function unknown(
  { reason, retryAfter }: Pick<Failed, 'reason' | 'retryAfter'>,
  reference: string | null = null,
): Extract<Settlement, { state: 'unknown' }> {
  return {
    state: 'unknown',
    reason,
    ...(reference !== null && { reference }),
    ...(retryAfter !== undefined && { retryAfter }),
  };
}
