import { encode } from './wire/base64url.ts';

/** A secret that links are signed with, under the short name that they carry. */
export interface Key {
  readonly id: string;
  /** HMAC-SHA-256 of the text in UTF-8. */
  sign(text: string): Promise<Uint8Array>;
  /** Whether `sign` gives this, in a time that does not tell where they differ. */
  verify(signature: Uint8Array<ArrayBuffer>, text: string): Promise<boolean>;
}

const HMAC = { name: 'HMAC', hash: 'SHA-256' };
const utf8 = new TextEncoder();

/** The key of a secret. */
export async function openKey(secret: string): Promise<Key> {
  const key = await crypto.subtle.importKey('raw', utf8.encode(secret), HMAC, false, ['sign', 'verify']);
  const sign: Key['sign'] = async (text) =>
    new Uint8Array(await crypto.subtle.sign('HMAC', key, utf8.encode(text)));
  return {
    // Derived, so that no two secrets go by one name.
    id: encode(await sign('The name of this key.')).slice(0, 8),
    sign,
    verify: (signature, text) => crypto.subtle.verify('HMAC', key, signature, utf8.encode(text)),
  };
}
