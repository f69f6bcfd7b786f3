import { randomBytes } from 'node:crypto';
import secp256k1 from 'secp256k1';
import { bytesToHex, type Hex, hashTypedData, hexToBytes } from 'viem';
import { privateKeyToAddress } from 'viem/accounts';

/** One requirement of an x402 challenge, as the rail writes it. */
export interface Requirement {
  readonly network: string;
  readonly asset: Hex;
  readonly amount: string;
  readonly payTo: Hex;
  readonly maxTimeoutSeconds: number;
  readonly extra: { readonly name: string; readonly version: string };
}

const PRIVATE_KEY: Hex = `0x${'11'.repeat(32)}`;
const KEY_BYTES = hexToBytes(PRIVATE_KEY);
const PAYER = privateKeyToAddress(PRIVATE_KEY);

const types = {
  TransferWithAuthorization: [
    { name: 'from', type: 'address' },
    { name: 'to', type: 'address' },
    { name: 'value', type: 'uint256' },
    { name: 'validAfter', type: 'uint256' },
    { name: 'validBefore', type: 'uint256' },
    { name: 'nonce', type: 'bytes32' },
  ],
} as const;

/** A `PAYMENT-SIGNATURE` header that pays this requirement once. */
export function paymentFor(accepted: Requirement): string {
  const { payTo: to, amount: value, maxTimeoutSeconds } = accepted;
  const validBefore = String(Math.floor(Date.now() / 1_000) + maxTimeoutSeconds);
  const nonce = bytesToHex(randomBytes(32));
  const authorization = { from: PAYER, to, value, validAfter: '0', validBefore, nonce };
  const hash = hashTypedData({
    domain: {
      ...accepted.extra,
      chainId: Number(accepted.network.split(':')[1]),
      verifyingContract: accepted.asset,
    },
    types,
    primaryType: 'TransferWithAuthorization',
    message: {
      from: PAYER,
      to,
      value: BigInt(value),
      validAfter: 0n,
      validBefore: BigInt(validBefore),
      nonce,
    },
  });
  const { signature, recid } = secp256k1.ecdsaSign(hexToBytes(hash), KEY_BYTES);
  const payload = { signature: `${bytesToHex(signature)}${(27 + recid).toString(16)}`, authorization };
  return Buffer.from(JSON.stringify({ x402Version: 2, accepted, payload })).toString('base64');
}

/** The requirement that a 402 offers. */
export function requirementIn(response: Response): Requirement {
  const header = response.headers.get('payment-required');
  if (response.status !== 402 || header === null) {
    throw new Error(`The server answered ${response.status} and offers nothing to pay.`);
  }
  const { accepts } = JSON.parse(Buffer.from(header, 'base64').toString()) as { accepts: [Requirement] };
  return accepts[0];
}
