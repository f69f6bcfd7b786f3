import type { Checkout, Owner, Runtime } from '@railyard/core';
import { ownerOf } from '@railyard/core/http';
import { type Approval, isAskedBy } from '@railyard/core/spend';
import type { Callers, IssuedKey, KnownCaller } from '../keys.ts';
import { userOf } from '../tenants/principal.ts';

/** Who wants to pay, as far as it is known. */
export interface Asker {
  readonly owner: Owner;
  /** Null when nobody has this id any more. */
  readonly caller: KnownCaller | TenantsUser | null;
}

/** A user of a tenant, whom that tenant alone knows. */
export interface TenantsUser {
  readonly user: string;
  readonly tenant: string;
}

/** Finds out who wants what an approval is for; null when their cart is gone. */
export async function askerOf(
  { checkout, callers }: { readonly checkout: Checkout; readonly callers: Pick<Callers, 'findById'> },
  { tenant, principal, purchase }: Approval,
): Promise<Asker | null> {
  const owner = await ownerOf(checkout, purchase.cart, { tenant, principal });
  if (!owner) return null;
  const user = userOf(owner);
  return { owner, caller: user === null ? await callers.findById(owner.principal) : { user, tenant } };
}

/** Finds out whose of these keys an approval is for, where nothing but records is at hand; null for none of them. */
export async function askerWithKey(
  keys: readonly IssuedKey[],
  runtime: Pick<Runtime, 'hash' | 'now'>,
  approval: Approval,
): Promise<Asker | null> {
  for (const key of keys) {
    const owner = { tenant: key.tenant, principal: key.id };
    if (await isAskedBy({ runtime }, owner, approval))
      return { owner, caller: { ...key, isRevoked: key.revokedAt !== null } };
  }
  return null;
}
