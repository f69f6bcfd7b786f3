import { createECDH, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { bytesOf } from '../provider/letters.ts';
import type { CoinbaseFacts } from './facts.ts';
import { uuidOf } from './open.ts';

/** What comes before the seed in the PKCS #8 form of an Ed25519 key, RFC 8410 section 10.3. */
const ED25519_PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** An API key as Coinbase has it: nothing but the public half is needed to let a call in. */
export interface PublicKey {
  readonly keyId: string;
  readonly alg: 'EdDSA' | 'ES256';
  readonly key: KeyObject;
}

/** The API keys of a seed, and what else a client has to know. */
export interface Secrets {
  readonly facts: Omit<CoinbaseFacts, 'url'>;
  readonly keys: readonly PublicKey[];
}

export function secretsOf(seed: string): Secrets {
  const [ed, ec] = [ed25519Of(`${seed} ed25519`), ecOf(`${seed} es256`)];
  const [keyId, ecKeyId] = [uuidOf(`${seed} ed25519 id`), uuidOf(`${seed} es256 id`)];
  return {
    facts: {
      keyId,
      keySecret: ed.secret,
      ecKey: { keyId: ecKeyId, keySecret: ec.secret },
      webhookSecret: uuidOf(`${seed} webhooks`),
    },
    keys: [
      { keyId, alg: 'EdDSA', key: ed.key },
      { keyId: ecKeyId, alg: 'ES256', key: ec.key },
    ],
  };
}

interface Pair {
  readonly secret: string;
  readonly key: KeyObject;
}

function ed25519Of(text: string): Pair {
  const seed = bytesOf(text, 32);
  const key = createPublicKey(
    createPrivateKey({ key: Buffer.concat([ED25519_PKCS8, seed]), format: 'der', type: 'pkcs8' }),
  );
  const { x = '' } = key.export({ format: 'jwk' });
  return { secret: Buffer.concat([seed, Buffer.from(x, 'base64url')]).toString('base64'), key };
}

function ecOf(text: string): Pair {
  const ecdh = createECDH('prime256v1');
  const scalar = bytesOf(text, 32);
  ecdh.setPrivateKey(scalar);
  // 0x04, then both coordinates.
  const point = ecdh.getPublicKey();
  const key = createPrivateKey({
    key: {
      kty: 'EC',
      crv: 'P-256',
      x: urlSafe(point.subarray(1, 33)),
      y: urlSafe(point.subarray(33)),
      d: urlSafe(scalar),
    },
    format: 'jwk',
  });
  return { secret: String(key.export({ type: 'sec1', format: 'pem' })), key: createPublicKey(key) };
}

function urlSafe(bytes: Buffer): string {
  return bytes.toString('base64url');
}
