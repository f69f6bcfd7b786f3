import { concat, getCreate2Address, serializeErc6492Signature } from 'viem';
import { generatePrivateKey } from 'viem/accounts';
import { CREATE2_FACTORY } from '../network.ts';
import type { Hex } from '../sandbox.ts';

/** A contract wallet (EIP-1271) that answers any call with: yes, that is my signature. */
export const YES_WALLET: Hex = '0x631626ba7e60e01b5f5260205ff3';
/** Its deployment: puts those 14 bytes into memory, and returns them. */
const YES_WALLET_CREATION = concat(['0x6d', YES_WALLET, '0x5f52600e6012f3']);

/** A contract wallet that is not there yet, at an address that is certain (EIP-6492). */
export interface CounterfactualWallet {
  readonly address: Hex;
  /** Adds to a signature, which may be any, how to deploy the wallet that takes it. */
  wrap(signature: Hex): Hex;
}

/** Another wallet each time. */
export function createCounterfactualWallet(): CounterfactualWallet {
  const salt = generatePrivateKey();
  const data = concat([salt, YES_WALLET_CREATION]);
  return {
    address: getCreate2Address({ from: CREATE2_FACTORY, salt, bytecode: YES_WALLET_CREATION }),
    wrap: (signature) => serializeErc6492Signature({ address: CREATE2_FACTORY, data, signature }),
  };
}
