import type { CheckContext, Purchase, RailRequest } from '@railyard/core/rail';
import { hashing } from './hash.ts';
import { encodeDigest } from './wire/digest.ts';
import type { Purpose } from './wire/opaque.ts';

// Clients need not take challenges over 4 kB.
const LONGEST_RESOURCE = 1_024;
const utf8 = new TextEncoder();

/** What a challenge for this purchase is for, and what its credential has to be for. */
export function purposeOf(
  { version }: Purchase,
  { tenant, principal, scope: cart, resource }: CheckContext,
  { method, key }: Pick<Purpose, 'method' | 'key'>,
): Purpose {
  return { tenant, principal, cart, version: String(version), method, resource: shortened(resource), key };
}

/**
 * The idempotency key of a request, as its hash; empty where the platform reads none, as behind a guard. The quotes of
 * the IETF form are no part of it.
 */
export function keyIn({ headers, quoted }: RailRequest): string {
  const key = headers['idempotency-key'];
  return key === undefined || quoted === undefined ? '' : hashOf(key.trim().replace(/^"(.*)"$/, '$1'));
}

/** The digest of a request's body; null without one. */
export function digestOf(body: Uint8Array): string | null {
  return body.length === 0 ? null : encodeDigest(hashing.sha256(body));
}

/** A text that nobody can find again from this. */
export function hashOf(text: string): string {
  return hashing.sha256(utf8.encode(text));
}

/** An address, or its digest when it is too long to go through the payer's hands. */
function shortened(resource: string): string {
  return resource.length <= LONGEST_RESOURCE ? resource : encodeDigest(hashOf(resource));
}
