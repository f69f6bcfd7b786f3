import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { encodeBytes } from './wire/base64url.ts';

/** SHA-256 without waiting: `detect` has to answer at once. */
export interface Hashing {
  /** Of bytes, in base64 with padding. */
  sha256(bytes: Uint8Array): string;
  /** HMAC under this key of UTF-8 text, in base64url without padding. */
  hmac(key: string): (text: string) => string;
}

/** As much of Node's crypto as is used here. */
export interface NodeCrypto<Key = unknown> {
  hash(algorithm: 'sha256', bytes: Uint8Array, encoding: 'base64'): string;
  createSecretKey(bytes: Uint8Array): Key;
  createHmac(algorithm: 'sha256', key: Key): Hmac;
}

interface Hmac {
  update(text: string): { digest(encoding: 'base64url'): string };
}

const utf8 = new TextEncoder();

/** By the runtime's own code where it has some. */
export function createHashing(node: NodeCrypto | null): Hashing {
  return node ? native(node) : portable;
}

function native(node: NodeCrypto): Hashing {
  return {
    sha256: (bytes) => node.hash('sha256', bytes, 'base64'),
    hmac(key) {
      // Five times as fast as with the bytes.
      const secret = node.createSecretKey(utf8.encode(key));
      return (text) => node.createHmac('sha256', secret).update(text).digest('base64url');
    },
  };
}

const portable: Hashing = {
  sha256: (bytes) => btoa(String.fromCharCode(...sha256(bytes))),
  hmac(key) {
    const keyed = hmac.create(sha256, utf8.encode(key));
    return (text) => encodeBytes(keyed.clone().update(utf8.encode(text)).digest());
  },
};

interface Runtime {
  readonly process?: { getBuiltinModule?(name: 'node:crypto'): NodeCrypto | undefined };
}

/** Node's crypto, without importing it: other runtimes have none. */
export function nodeCrypto(runtime: Runtime): NodeCrypto | null {
  const crypto = runtime.process?.getBuiltinModule?.('node:crypto');
  // Runtimes that only resemble Node have parts of it.
  return typeof crypto?.hash === 'function' && typeof crypto.createSecretKey === 'function' ? crypto : null;
}

/** What this runtime hashes with. */
export const hashing: Hashing = createHashing(nodeCrypto(globalThis));
