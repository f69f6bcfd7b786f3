import { RailError } from '@railyard/core/rail';
import { type CryptoKey, SignJWT } from 'jose';
import { importSecret, type Secret } from './secret.ts';

/** Seconds that a token is good for. */
const LIFETIME = 120;
const NONCE_BYTES = 16;

/** One request of which a token tells that it is genuine. */
export interface Request {
  readonly method: string;
  readonly url: URL;
}

/** Makes bearer tokens, each good for one address; `now` is in milliseconds. */
export interface Signer {
  sign(request: Request, now: number): Promise<string>;
  /** Throws `configuration` when the secret is no key. */
  check(): Promise<void>;
}

/** A signer for an API key. It imports the secret when it is first needed. */
export function createSigner(keyId: string, secret: Secret): Signer {
  let imported: Promise<CryptoKey> | undefined;
  const key = (): Promise<CryptoKey> => (imported ??= importSecret(secret));

  return {
    async sign({ method, url }, now) {
      const seconds = Math.floor(now / 1_000);
      return new SignJWT({ sub: keyId, iss: 'cdp', uris: [`${method} ${url.host}${url.pathname}`] })
        .setProtectedHeader({ alg: secret.alg, kid: keyId, typ: 'JWT', nonce: nonce() })
        .setIssuedAt(seconds)
        .setNotBefore(seconds)
        .setExpirationTime(seconds + LIFETIME)
        .sign(await key());
    },
    async check() {
      // What the runtime says of it could repeat it.
      const isKey = await key().then(
        () => true,
        () => false,
      );
      if (!isKey)
        throw new RailError(
          'configuration',
          'Rail "coinbase" has a keySecret that is no Ed25519 or P-256 key. Pass the secret of the API key as Coinbase showed it.',
        );
    },
  };
}

/** Hexadecimal, so that no two tokens are alike. */
function nonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
