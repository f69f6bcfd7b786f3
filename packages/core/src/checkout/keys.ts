import { RailError } from '../errors.ts';
import { toBase64Url } from '../platform.ts';
import type { Platform } from '../ports.ts';
import type { Key } from '../store.ts';

/** The cart record. The cart id may be anything a client sends; a tenant id holds no colon, so no two pairs share a key. */
export function cartKey(tenant: string, cart: string): Key {
  if (tenant.includes(':')) throw new RailError('configuration', 'A tenant id holds no colon.');
  return { space: 'cart', key: `${tenant}:${cart}` };
}

/** The claim on a credential: its fingerprint alone, whatever the tenant and the rail. */
export function proofKey(fingerprint: string): Key {
  return { space: 'proof', key: fingerprint };
}

/** The provider's idempotency key of an attempt: from its id alone, so that every resend has it. */
export async function providerKey(platform: Platform, id: string): Promise<string> {
  return `ry1_${await platform.hash(`provider-key:${id}`)}`;
}

export function newId(platform: Platform, prefix: string): string {
  return `${prefix}_${toBase64Url(platform.random(16)).replaceAll('_', 'x').replaceAll('-', 'y')}`;
}
