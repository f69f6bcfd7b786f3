import type { CryptoKey, JWK } from 'jose';

/** The secret of an API key, ready to be imported. */
export type Secret =
  | { readonly alg: 'EdDSA'; readonly jwk: JWK }
  | { readonly alg: 'ES256'; readonly pkcs8: Bytes };

type Bytes = Uint8Array<ArrayBuffer>;

/** A seed and its public key, of 32 bytes each. */
const ED25519_BYTES = 64;
const PEM = /^-----BEGIN (EC )?PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END (?:EC )?PRIVATE KEY-----$/;

/** Version 0, and P-256 as the algorithm: what stands before a SEC1 key in PKCS #8. */
const P256 = [
  0x02, 0x01, 0x00, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86,
  0x48, 0xce, 0x3d, 0x03, 0x01, 0x07,
];
const SEQUENCE = 0x30;
const OCTET_STRING = 0x04;
/** Longer than any key of this curve. */
const LONGEST = 200;

/**
 * Reads a secret as Coinbase hands it out: Ed25519 as base64, or an EC key as PEM, which may have `\n` for its line
 * breaks. Null for anything else.
 */
export function readSecret(text: string): Secret | null {
  const [, sec1, pem] = PEM.exec(text.replaceAll('\\n', '\n').trim()) ?? [];
  const bytes = bytesIn(pem?.replaceAll(/\s/g, '') ?? text.trim());
  if (!bytes) return null;
  if (pem === undefined) return bytes.length === ED25519_BYTES ? { alg: 'EdDSA', jwk: ed25519(bytes) } : null;
  if (bytes[0] !== SEQUENCE || bytes.length > LONGEST) return null;
  return { alg: 'ES256', pkcs8: sec1 === undefined ? bytes : wrapped(bytes) };
}

/** Imports a secret. Rejects for one that is no key. */
export function importSecret(secret: Secret): Promise<CryptoKey> {
  const { subtle } = crypto;
  return secret.alg === 'EdDSA'
    ? subtle.importKey('jwk', secret.jwk, 'Ed25519', false, ['sign'])
    : subtle.importKey('pkcs8', secret.pkcs8, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);
}

function ed25519(bytes: Bytes): JWK {
  const half = ED25519_BYTES / 2;
  return {
    kty: 'OKP',
    crv: 'Ed25519',
    d: base64url(bytes.subarray(0, half)),
    x: base64url(bytes.subarray(half)),
  };
}

function wrapped(sec1: Bytes): Bytes {
  return Uint8Array.from(der(SEQUENCE, [...P256, ...der(OCTET_STRING, [...sec1])]));
}

function der(tag: number, content: readonly number[]): readonly number[] {
  const { length } = content;
  return length < 0x80 ? [tag, length, ...content] : [tag, 0x81, length, ...content];
}

function bytesIn(base64: string): Bytes | null {
  try {
    return Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
  } catch {
    return null;
  }
}

function base64url(bytes: Bytes): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
