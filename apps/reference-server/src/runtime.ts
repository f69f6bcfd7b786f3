import { createCipheriv, createDecipheriv, createSecretKey, hash } from 'node:crypto';
import type { Runtime } from '@railyard/core';
import type { SealingKey } from '@railyard/core/runtime';
import { createRandom } from './random.ts';

const ALGORITHM = 'aes-256-gcm';
const NONCE = 12;
const TAG = 16;

/** Core's runtime on Node's own cryptography. Seals under the first key; opens with any of them. */
export function nodeRuntime(keys: readonly [SealingKey, ...SealingKey[]]): Runtime {
  const [first, ...older] = keys;
  const newest = madeKey(first);
  const ring = [newest, ...older.map(madeKey)];
  const random = createRandom();
  return {
    now: () => Date.now(),
    random,
    hash: hashText,
    sleep,

    seal(text, label) {
      const nonce = random(NONCE);
      const cipher = createCipheriv(ALGORITHM, newest.secret, nonce).setAAD(Buffer.from(label));
      const box = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return [newest.id, Buffer.from(nonce).toString('base64url'), box.toString('base64url')].join('.');
    },

    unseal(sealed, label) {
      const [id, nonce = '', text = ''] = sealed.split('.');
      const key = ring.find((one) => one.id === id);
      if (!key) return null;
      try {
        const box = Buffer.from(text, 'base64url');
        const opened = createDecipheriv(ALGORITHM, key.secret, Buffer.from(nonce, 'base64url'))
          .setAAD(Buffer.from(label))
          .setAuthTag(box.subarray(-TAG));
        return opened.update(box.subarray(0, -TAG), undefined, 'utf8') + opened.final('utf8');
      } catch {
        return null;
      }
    },
  };
}

/** Node's own rejects with an error when it is aborted, which most calls of a rail would pay for. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const timer = setTimeout(wake, ms);
    signal?.addEventListener('abort', wake, { once: true });
    function wake(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', wake);
      resolve();
    }
  });
}

/** SHA-256 in base64url: what the ids of records are made by, in every process. */
export function hashText(text: string): string {
  return hash('sha256', text, 'base64url');
}

/** An unguessable id of letters and digits. */
export function newId({ random }: Pick<Runtime, 'random'>): string {
  return Buffer.from(random(12)).toString('hex');
}

/** Made once: given bytes, the cipher makes a key of them at each call, which takes longer than to encrypt. */
function madeKey({ id, bytes }: SealingKey) {
  return { id, secret: createSecretKey(bytes) };
}
