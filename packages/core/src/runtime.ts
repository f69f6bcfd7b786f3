import { fromBase64Url, toBase64Url } from './base64.ts';
import { RailError } from './errors.ts';
import type { Runtime } from './ports.ts';

/** A sealing key: 32 bytes, and the short name that sealed texts carry so that keys can be rotated. */
export interface SealingKey {
  readonly id: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const NONCE = 12;

// Named through the function, because runtimes differ in which type names are global.
type ImportedKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

/**
 * The outside world of any web-standard runtime. Seals with AES-256-GCM under the first key; opens with any of them.
 */
export function webRuntime(keys: readonly SealingKey[]): Runtime {
  const ring = keyRing(keys);

  return {
    now: () => Date.now(),
    sleep,
    random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),

    async hash(text) {
      return toBase64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', encode(text))));
    },

    async seal(text, label) {
      const nonce = crypto.getRandomValues(new Uint8Array(NONCE));
      const box = await crypto.subtle.encrypt(gcm(nonce, label), await ring.newest(), encode(text));
      return `${ring.newestId}.${toBase64Url(nonce)}.${toBase64Url(new Uint8Array(box))}`;
    },

    async unseal(sealed, label) {
      const [id = '', nonce = '', box = ''] = sealed.split('.');
      const key = await ring.find(id);
      if (!key) return null;
      try {
        const text = await crypto.subtle.decrypt(gcm(fromBase64Url(nonce), label), key, fromBase64Url(box));
        return new TextDecoder().decode(text);
      } catch {
        return null;
      }
    },
  };
}

function keyRing(keys: readonly SealingKey[]) {
  const [newest] = keys;
  if (!newest)
    throw new RailError('configuration', 'There is no sealing key. Pass at least one of 32 bytes.');
  const ring = new Map<string, () => Promise<ImportedKey>>();
  for (const { id, bytes } of keys) {
    if (bytes.length !== 32)
      throw new RailError('configuration', `Sealing key "${id}" is not 32 bytes long.`);
    if (!/^\w{1,32}$/.test(id)) throw new RailError('configuration', `"${id}" cannot name a sealing key.`);
    if (ring.has(id)) throw new RailError('configuration', `Two sealing keys are named "${id}".`);
    let imported: Promise<ImportedKey> | undefined;
    ring.set(id, () => {
      imported ??= crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']);
      return imported;
    });
  }
  return {
    newestId: newest.id,
    newest: async () => (await ring.get(newest.id)?.()) as ImportedKey,
    find: async (id: string) => ring.get(id)?.(),
  };
}

function gcm(nonce: Uint8Array<ArrayBuffer>, label: string) {
  return { name: 'AES-GCM', iv: nonce, additionalData: encode(label) };
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done);
    function done(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    }
  });
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
