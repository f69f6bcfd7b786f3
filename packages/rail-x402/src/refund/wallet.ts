import type { Network } from '../networks.ts';
import type { Authorization, Signed } from '../wire/payment.ts';

/** A wallet that signs refunds. An account of viem's `privateKeyToAccount` fits. */
export interface RefundWallet {
  readonly address: string;
  /** Signs EIP-712 data. */
  signTypedData(parameters: TransferData): Promise<string>;
}

type Hex = `0x${string}`;

/** The transfer of a refund, as wallets are shown it (EIP-712, EIP-3009). */
export interface TransferData {
  readonly domain: {
    readonly name: string;
    readonly version: string;
    readonly chainId: number;
    readonly verifyingContract: Hex;
  };
  readonly types: typeof TRANSFER_TYPES;
  readonly primaryType: 'TransferWithAuthorization';
  readonly message: {
    readonly from: Hex;
    readonly to: Hex;
    readonly value: bigint;
    readonly validAfter: bigint;
    readonly validBefore: bigint;
    readonly nonce: Hex;
  };
}

/** The fields that are signed, in their order. */
export const TRANSFER_TYPES = {
  TransferWithAuthorization: [
    { name: 'from', type: 'address' },
    { name: 'to', type: 'address' },
    { name: 'value', type: 'uint256' },
    { name: 'validAfter', type: 'uint256' },
    { name: 'validBefore', type: 'uint256' },
    { name: 'nonce', type: 'bytes32' },
  ],
} as const;

/** Has the wallet sign the authorization, for the network's USDC. Rejects as the wallet does. */
export async function signTransfer(
  wallet: RefundWallet,
  { chainId, usdc }: Network,
  authorization: Authorization,
): Promise<Signed> {
  const signature = await wallet.signTypedData({
    domain: {
      name: usdc.name,
      version: usdc.version,
      chainId,
      verifyingContract: usdc.address as Hex,
    },
    types: TRANSFER_TYPES,
    primaryType: 'TransferWithAuthorization',
    message: messageOf(authorization),
  });
  return { signature, authorization };
}

/** What is signed, as typed data. */
export function messageOf({
  from,
  to,
  value,
  validAfter,
  validBefore,
  nonce,
}: Authorization): TransferData['message'] {
  return {
    from: from as Hex,
    to: to as Hex,
    value: BigInt(value),
    validAfter: BigInt(validAfter),
    validBefore: BigInt(validBefore),
    nonce: nonce as Hex,
  };
}
