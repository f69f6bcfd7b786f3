import { type Chain, defineChain } from 'viem';
import type { Hex } from './sandbox.ts';

/** Base Sepolia's id, because x402 v1 knows no other test network and official clients know its USDC. */
export const CHAIN_ID = 84532;
export const NETWORK = 'eip155:84532';
/** x402 v1's name for it, which the official types do not admit. */
export const NETWORK_V1 = 'base-sepolia' as `${string}:${string}`;
/** Where Circle's USDC is on Base Sepolia. */
export const USDC: Hex = '0x036CbD53842c5426634e7929541eC2318f3dCF7e';
/** The one contract that the facilitator lets deploy a payer's wallet; anvil has it from its first block. */
export const CREATE2_FACTORY: Hex = '0x4e59b44847b379578588920cA78FbF26c0B4956C';

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
