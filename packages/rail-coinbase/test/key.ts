import { generateKeyPairSync, type KeyObject } from 'node:crypto';

/** A key pair as an API key of Coinbase has one. */
export interface Pair {
  /** As Coinbase hands it out. */
  readonly secret: string;
  readonly publicKey: KeyObject;
}

/** A seed and its public key in base64. */
export function ed25519(): Pair {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const { d = '', x = '' } = privateKey.export({ format: 'jwk' });
  const bytes = [d, x].map((part) => Buffer.from(part, 'base64url'));
  return { secret: Buffer.concat(bytes).toString('base64'), publicKey };
}

/** P-256 in one of the two forms of PEM. */
export function p256(type: 'sec1' | 'pkcs8'): Pair {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { secret: privateKey.export({ type, format: 'pem' }).toString(), publicKey };
}
