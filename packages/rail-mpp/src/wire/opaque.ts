import { encodeText } from './base64url.ts';
import { decodeJson } from './request.ts';

/** What a challenge was issued for, beside the terms. Goes through the payer's hands, signed. */
export interface Purpose {
  readonly tenant: string;
  readonly principal: string;
  readonly cart: string;
  readonly version: string;
  /** Of the request. */
  readonly method: string;
  readonly resource: string;
  /** Of the idempotency key, its hash; empty without one. */
  readonly key: string;
}

/** What makes a challenge different from every other. */
export interface Issue {
  /** RFC 3339. */
  readonly issued: string;
  readonly nonce: string;
}

const VERSION = '1';

/** A purpose as the parameter `opaque` carries it. */
export function encodePurpose(purpose: Purpose, issue: Issue): string {
  const { tenant, principal, cart, version, method, resource, key } = purpose;
  const { issued, nonce } = issue;
  // Canonical as it is written here: texts alone, by their names. To sort them in each challenge costs as much as to sign it.
  const sorted = { cart, issued, key, method, nonce, principal, resource, tenant, v: VERSION, version };
  return encodeText(JSON.stringify(sorted));
}

/** The purpose in an `opaque`, or null for one that is not ours. */
export function readPurpose(opaque: string): Purpose | null {
  const { v, tenant, principal, cart, version, method, resource, key } = decodeJson(opaque) ?? {};
  if (v !== VERSION || typeof tenant !== 'string' || typeof principal !== 'string') return null;
  if (typeof cart !== 'string' || typeof version !== 'string' || typeof key !== 'string') return null;
  if (typeof method !== 'string' || typeof resource !== 'string') return null;
  return { tenant, principal, cart, version, method, resource, key };
}
