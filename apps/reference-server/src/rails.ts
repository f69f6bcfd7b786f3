import type { Mount, PaymentRail } from '@railyard/core';
import { x402 } from '@railyard/rail-x402';
import { privateKeyToAccount } from 'viem/accounts';
import type { X402Provider } from './config.ts';
import type { Account, Seller } from './sellers.ts';

/** The rails of a seller, active ones and others. The same accounts: the same array. */
export type RailsOf = (seller: Pick<Seller, 'accounts'>) => readonly Mount[];

/**
 * The x402 rail, once per address that is paid. A seller without an account gets it inactive, so that a payment sent to
 * them is answered with the way out instead of another challenge.
 */
export function x402Rails({ payTo: runtime, rpcUrl, refundKey, ...provider }: X402Provider): RailsOf {
  const options = {
    ...provider,
    ...(rpcUrl !== undefined && { rpcUrl }),
    ...(refundKey !== undefined && { refundWallet: privateKeyToAccount(refundKey) }),
  };
  const rails = new Map<string, PaymentRail>();
  const mounts = new Map<string, readonly Mount[]>();

  function railTo(payTo: string): PaymentRail {
    const rail = rails.get(payTo) ?? x402({ ...options, payTo });
    rails.set(payTo, rail);
    return rail;
  }

  return ({ accounts }) => {
    const known: readonly Account[] =
      accounts.length > 0 ? accounts : [{ rail: 'x402', payTo: runtime, active: false }];
    const key = JSON.stringify(known);
    const mounted =
      mounts.get(key) ?? known.map(({ payTo, active }) => ({ rail: railTo(payTo), account: payTo, active }));
    mounts.set(key, mounted);
    return mounted;
  };
}
