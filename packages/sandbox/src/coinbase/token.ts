import { type KeyObject, verify } from 'node:crypto';
import { readFields } from '../faults/shape.ts';
import { unauthorized } from './errors.ts';
import type { PublicKey } from './secrets.ts';

/** How long a token may last, in seconds. */
const LONGEST = 120;

/** What a token must be for. */
export interface Wanted {
  /** The method, the host and the path, such as `POST business.coinbase.com/api/v1/checkouts`. */
  readonly uri: string;
  /** Seconds since 1970. */
  readonly now: number;
}

/** Who signed a call, by the id of the key. Throws 401 for a token that Coinbase would not take for this very call. */
export function signerOf(keys: readonly PublicKey[], headers: Headers, wanted: Wanted): string {
  const [, token = ''] = /^Bearer (\S+)$/.exec(headers.get('authorization') ?? '') ?? [];
  if (token === '') throw unauthorized('Send a JWT as "Authorization: Bearer …".');
  const [head = '', payload = '', signature = '', ...rest] = token.split('.');
  if (signature === '' || rest.length > 0) throw unauthorized('The bearer token is no signed JWT.');

  const { keyId, alg, key } = keyOf(keys, readPart(head, 'header'));
  if (!isSigned(alg, key, `${head}.${payload}`, signature))
    throw unauthorized('The signature of the JWT does not fit its key.');
  checkClaims(readPart(payload, 'payload'), keyId, wanted);
  return keyId;
}

type Part = Readonly<Record<string, unknown>>;

function readPart(text: string, name: string): Part {
  try {
    return readFields(JSON.parse(Buffer.from(text, 'base64url').toString()));
  } catch {
    throw unauthorized(`The ${name} of the JWT is not JSON.`);
  }
}

function keyOf(keys: readonly PublicKey[], { alg, kid, typ, nonce, crit }: Part): PublicKey {
  if (typ !== 'JWT') throw unauthorized('The header of the JWT must have the typ "JWT".');
  if (typeof nonce !== 'string' || !/^[0-9a-f]{32}$/.test(nonce))
    throw unauthorized('The header of the JWT must have a nonce of 16 bytes in hexadecimal.');
  if (crit !== undefined) throw unauthorized('The header of the JWT has a crit.');
  const key = keys.find(({ keyId }) => keyId === kid);
  if (!key) throw unauthorized('The kid of the JWT is of no API key.');
  if (key.alg !== alg) throw unauthorized(`This API key signs with ${key.alg}.`);
  return key;
}

function isSigned(alg: PublicKey['alg'], key: KeyObject, text: string, signature: string): boolean {
  const [content, bytes] = [Buffer.from(text), Buffer.from(signature, 'base64url')];
  if (alg === 'EdDSA') return verify(null, content, key, bytes);
  return verify('sha256', content, { key, dsaEncoding: 'ieee-p1363' }, bytes);
}

function checkClaims({ sub, iss, uris, iat, nbf, exp }: Part, keyId: string, wanted: Wanted): void {
  if (sub !== keyId) throw unauthorized('The sub of the JWT must be the id of the API key.');
  if (iss !== 'cdp') throw unauthorized('The iss of the JWT must be "cdp".');
  if (!Array.isArray(uris) || uris.length !== 1 || uris[0] !== wanted.uri)
    throw unauthorized(`The uris of the JWT must be ["${wanted.uri}"].`);
  if (!isTime(iat) || !isTime(nbf) || !isTime(exp))
    throw unauthorized('The JWT must have iat, nbf and exp in seconds.');
  if (iat > wanted.now || nbf > wanted.now) throw unauthorized('The JWT is not valid yet.');
  if (exp <= wanted.now) throw unauthorized('The JWT has expired.');
  if (exp - Math.min(iat, nbf) > LONGEST) throw unauthorized(`The JWT must last ${LONGEST} s at most.`);
}

function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
