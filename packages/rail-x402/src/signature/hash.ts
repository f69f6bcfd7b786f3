import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Authorization } from '../wire/payment.ts';

/** The EIP-712 domain of a token. */
export interface TokenDomain {
  readonly name: string;
  readonly version: string;
  readonly chainId: number;
  readonly contract: string;
}

// keccak256 of `EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)`
const DOMAIN_TYPE = '8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f';
// keccak256 of `TransferWithAuthorization(address from,address to,uint256 value,uint256 validAfter,
// uint256 validBefore,bytes32 nonce)`, in one line
const TRANSFER_TYPE = '7c7c6cdb67a18743f49ec6fa9b35f50d52ed05cbed4cc592e13b44501c1a2267';

/** The hash that a payer signs for this token (EIP-712, EIP-3009). */
export function createAuthorizationHash(domain: TokenDomain): (authorization: Authorization) => Uint8Array {
  const separator = hashOf(
    DOMAIN_TYPE,
    hashOfText(domain.name),
    hashOfText(domain.version),
    uint(domain.chainId),
    padded(domain.contract),
  );
  const prefix = concatBytes(Uint8Array.of(0x19, 0x01), separator);

  return ({ from, to, value, validAfter, validBefore, nonce }) => {
    const message = hashOf(
      TRANSFER_TYPE,
      padded(from),
      padded(to),
      uint(value),
      uint(validAfter),
      uint(validBefore),
      padded(nonce),
    );
    return keccak_256(concatBytes(prefix, message));
  };
}

function hashOf(...words: readonly string[]): Uint8Array {
  return keccak_256(hexToBytes(words.join('')));
}

function hashOfText(text: string): string {
  return bytesToHex(keccak_256(utf8ToBytes(text)));
}

function uint(value: string | number): string {
  return BigInt(value).toString(16).padStart(64, '0');
}

function padded(hex: string): string {
  return hex.slice(2).padStart(64, '0');
}
