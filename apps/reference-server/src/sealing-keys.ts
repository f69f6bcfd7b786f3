import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { isRailError, RailError, type Runtime } from '@railyard/core';
import type { SealingKey } from '@railyard/core/runtime';
import { nodeRuntime } from './runtime.ts';
import { keepSecret } from './secret-file.ts';

/** The file of the ring, in the folder of the server. */
export const SEALING_KEYS = 'sealing-keys';
/** The store's space for what is known of the ring, which is one record. */
export const SEALING_SPACE = 'sealing';

/**
 * The key ring in a file, one `id:base64url` a line, the newest first. The first key is made when the file is absent;
 * to rotate, put a new line on top and keep the old ones until nothing is sealed under them.
 */
export function openSealingKeys(file: string): readonly [SealingKey, ...SealingKey[]] {
  const text = keepSecret(
    file,
    () => `${randomBytes(6).toString('hex')}:${randomBytes(32).toString('base64url')}`,
  );
  const [newest, ...older] = text.split('\n').map((line) => readKey(file, line));
  if (!newest) throw unreadable(file);
  return [newest, ...older];
}

/** Unseals by the ring in a file as it is at that moment; nothing without a file that can be read. */
export function ringIn(file: string): Pick<Runtime, 'unseal'> {
  return {
    unseal(sealed, label) {
      try {
        return existsSync(file) ? nodeRuntime(openSealingKeys(file)).unseal(sealed, label) : null;
      } catch (error) {
        if (isRailError(error)) return null;
        throw error;
      }
    },
  };
}

function readKey(file: string, line: string): SealingKey {
  const match = /^(\w{1,32}):([\w-]{43})$/.exec(line.trim());
  if (!match?.[1] || !match[2]) throw unreadable(file);
  return { id: match[1], bytes: new Uint8Array(Buffer.from(match[2], 'base64url')) };
}

function unreadable(file: string): RailError {
  return new RailError(
    'configuration',
    `The sealing keys in "${file}" cannot be read. Restore the file; without it payments that are under way can only be looked up.`,
  );
}
