import { toBase64Url } from '../base64.ts';
import { RailError } from '../errors.ts';
import type { Runtime } from '../ports.ts';
import type { Key } from '../store.ts';

/** Names a cart record, and says whose it is. */
export interface CartKey extends Key {
  readonly tenant: string;
}

/**
 * The cart record. The cart id may be anything a client sends; a tenant id holds no colon, so no two pairs share a key.
 */
export function cartKey(tenant: string, cart: string): CartKey {
  if (tenant.includes(':')) throw new RailError('configuration', 'A tenant id holds no colon.');
  return { space: 'cart', key: `${tenant}:${cart}`, tenant };
}

/** The events of a cart that the platform was not told of yet. */
export function outboxKey({ key }: Key): Key {
  return { space: 'outbox', key };
}

/** The claim on a credential: its fingerprint alone, whatever the tenant and the rail. */
export function proofKey(fingerprint: string): Key {
  return { space: 'proof', key: fingerprint };
}

/** What a page is for, by its id at the provider, which may be any text. */
export async function referenceKey(runtime: Pick<Runtime, 'hash'>, id: string): Promise<Key> {
  return { space: 'reference', key: await runtime.hash(id) };
}

/** The provider's idempotency key of an attempt: from its id alone, so that every resend has it. */
export async function providerKey(runtime: Runtime, id: string): Promise<string> {
  return `ry1_${await runtime.hash(`provider-key:${id}`)}`;
}

export function newId(runtime: Runtime, prefix: string): string {
  return `${prefix}_${toBase64Url(runtime.random(16)).replaceAll('_', 'x').replaceAll('-', 'y')}`;
}
