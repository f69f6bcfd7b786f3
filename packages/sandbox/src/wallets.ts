import { generatePrivateKey } from 'viem/accounts';
import { type Folder, readJson, writeWhole } from './folder.ts';
import type { Hex } from './sandbox.ts';

/** The private keys of one sandbox. */
export interface Wallets {
  readonly payer: Hex;
  readonly merchant: Hex;
  readonly facilitator: Hex;
  /** Issues the chain's USDC. */
  readonly issuer: Hex;
}

/**
 * New keys, stored for their owner's eyes only. They are not the well-known development keys: the chain id and the
 * token's address are those of Base Sepolia, so what a key signs here is valid there, and a key that everybody has
 * would be everybody's wallet.
 */
export async function createWallets(folder: Folder): Promise<Wallets> {
  const wallets: Wallets = {
    payer: generatePrivateKey(),
    merchant: generatePrivateKey(),
    facilitator: generatePrivateKey(),
    issuer: generatePrivateKey(),
  };
  await writeWhole(folder.wallets, JSON.stringify(wallets, null, 2));
  return wallets;
}

/** The keys stored in a folder; null when there are none. */
export function readWallets(folder: Folder): Wallets | null {
  const value = readJson(folder.wallets) as Partial<Wallets> | null;
  return value?.payer && value.merchant && value.facilitator && value.issuer ? (value as Wallets) : null;
}
