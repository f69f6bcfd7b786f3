import { hexToBytes } from '@noble/hashes/utils.js';
import { isKeySignature, type Signed } from '../wire/payment.ts';
import { addressOf } from './address.ts';
import { createAuthorizationHash, type TokenDomain } from './hash.ts';
import { loadRecover, type Recover } from './recover.ts';

/** Whether the payer's key signed this; `contract` for what no key signs, so that only the chain can tell. */
export type SignatureCheck = (signed: Signed) => Promise<'valid' | 'invalid' | 'contract'>;

// Half the order of secp256k1. The token refuses the upper half, where every signature has a twin.
const HIGHEST_S = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;

/** A check of signatures for one token. Loads its elliptic curve at the first use. */
export function createSignatureCheck(
  domain: TokenDomain,
  load: () => Promise<Recover> = loadRecover,
): SignatureCheck {
  const hash = createAuthorizationHash(domain);
  let loading: Promise<Recover> | null = null;

  return async ({ signature, authorization }) => {
    if (!isKeySignature(signature)) return 'contract';
    const bytes = hexToBytes(signature.slice(2));
    const v = bytes[64];
    if (v !== 27 && v !== 28) return 'invalid';
    if (BigInt(`0x${signature.slice(66, 130)}`) > HIGHEST_S) return 'invalid';

    loading ??= load();
    const recover = await loading;
    try {
      const key = recover(hash(authorization), bytes.subarray(0, 64), v === 27 ? 0 : 1);
      return addressOf(key) === authorization.from ? 'valid' : 'invalid';
    } catch {
      return 'invalid';
    }
  };
}
