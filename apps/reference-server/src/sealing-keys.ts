import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isRailError, RailError, type Runtime } from '@railyard/core';
import type { SealingKey } from '@railyard/core/runtime';
import { nodeRuntime } from './runtime.ts';
import { keepSecret } from './secret-file.ts';

/** The file of the ring, in the folder of the server. */
export const SEALING_KEYS = 'sealing-keys';
/** The store's space for what is known of the ring. */
export const SEALING_SPACE = 'sealing';

/** The keys that seal, the newest first: it seals, and all open. */
export type Ring = readonly [SealingKey, ...SealingKey[]];

/** Where the ring is: in a folder, unless it is given. */
export interface RingPlace {
  readonly folder: string;
  readonly sealingKeys: Ring | null;
}

/** The ring of a place. One in a folder is made when it is not there. */
export function openRing({ folder, sealingKeys }: RingPlace): Ring {
  return sealingKeys ?? openSealingKeys(join(folder, SEALING_KEYS));
}

/** Whether there is a ring already. */
export function hasRing({ folder, sealingKeys }: RingPlace): boolean {
  return sealingKeys !== null || existsSync(join(folder, SEALING_KEYS));
}

/** Unseals by the ring of a place as it is at that moment; nothing without one that can be read. */
export function liveRing(place: RingPlace): Pick<Runtime, 'unseal'> {
  return {
    unseal(sealed, label) {
      try {
        return hasRing(place) ? nodeRuntime(openRing(place)).unseal(sealed, label) : null;
      } catch (error) {
        if (isRailError(error)) return null;
        throw error;
      }
    },
  };
}

/**
 * The key ring in a file, one `id:base64url` a line, the newest first. The first key is made when the file is absent;
 * to rotate, put a new line on top and keep the old ones until nothing is sealed under them.
 */
export function openSealingKeys(file: string): Ring {
  const text = keepSecret(
    file,
    () => `${randomBytes(6).toString('hex')}:${randomBytes(32).toString('base64url')}`,
  );
  const ring = readRing(text.split('\n'));
  if (ring) return ring;
  throw new RailError(
    'configuration',
    `The sealing keys in "${file}" cannot be read. Restore the file; without it payments that are under way can only be looked up.`,
  );
}

/** A ring of keys that are written `id:base64url`; null when one is not, or two have one id. */
export function readRing(texts: readonly string[]): Ring | null {
  const keys = texts.flatMap((text) => readKey(text.trim()) ?? []);
  const [newest, ...older] = keys;
  const isWhole = keys.length === texts.length && new Set(keys.map(({ id }) => id)).size === keys.length;
  return newest && isWhole ? [newest, ...older] : null;
}

function readKey(text: string): SealingKey | null {
  const [, id, key] = /^(\w{1,32}):([\w-]{43})$/.exec(text) ?? [];
  return id && key ? { id, bytes: new Uint8Array(Buffer.from(key, 'base64url')) } : null;
}
