import { randomFillSync } from 'node:crypto';
import type { Runtime } from '@railyard/core';

/** Bytes that are fetched at once, because a few cost as much as all of these. */
const POOL = 1_024;

/** Unguessable bytes from the system, each given to one caller alone. */
export function createRandom(fill: (bytes: Uint8Array) => void = randomFillSync): Runtime['random'] {
  const pool = new Uint8Array(POOL);
  let used = POOL;

  return (bytes) => {
    if (!Number.isInteger(bytes) || bytes < 0 || bytes > POOL)
      throw new RangeError(`Up to ${POOL} random bytes are given at once, not ${bytes}.`);
    if (used + bytes > POOL) {
      fill(pool);
      used = 0;
    }
    used += bytes;
    return pool.slice(used - bytes, used);
  };
}
