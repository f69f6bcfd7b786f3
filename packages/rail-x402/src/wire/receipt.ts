import type { Receipt } from '@railyard/core/rail';
import { encodeHeader } from './base64.ts';

/** A payment that was made. */
export interface Paid {
  readonly transaction: string;
  readonly payer: string;
  /** In CAIP-2, and as version 1 calls it. */
  readonly network: { readonly caip2: string; readonly v1: string };
}

/** What a paid answer carries in every dialect: the client may have spoken any. */
export function encodeReceipt({ transaction, payer, network }: Paid): Receipt {
  const response = { success: true, transaction, network: network.caip2, payer };
  return {
    headers: {
      'PAYMENT-RESPONSE': encodeHeader(response),
      'X-PAYMENT-RESPONSE': encodeHeader({ ...response, network: network.v1 }),
    },
    body: { transaction },
    meta: { 'x402/payment-response': response },
  };
}
