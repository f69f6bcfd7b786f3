import { type Chain, defineChain } from 'viem';
import type { Hex } from './sandbox.ts';

/** Base Sepolia's id, because x402 v1 knows no other test network and official clients know its USDC. */
export const CHAIN_ID = 84532;
export const NETWORK = 'eip155:84532';
/** x402 v1's name for it, which the official types do not admit. */
export const NETWORK_V1 = 'base-sepolia' as `${string}:${string}`;
/** Where Circle's USDC is on Base Sepolia. */
export const USDC: Hex = '0x036CbD53842c5426634e7929541eC2318f3dCF7e';

/** The local chain, for viem. */
export function localChain(rpcUrl: string): Chain {
  return defineChain({
    id: CHAIN_ID,
    name: 'Railyard sandbox',
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [rpcUrl] } },
    testnet: true,
  });
}
