/** A chain that payments settle on, and its USDC with the names that payers sign. */
export interface Network {
  readonly name: string;
  /** What x402 version 1 calls it. */
  readonly v1: NetworkName;
  readonly caip2: `eip155:${string}`;
  readonly chainId: number;
  readonly usdc: { readonly address: string; readonly name: string; readonly version: string };
  /** Blocks that must stand, the payment's own included, before a payment is believed. */
  readonly confirmations: number;
  /** Whether its money is worth something. */
  readonly mode: 'live' | 'test';
}

/** The networks by the names that `x402()` takes. */
export type NetworkName = 'base' | 'base-sepolia';

/** USDC has 6 digits after the point on every network here. */
export const USDC_DECIMALS = 6;

/** What is known of each network. */
export const NETWORKS: Readonly<Record<NetworkName, Network>> = {
  base: {
    name: 'Base',
    v1: 'base',
    caip2: 'eip155:8453',
    chainId: 8453,
    usdc: { address: '0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913', name: 'USD Coin', version: '2' },
    confirmations: 2,
    mode: 'live',
  },
  // The token's name differs from that on Base: a signature with the wrong name fails without saying why.
  'base-sepolia': {
    name: 'Base Sepolia',
    v1: 'base-sepolia',
    caip2: 'eip155:84532',
    chainId: 84532,
    usdc: { address: '0x036CbD53842c5426634e7929541eC2318f3dCF7e', name: 'USDC', version: '2' },
    confirmations: 1,
    mode: 'test',
  },
};
