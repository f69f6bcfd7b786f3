import { join } from 'node:path';
import type { Client } from './clients/client.ts';
import { mppxCard, mppxWallet } from './clients/mppx.ts';
import { x402Wallet } from './clients/x402.ts';
import { type Chain, openChain } from './providers/chain.ts';
import type { Provider } from './providers/provider.ts';
import { openStripe } from './providers/stripe.ts';

/** A library as it is measured: its server, the provider that it takes money through, and who pays it. */
export interface Contender {
  readonly id: string;
  readonly label: string;
  readonly server: string;
  /** An option that its server is started with; null for the defaults. */
  readonly option: string | null;
  open(folder: string): Promise<Stage>;
}

/** A provider of its own, with the wallets that pay there. */
export interface Stage {
  readonly provider: Provider;
  readonly payer: Client;
  /** Signs as well as the other, and has no money. */
  readonly pauper: Client;
}

/** A wallet that nobody has ever given anything. */
const EMPTY = `0x${'42'.repeat(32)}` as const;

export const CONTENDERS: readonly Contender[] = [
  {
    id: 'railyard',
    label: 'Railyard `guard`, x402',
    server: 'railyard.ts',
    option: null,
    open: onChain(x402Wallet),
  },
  {
    id: 'x402_hono',
    label: '@x402/hono',
    server: 'x402-hono.ts',
    option: null,
    open: onChain(x402Wallet),
  },
  { id: 'mppx_evm', label: 'mppx `evm`', server: 'mppx-evm.ts', option: null, open: onChain(mppxWallet) },
  { id: 'mppx_stripe', label: 'mppx `stripe`', server: 'mppx-stripe.ts', option: null, open: onStripe },
];

/** The same with an option that bears on the scenarios. */
export const OPTIONS: readonly Contender[] = [
  {
    id: 'railyard_named',
    label: 'Railyard `guard`, sale with `id` and `principal`',
    server: 'railyard.ts',
    option: 'named',
    open: onChain(x402Wallet),
  },
  {
    id: 'x402_hono_upfront',
    label: '@x402/hono, `paymentFlow: "upfront"`',
    server: 'x402-hono.ts',
    option: 'upfront',
    open: onChain(x402Wallet),
  },
];

function onChain(wallet: (key: Chain['payer']) => Client): Contender['open'] {
  return async (folder) => {
    const provider = await openChain(join(folder, 'chain'));
    return { provider, payer: wallet(provider.payer), pauper: wallet(EMPTY) };
  };
}

async function onStripe(): Promise<Stage> {
  const provider = await openStripe();
  return {
    provider,
    payer: mppxCard((amount) => provider.issue(amount, 'good')),
    pauper: mppxCard((amount) => provider.issue(amount, 'empty')),
  };
}
