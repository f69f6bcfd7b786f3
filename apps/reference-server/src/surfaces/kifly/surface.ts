import type {
  Awaitable,
  Cart,
  Checkout,
  Mount,
  MutationCall,
  Outcome,
  Owner,
  PlatformLimits,
} from '@railyard/core';
import { RailError } from '@railyard/core';
import type { Activations } from '../../activations.ts';
import type { Buyers } from '../../buyers.ts';
import type { Catalogue } from '../../catalogue.ts';
import { sellerGone } from '../../coverage.ts';
import type { Caller } from '../../keys.ts';
import type { Quotes } from '../../quotes.ts';
import type { Rails } from '../../rails.ts';
import type { Clicks } from '../../referrals/clicks.ts';
import type { Search } from '../../search.ts';
import type { Seller, Sellers } from '../../sellers.ts';
import type { Shipments } from '../../shipments.ts';
import type { Spending } from '../../spending.ts';

/** What the operations of this surface stand on, whichever protocol they are called over. */
export interface Surface {
  readonly checkout: Checkout;
  readonly sellers: Sellers;
  readonly catalogue: Catalogue;
  readonly search: Search;
  readonly limits: () => Awaitable<PlatformLimits>;
  /** Where clients reach the server, without a slash at the end. */
  readonly baseUrl: string;
  /** An unguessable id of letters and digits. */
  readonly newId: () => string;
  readonly rails: Pick<Rails, 'of' | 'platform'>;
  /** Null where the platform buys at no merchant elsewhere. */
  readonly buying: Buying | null;
  readonly activations: Pick<Activations, 'has'>;
  readonly quotes: Pick<Quotes, 'keep'>;
  /** How often the links of a hand-off were followed. */
  readonly clicks: (referral: string) => Promise<Clicks | null>;
  /** Keeps whose hand-off it is. */
  readonly keepReferral: (owner: Owner, outcome: Extract<Outcome, { type: 'referred' }>) => Promise<void>;
  readonly buyers: Buyers;
  readonly shipments: Pick<Shipments, 'find'>;
  readonly spending: Pick<Spending, 'allowed' | 'asker' | 'payees' | 'records'>;
}

/** How the platform buys at merchants elsewhere. */
export interface Buying {
  /** The rail on which it pays. */
  readonly mount: Mount;
  /** The address of the tools for it. */
  readonly url: string;
}

/** Who calls an operation, and under which idempotency key: null where the caller has sent none. */
export interface Calling {
  readonly caller: Caller;
  readonly key: string | null;
}

/** Who calls, as core wants it. */
export function ownerOf({ caller: { tenant, id } }: Calling): Owner {
  return { tenant, principal: id };
}

/** One change under one idempotency key, as core wants it. */
export function mutationOf(calling: Calling, operation: string, body: MutationCall['body']): MutationCall {
  return { ...ownerOf(calling), operation, key: calling.key, body };
}

/** The seller of a cart that exists. */
export async function sellerOf(
  { sellers }: Surface,
  { seller: handle }: Pick<Cart, 'seller'>,
): Promise<Seller> {
  const seller = await sellers.find(handle);
  if (!seller) throw sellerGone();
  return seller;
}

/** The seller of this name; throws `not_found` unless it is on sale, and one that the caller may buy from. */
export async function ownSeller(
  { sellers }: Pick<Surface, 'sellers'>,
  { tenant, seller: only }: Pick<Caller, 'tenant' | 'seller'>,
  handle: string,
): Promise<Seller> {
  const seller = only === null || only === handle ? await sellers.find(handle) : null;
  if (seller?.tenant === tenant && seller.onSale) return seller;
  throw new RailError('not_found', 'There is no such seller.', { details: { missing: 'seller' } });
}
