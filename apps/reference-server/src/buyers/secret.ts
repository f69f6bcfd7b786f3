import { createHmac } from 'node:crypto';
import type { CodeKind } from './code.ts';
import { canonicalEmail } from './email.ts';

/**
 * Hashes under a secret that is not in the database. There are only a million codes: without the secret, whoever reads
 * the database could try them all, however slow a hash is, within the ten minutes that a code lives.
 */
export interface Secret {
  /** The lasting id of a buyer, the same whether or not anybody has registered. */
  buyer(tenant: string, email: string): string;
  /** A hash of what stands in `parts`, apart from those for any other `purpose`. */
  hash(purpose: CodeKind | 'mailbox' | 'request' | 'contents', ...parts: readonly (string | null)[]): string;
}

export function secretOf(secret: string): Secret {
  const digest = (...parts: readonly (string | null)[]): Buffer =>
    createHmac('sha256', secret).update(JSON.stringify(parts)).digest();
  return {
    buyer: (tenant, email) =>
      `buyer_${digest('buyer', tenant, canonicalEmail(email)).toString('hex').slice(0, 24)}`,
    hash: (purpose, ...parts) => digest(purpose, ...parts).toString('base64url'),
  };
}
