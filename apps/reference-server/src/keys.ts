import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Mode, Store } from '@railyard/core';

export type Scope = 'checkout:read' | 'checkout:write' | 'buyer:write';

/** What an API key stands for. The key itself is kept nowhere. */
export interface ApiKey {
  /** A lasting id, and so the principal that carts and idempotency keys belong to. */
  readonly id: string;
  readonly tenant: string;
  readonly scopes: readonly Scope[];
  /** The handle of the one seller it is for; null on a key for the whole network. */
  readonly seller: string | null;
}

/** Who calls: whoever has an API key, or a client that a person has allowed something. */
export interface Caller extends ApiKey {
  /** The e-mail of that person; left out for an API key. */
  readonly email?: string;
}

/** Who stands behind what a request shows. */
export interface Callers {
  /** Whom this key or token stands for, or null when nobody issued it. */
  find(secret: string): Promise<Caller | null>;
  /** Who has this id, or null when there is nobody. */
  findById(id: string): Promise<Caller | null>;
}

export interface ApiKeys extends Callers {
  /** Makes a key valid. Again: no change. */
  register(secret: string, key: ApiKey): Promise<void>;
}

/** The store's space for API keys. */
export const KEY_SPACE = 'api_key';

interface StoredKey extends ApiKey {
  readonly hash: string;
}

/** API keys in a space of the store, by the SHA-256 of what the caller sends. */
export function storedKeys(store: Store): ApiKeys {
  return {
    async find(secret) {
      const digest = hashOf(secret);
      const stored = await store.get<StoredKey>(KEY_SPACE, lookupOf(digest));
      if (!stored || !isSame(stored.hash, digest)) return null;
      const { id, tenant, scopes, seller } = stored;
      return { id, tenant, scopes, seller };
    },
    findById: (id) => store.get<ApiKey>(KEY_SPACE, idKey(id)),
    async register(secret, key) {
      const digest = hashOf(secret);
      const row = { tenant: key.tenant, state: 'active', due: null };
      const keys = [lookupOf(digest), idKey(key.id)].map((name) => ({ space: KEY_SPACE, key: name }));
      await store.update(keys, () => ({
        rows: [
          { ...row, value: { ...key, hash: digest } },
          { ...row, value: key },
        ],
        result: null,
      }));
    },
  };
}

/** A new key: 192 random bits behind a prefix that tells test from live. */
export function newApiKey(mode: Mode): string {
  return `kfa_${mode}_${randomBytes(24).toString('hex')}`;
}

/** The id of a key, from the key. */
export function keyIdOf(secret: string): string {
  return `key_${hashOf(secret).slice(0, 16)}`;
}

function idKey(id: string): string {
  return `id:${id}`;
}

function hashOf(secret: string): string {
  return hash('sha256', secret);
}

/** Half of the hash finds the record; the time that takes tells nothing about the other half. */
function lookupOf(digest: string): string {
  return digest.slice(0, 32);
}

function isSame(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(one), Buffer.from(other));
}
