import type { RefundState } from '@railyard/core/rail';
import type { Standing } from '../chain/standing.ts';

/** What the chain says for good of a refund, or that it will; null for anything else. */
export function stateOf(standing: Standing): RefundState | null {
  switch (standing.at) {
    case 'paid':
      return { state: 'refunded', reference: standing.transaction };
    case 'confirming':
      return { state: 'pending', reference: standing.transaction };
    // Its nonce is used up, so no money can ever move under it.
    case 'cancelled':
      return { state: 'failed', reason: 'refund_cancelled' };
    case 'spent':
      return { state: 'failed', reason: 'refund_nonce_spent' };
    case 'open':
    case 'expired':
    case 'used_later':
    case 'spent_before':
    case 'unclear':
      return null;
  }
}

export function unknownRefund(reason: string): RefundState {
  return { state: 'unknown', reason };
}
