import type { PaymentRail } from '@railyard/core';
import { x402 } from '@railyard/rail-x402';
import { privateKeyToAccount } from 'viem/accounts';
import { mistake } from '../config/fields.ts';
import type { X402Provider } from '../config/x402.ts';
import { misplaced, type RailKind } from './kind.ts';

/** USDC on Base; an account is the address that is paid, or a wallet of the store, which pays its own refunds. */
export function x402Kind(provider: X402Provider | null): RailKind {
  const { rpcUrl, refundKey, ...known } = provider ?? NO_X402;
  const rail = (payTo: string, key: X402Provider['refundKey']): PaymentRail =>
    x402({
      ...known,
      payTo,
      ...(rpcUrl !== undefined && { rpcUrl }),
      ...(key !== undefined && { refundWallet: privateKeyToAccount(key) }),
    });
  return {
    id: 'x402',
    isSetUp: provider !== null,
    otherwise: known.payTo,
    isAccount: (address) => /^0x[0-9a-fA-F]{40}$/.test(address),
    make: (payTo) => rail(payTo, refundKey),
    over(secrets) {
      if (secrets.provider !== 'x402') return misplaced(secrets);
      if (!provider) throw mistake('x402 is not set up here. Set X402_NETWORK and what goes with it.');
      return rail(secrets.address, secrets.refundKey);
    },
  };
}

/** What is mounted, inactive, where nobody has set up x402: it reads a payment that is sent all the same. */
const NO_X402: X402Provider = {
  network: 'base',
  payTo: '0x000000000000000000000000000000000000dEaD',
  facilitator: ['https://facilitator.invalid'],
};
