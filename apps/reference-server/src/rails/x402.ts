import { x402 } from '@railyard/rail-x402';
import { privateKeyToAccount } from 'viem/accounts';
import type { X402Provider } from '../config/x402.ts';
import type { RailKind } from './kind.ts';

/** USDC on Base; an account is the address that is paid. */
export function x402Kind(provider: X402Provider | null): RailKind {
  const { rpcUrl, refundKey, ...known } = provider ?? NO_X402;
  return {
    id: 'x402',
    isSetUp: provider !== null,
    otherwise: known.payTo,
    isAccount: (address) => /^0x[0-9a-fA-F]{40}$/.test(address),
    make: (payTo) =>
      x402({
        ...known,
        payTo,
        ...(rpcUrl !== undefined && { rpcUrl }),
        ...(refundKey !== undefined && { refundWallet: privateKeyToAccount(refundKey) }),
      }),
  };
}

/** What is mounted, inactive, where nobody has set up x402: it reads a payment that is sent all the same. */
const NO_X402: X402Provider = {
  network: 'base',
  payTo: '0x000000000000000000000000000000000000dEaD',
  facilitator: ['https://facilitator.invalid'],
};
