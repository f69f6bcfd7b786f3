import type { Owner } from '@railyard/core';

const USER = 'user:';

/** As whom the user of a tenant has carts and pays. No API key has such an id. */
export function principalOf(user: string): string {
  return `${USER}${user}`;
}

/** The user whose something is, by the tenant's id of them; null where it is nobody's of a tenant. */
export function userOf({ principal }: Pick<Owner, 'principal'>): string | null {
  return principal.startsWith(USER) ? principal.slice(USER.length) : null;
}
