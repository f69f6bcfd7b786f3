import { parseAbi } from 'viem';
import type { PrivateKeyAccount } from 'viem/accounts';
import { CHAIN_ID, USDC } from '../network.ts';
import type { Hex } from '../sandbox.ts';

/** What a payer signs to have USDC moved (EIP-3009), as an x402 payment carries it. */
export interface Authorization {
  readonly from: string;
  readonly to: string;
  readonly value: string;
  readonly validAfter: string;
  readonly validBefore: string;
  readonly nonce: string;
}

export const usdcAbi = parseAbi([
  'function balanceOf(address account) view returns (uint256)',
  'function masterMinter() view returns (address)',
  'function mint(address to, uint256 amount)',
  'function transferWithAuthorization(address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce, bytes signature)',
  'function cancelAuthorization(address authorizer, bytes32 nonce, bytes signature)',
]);

const domain = { name: 'USDC', version: '2', chainId: CHAIN_ID, verifyingContract: USDC } as const;
const types = {
  TransferWithAuthorization: [
    { name: 'from', type: 'address' },
    { name: 'to', type: 'address' },
    { name: 'value', type: 'uint256' },
    { name: 'validAfter', type: 'uint256' },
    { name: 'validBefore', type: 'uint256' },
    { name: 'nonce', type: 'bytes32' },
  ],
  CancelAuthorization: [
    { name: 'authorizer', type: 'address' },
    { name: 'nonce', type: 'bytes32' },
  ],
} as const;

/** The arguments of a transfer, but for its signature. */
export function transferOf(authorization: Authorization) {
  const { from, to, value, validAfter, validBefore, nonce } = authorization;
  return {
    from: from as Hex,
    to: to as Hex,
    value: BigInt(value),
    validAfter: BigInt(validAfter),
    validBefore: BigInt(validBefore),
    nonce: nonce as Hex,
  };
}

export function signTransfer(payer: PrivateKeyAccount, authorization: Authorization): Promise<Hex> {
  const message = transferOf(authorization);
  return payer.signTypedData({ domain, types, primaryType: 'TransferWithAuthorization', message });
}

export function signCancellation(payer: PrivateKeyAccount, nonce: Hex): Promise<Hex> {
  const message = { authorizer: payer.address, nonce };
  return payer.signTypedData({ domain, types, primaryType: 'CancelAuthorization', message });
}
