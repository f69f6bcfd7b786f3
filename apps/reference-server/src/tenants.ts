import type { Store } from '@railyard/core';
import type { Key } from '@railyard/core/store';

/** What the tokens of a tenant's users may be signed with: asymmetric, so that what is kept here signs nothing. */
export const TOKEN_ALGORITHMS = ['ES256', 'EdDSA', 'RS256', 'PS256'] as const;

/** A public key, as a JWK. */
export interface TokenKey {
  readonly kid: string;
  readonly alg: (typeof TOKEN_ALGORITHMS)[number];
  readonly kty: 'EC' | 'OKP' | 'RSA';
  readonly crv?: string | undefined;
  readonly x?: string | undefined;
  readonly y?: string | undefined;
  readonly n?: string | undefined;
  readonly e?: string | undefined;
}

/** The keys that the users of each tenant are known by. */
export interface Tenants {
  /** None of a tenant that there is not. */
  tokenKeys(tenant: string): Promise<readonly TokenKey[]>;
  /** In place of those before. */
  saveTokenKeys(tenant: string, keys: readonly TokenKey[]): Promise<void>;
}

/** The store's space for what tenants themselves have. */
export const TENANT_SPACE = 'tenant';

/** The keys in a space of the store. */
export function storedTenants(store: Store): Tenants {
  return {
    tokenKeys: async (tenant) =>
      (await store.get<readonly TokenKey[]>(TENANT_SPACE, keysOf(tenant).key)) ?? [],
    async saveTokenKeys(tenant, keys) {
      const row = { value: keys, tenant, state: 'kept', due: null };
      await store.update([keysOf(tenant)], () => ({ rows: [row], result: null }));
    },
  };
}

function keysOf(tenant: string): Key {
  return { space: TENANT_SPACE, key: `token_keys:${tenant}` };
}
