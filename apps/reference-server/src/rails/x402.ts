import type { PaymentRail } from '@railyard/core';
import { x402 } from '@railyard/rail-x402';
import { privateKeyToAccount } from 'viem/accounts';
import type { X402Provider } from '../config/x402.ts';

/** The x402 rail of this provider that pays to an address. */
export function x402Rail({ rpcUrl, refundKey, ...provider }: X402Provider, payTo: string): PaymentRail {
  return x402({
    ...provider,
    payTo,
    ...(rpcUrl !== undefined && { rpcUrl }),
    ...(refundKey !== undefined && { refundWallet: privateKeyToAccount(refundKey) }),
  });
}

/** What is mounted, inactive, where nobody has set up x402: it reads a payment that is sent all the same. */
export const NO_X402: X402Provider = {
  network: 'base',
  payTo: '0x000000000000000000000000000000000000dEaD',
  facilitator: ['https://facilitator.invalid'],
};
