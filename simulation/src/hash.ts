import { createHash } from 'node:crypto';

/** SHA-256 in base64url, synchronous. */
export function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
