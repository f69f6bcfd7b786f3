import { canonical, type Json } from '../json.ts';
import { toBase64Url } from '../platform.ts';
import type { Awaitable, Platform } from '../ports.ts';
import type { Key } from '../store.ts';

/** L2. Tenant and cart ids hold no colon, so no two pairs share a key. */
export function cartKey(tenant: string, cart: string): Key {
  return { space: 'cart', key: `${tenant}:${cart}` };
}

/** L1: one idempotency key of one principal for one operation. Hashed, so that keys never reach an operator's screen. */
export async function requestKey(
  platform: Platform,
  request: {
    readonly tenant: string;
    readonly principal: string;
    readonly operation: string;
    readonly key: string;
  },
): Promise<Key> {
  const { tenant, principal, operation, key } = request;
  return {
    space: 'request',
    key: `${tenant}:${await platform.hash(canonical([principal, operation, key]))}`,
  };
}

/** L3: the fingerprint alone, whatever the tenant and the rail. */
export function proofKey(fingerprint: string): Key {
  return { space: 'proof', key: fingerprint };
}

/** What a request asks for, without the credential that pays for it. */
export function fingerprintOf(
  platform: Platform,
  operation: string,
  cart: string | null,
  body: Json,
): Awaitable<string> {
  return platform.hash(canonical([1, operation, cart, body]));
}

/** The provider's idempotency key of an attempt or a refund: from our id alone, so that every resend has it. */
export async function providerKey(platform: Platform, id: string): Promise<string> {
  return `ry1_${await platform.hash(`provider-key:${id}`)}`;
}

export function newId(platform: Platform, prefix: string): string {
  return `${prefix}_${toBase64Url(platform.random(16)).replaceAll('_', 'x').replaceAll('-', 'y')}`;
}
