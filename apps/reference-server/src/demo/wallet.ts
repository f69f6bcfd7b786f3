import { ExactEvmScheme } from '@x402/evm/exact/client';
import { wrapFetchWithPayment, x402Client } from '@x402/fetch';
import { createPublicClient, erc20Abi, formatUnits, http } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import type { SandboxFacts } from './shop.ts';

/** The most that the demo's agent lets one payment cost. */
export const SPEND_CAP = '$100';

type Wallet = Pick<SandboxFacts, 'payer' | 'chain'>;

/** The official x402 client with the sandbox's wallet, which pays so much at once. */
export function walletOf({ payer, chain }: Wallet, cap: string = SPEND_CAP): x402Client {
  const signer = privateKeyToAccount(payer.private_key);
  return x402Client.fromConfig({
    schemes: [{ network: `eip155:${chain.chain_id}`, client: new ExactEvmScheme(signer) }],
    // Without it the client refuses every payment above $1.
    spendControls: { maxAmountPerPayment: cap },
  });
}

/** A `fetch` that pays when it is asked to, by the official x402 client as it comes. */
export function payingFetch(wallet: Wallet, send: typeof fetch = fetch): typeof fetch {
  return wrapFetchWithPayment(send, walletOf(wallet)) as typeof fetch;
}

/** Units of USDC that an address holds, read from the chain. */
export function balanceOf({ chain }: Pick<SandboxFacts, 'chain'>, address: `0x${string}`): Promise<bigint> {
  const client = createPublicClient({ transport: http(chain.rpc_url) });
  return client.readContract({
    address: chain.usdc,
    abi: erc20Abi,
    functionName: 'balanceOf',
    args: [address],
  });
}

/** USDC as people write it. */
export function usdc(units: bigint): string {
  const [whole, fraction = ''] = formatUnits(units, 6).split('.');
  return `${whole}.${fraction.padEnd(6, '0')} USDC`;
}
