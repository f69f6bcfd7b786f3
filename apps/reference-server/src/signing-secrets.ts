import { randomBytes } from 'node:crypto';
import { keepSecret } from './secret-file.ts';

/**
 * The keys in a file that challenges or links are signed with, one a line, the newest first. The first is made when the
 * file is absent; to rotate, put a new line on top, and drop the old one when all that was signed with it has expired.
 */
export function openSigningSecrets(file: string): readonly string[] {
  const text = keepSecret(file, () => randomBytes(32).toString('base64url'));
  return text.split('\n').flatMap((line) => line.trim() || []);
}
