import { mkdirSync } from 'node:fs';
import { type FacilitatorFault, type Hex, hostile, startSandbox } from '@railyard/sandbox';
import { createPublicClient, erc20Abi, http, parseAbi } from 'viem';
import type { Fault, Provider } from './provider.ts';

/** $0.50 in millionths. */
const PRICE = 500_000n;

const FAULTS: Readonly<Record<Fault, FacilitatorFault>> = {
  cut_before: { fault: 'cut', when: 'before' },
  cut_after: { fault: 'cut', when: 'after' },
  bad_gateway: { fault: 'bad_gateway', when: 'after' },
  silent: { fault: 'stall', when: 'after' },
  pending: { fault: 'pending' },
  late: { fault: 'pending' },
  false_failure: { fault: 'false_failure', reason: 'unexpected_settle_error' },
};

const stateAbi = parseAbi(['function authorizationState(address, bytes32) view returns (bool)']);

/** Also who pays: a wallet with USDC. */
export interface Chain extends Provider {
  readonly payer: Hex;
}

/** A local EVM chain with Circle's USDC contract, and the official x402 facilitator on it. */
export async function openChain(folder: string): Promise<Chain> {
  mkdirSync(folder, { recursive: true });
  const sandbox = await startSandbox({ folder });
  const { chain, facilitatorUrl, faultsUrl, merchant, payer } = sandbox;
  const yard = hostile({ faultsUrl });
  const client = createPublicClient({ transport: http(chain.anvilUrl) });
  const balanceOfSeller = (): Promise<bigint> =>
    client.readContract({
      address: chain.usdc,
      abi: erc20Abi,
      functionName: 'balanceOf',
      args: [merchant.address],
    });
  return {
    payer: payer.privateKey,
    facts: { providerUrl: facilitatorUrl, rpcUrl: chain.rpcUrl, payTo: merchant.address },
    unsuited: () => null,
    async break(fault) {
      if (fault === 'late') await yard.mining('stop');
      await yard.facilitator('settle', FAULTS[fault]);
    },
    complete: () => yard.mining('resume'),
    charged: async () => Number((await balanceOfSeller()) / PRICE),
    isSpent: (nonce) =>
      client.readContract({
        address: chain.usdc,
        abi: stateAbi,
        functionName: 'authorizationState',
        args: [payer.address, nonce as Hex],
      }),
    reset: () => yard.reset(),
    stop: () => sandbox.stop(),
  };
}
