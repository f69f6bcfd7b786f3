import { type Hashing, hashing } from './hash.ts';

/** Signs what challenges are made of, and knows its own signatures again. */
export interface Keys {
  /** The signature of the newest secret. */
  sign(text: string): string;
  /** Whether any of the secrets gives this signature. */
  signed(text: string, signature: string): boolean;
}

/** Keys from secrets, the newest first. */
export function createKeys(secrets: readonly string[], from: Hashing = hashing): Keys {
  const signers = secrets.map((secret) => from.hmac(secret));
  return {
    sign: (text) => signers[0]?.(text) ?? '',
    signed: (text, signature) => signers.some((sign) => isSame(sign(text), signature)),
  };
}

/** In a time that does not tell where they differ. */
function isSame(one: string, other: string): boolean {
  if (one.length !== other.length) return false;
  let difference = 0;
  for (let at = 0; at < one.length; at += 1) difference |= one.charCodeAt(at) ^ other.charCodeAt(at);
  return difference === 0;
}
