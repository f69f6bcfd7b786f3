import { canonical, type Receipt } from '@railyard/core/rail';
import { encodeText } from './wire/base64url.ts';

/** A payment that was made. */
export interface Paid {
  /** The PaymentIntent. */
  readonly reference: string;
  /** When Stripe made it, in seconds since 1970: a repeat gives the same receipt. */
  readonly created: number;
  readonly order: string;
  /** What the challenge called it; null for a bare token. Behind a guard a challenge cannot know the order yet. */
  readonly externalId: string | null;
  /** Null for a bare token, which answers no challenge. */
  readonly challengeId: string | null;
}

/** What a paid answer carries, over HTTP and over MCP. */
export function encodeReceipt({ reference, created, order, externalId, challengeId }: Paid): Receipt {
  const receipt = {
    method: 'stripe',
    status: 'success',
    timestamp: new Date(created * 1_000).toISOString(),
    reference,
    externalId: externalId ?? order,
    orderId: order,
    ...(challengeId !== null && { challengeId }),
  };
  return {
    headers: { 'Payment-Receipt': encodeText(canonical(receipt)) },
    body: { payment_intent_id: reference },
    meta: { 'org.paymentauth/receipt': receipt },
  };
}
