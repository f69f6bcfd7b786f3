import type { Checkout, Mode, MutationCall, Owner, Store } from '@railyard/core';
import type { Catalogue } from '../../catalogue.ts';
import { sellerGone } from '../../coverage.ts';
import type { Inventory } from '../../inventory.ts';
import type { Mail } from '../../mail.ts';
import type { Search } from '../../search.ts';
import type { Seller, Sellers } from '../../sellers.ts';
import type { Shipping } from '../../shipping.ts';
import { principalOf } from '../../tenants/principal.ts';
import type { TestCards } from '../../test-cards.ts';

/** What the operations of this surface stand on. */
export interface Surface {
  readonly checkout: Checkout;
  readonly store: Store;
  readonly sellers: Sellers;
  readonly catalogue: Catalogue;
  readonly search: Search;
  readonly inventory: Inventory;
  readonly shipping: Shipping;
  /** Null where no mail is sent. */
  readonly mail: Mail | null;
  /** Null in live mode, and where Stripe issues no tokens for test cards. */
  readonly testCards: TestCards | null;
  readonly mode: Mode;
  /** Where clients reach the server, without a slash at the end. */
  readonly baseUrl: string;
  readonly now: () => number;
  readonly hash: (text: string) => string;
  /** An unguessable id of letters and digits. */
  readonly newId: () => string;
  /** Takes note of an error that no caller is told of. */
  readonly report: (error: unknown) => void;
}

/** Who calls: a user of a tenant, and under which idempotency key. */
export interface Calling {
  readonly tenant: string;
  readonly user: string;
  readonly email: string | null;
  /** Null where the caller has sent none. */
  readonly key: string | null;
}

/** Whose something is, as core wants it. */
export function ownerOf({ tenant, user }: Pick<Calling, 'tenant' | 'user'>): Owner {
  return { tenant, principal: principalOf(user) };
}

/** One change, as core wants it. */
export function mutationOf(
  calling: Pick<Calling, 'tenant' | 'user' | 'key'>,
  operation: string,
  body: MutationCall['body'],
): MutationCall {
  return { ...ownerOf(calling), operation: `comos.${operation}`, key: calling.key, body };
}

/** The seller with this handle. Throws `not_found` where it is gone. */
export async function sellerOf({ sellers }: Pick<Surface, 'sellers'>, handle: string): Promise<Seller> {
  const seller = await sellers.find(handle);
  if (!seller?.onSale) throw sellerGone();
  return seller;
}
