import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { type Mode, RailError, type Store } from '@railyard/core';
import { listAll } from './listing.ts';

/** What an agent may do, with an API key or with what a person has allowed it. */
export const AGENT_SCOPES = ['checkout:read', 'checkout:write', 'buyer:write'] as const;
export type AgentScope = (typeof AGENT_SCOPES)[number];

/**
 * What an API key may do. `approval:write` decides what others may pay, and `operator` rules on open cases: neither is
 * an agent's, and only a key that names it has it.
 */
export const SCOPES = [...AGENT_SCOPES, 'approval:write', 'operator'] as const;
export type Scope = (typeof SCOPES)[number];

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

/** A caller by their id; a client of a person has no key, and names itself. */
export interface KnownCaller extends Caller, Pick<IssuedKey, 'name'> {
  /** Whether the key, or what the person had allowed, has ended since. */
  readonly isRevoked: boolean;
}

/** Who stands behind what a request shows. */
export interface Callers {
  /** Whom this key or token stands for; null when nobody issued it. Throws `invalid_api_key` when it was revoked. */
  find(secret: string): Promise<Caller | null>;
  /** Who has this id, or null when there is nobody. */
  findById(id: string): Promise<KnownCaller | null>;
}

/** An API key as its operator sees it. */
export interface IssuedKey extends ApiKey {
  /** What its operator calls it; null for one without a name. */
  readonly name: string | null;
  /** In milliseconds since 1970; null where nobody took note. */
  readonly createdAt: number | null;
  /** In milliseconds since 1970; null while it is good. */
  readonly revokedAt: number | null;
}

export interface ApiKeys extends Pick<Callers, 'find'> {
  /** The key with this id, revoked or not; null when there is none. */
  findById(id: string): Promise<IssuedKey | null>;
  /** Makes a key valid. Again: it stands for this from now on, and stays revoked if it was. */
  register(secret: string, key: ApiKey, name?: string): Promise<void>;
  /** Ends a key for good. Resolves with it; null when there is none. */
  revoke(id: string): Promise<IssuedKey | null>;
  /** The keys of a tenant, by id. */
  ofTenant(tenant: string): Promise<readonly IssuedKey[]>;
}

/** The store's space for API keys. */
export const KEY_SPACE = 'api_key';

/** Above the hashes, in the order of a list. */
const IDS = 'id:';

/** Which key a secret is of. */
interface StoredSecret {
  readonly id: string;
  readonly hash: string;
}

type StoredKey = ApiKey & Partial<IssuedKey>;

/** API keys in a space of the store, by the SHA-256 of what the caller sends. */
export function storedKeys(store: Store): ApiKeys {
  const findById = async (id: string): Promise<IssuedKey | null> => {
    const stored = await store.get<StoredKey>(KEY_SPACE, idKey(id));
    return stored && issued(stored);
  };
  return {
    async find(secret) {
      const digest = hashOf(secret);
      const stored = await store.get<StoredSecret>(KEY_SPACE, lookupOf(digest));
      const key = stored && isSame(stored.hash, digest) ? await findById(stored.id) : null;
      if (!key) return null;
      if (key.revokedAt !== null) throw revoked();
      const { id, tenant, scopes, seller } = key;
      return { id, tenant, scopes, seller };
    },
    findById,
    async register(secret, key, name) {
      const digest = hashOf(secret);
      const keys = [lookupOf(digest), idKey(key.id)].map((one) => ({ space: KEY_SPACE, key: one }));
      await store.update(keys, ([, row], now) => {
        const known = row ? issued(row.value as StoredKey) : { name: null, createdAt: now, revokedAt: null };
        const of: StoredSecret = { id: key.id, hash: digest };
        return {
          rows: [
            { value: of, tenant: key.tenant, state: 'secret', due: null },
            rowOf({ ...known, ...key, ...(name !== undefined && { name }) }),
          ],
          result: null,
        };
      });
    },
    revoke: (id) =>
      store.update([{ space: KEY_SPACE, key: idKey(id) }], ([row], now) => {
        if (!row) return { rows: [], result: null };
        const known = issued(row.value as StoredKey);
        const ended = { ...known, revokedAt: known.revokedAt ?? now };
        return { rows: [rowOf(ended)], result: ended };
      }),
    ofTenant: async (tenant) => (await listAll<StoredKey>(store, KEY_SPACE, tenant, IDS)).map(issued),
  };
}

function issued(stored: StoredKey): IssuedKey {
  return { name: null, createdAt: null, revokedAt: null, ...stored };
}

function rowOf(key: IssuedKey) {
  const state = key.revokedAt === null ? 'active' : 'revoked';
  return { value: key, tenant: key.tenant, state, due: null };
}

/** Only whoever has the key learns that it was one. */
function revoked(): RailError {
  return new RailError('invalid_api_key', 'This API key was revoked.', {
    nextAction: 'Ask whoever issued it for another one.',
  });
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
  return `${IDS}${id}`;
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
