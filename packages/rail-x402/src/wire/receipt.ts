import type { Receipt } from '@railyard/core/rail';
import { encodeHeader } from './base64.ts';

/** What a paid answer carries: `PAYMENT-RESPONSE` of x402 v2, and the same for MCP. */
export function encodeReceipt(paid: {
  readonly transaction: string;
  readonly network: string;
  readonly payer: string;
}): Receipt {
  const response = { success: true, ...paid };
  return {
    headers: { 'PAYMENT-RESPONSE': encodeHeader(response) },
    body: { transaction: paid.transaction },
    meta: { 'x402/payment-response': response },
  };
}
