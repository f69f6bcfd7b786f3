import type { Store } from '@railyard/core';
import { mistake } from './config/fields.ts';
import { listAll } from './listing.ts';
import { madeOnce } from './made-once.ts';
import { MERCHANT_NAMES } from './merchants/names.ts';

/** Where a seller delivers. */
export interface Coverage {
  /** ISO 3166-1 alpha-2, upper case. */
  readonly countries: readonly string[];
  /** States or regions within them, upper case; null means all. */
  readonly states: readonly string[] | null;
  /** Cities within those, whatever their case and accents; null means all. */
  readonly cities: readonly string[] | null;
}

/** A seller's account on a rail. One that was replaced stays, inactive, for the attempts that began on it. */
export interface Account {
  /** The rail's id. */
  readonly rail: string;
  /** An address on x402, a Stripe profile on MPP, elsewhere the name of an account at the provider. */
  readonly payTo: string;
  readonly active: boolean;
}

/** The seller's own site. */
export interface Storefront {
  readonly url: string;
  /** The hosts that links to its products may lead to. */
  readonly hosts: readonly string[];
}

/** A way to deliver, as a seller offers it. */
export interface DeliveryOption {
  /** Who carries it, and what they call it: two words that name the option among a seller's. */
  readonly carrier: string;
  readonly service: string;
  /** What buyers call it. */
  readonly title: string;
  /** Minor units of the seller's currency. */
  readonly price: number;
  /** Days until it is there: at least, at most. */
  readonly days: readonly [number, number];
}

export interface Seller {
  /** The name in the API, unique over all tenants. */
  readonly handle: string;
  readonly name: string;
  readonly tenant: string;
  readonly currency: string;
  readonly coverage: Coverage;
  /** Minor units per delivery, where no option has a price of its own. */
  readonly deliveryFee: number;
  /** What a buyer can choose between, the default first; left out where there is nothing to choose. */
  readonly deliveryOptions?: readonly DeliveryOption[];
  /** Whether it can be bought from here. If not, buyers are sent on to the storefront. */
  readonly purchasable: boolean;
  readonly storefront: Storefront | null;
  /** Whether anybody finds it. If not, nothing begins at it any more, and what has begun goes on. */
  readonly onSale: boolean;
  readonly accounts: readonly Account[];
}

/** The sellers of the platform. */
export interface Sellers {
  find(handle: string): Promise<Seller | null>;
  /** Those of a tenant that are on sale, by handle. */
  ofTenant(tenant: string): Promise<readonly Seller[]>;
  save(seller: Seller): Promise<void>;
}

/** The store's space for sellers. */
export const SELLER_SPACE = 'seller';

/** Sellers in a space of the store. */
export function storedSellers(store: Store): Sellers {
  return {
    find: (handle) => findSeller(store, handle),
    ofTenant: async (tenant) => (await listSellers(store, tenant)).filter(({ onSale }) => onSale),
    async save(seller) {
      await changeSeller(store, seller.handle, () => seller);
    },
  };
}

/** All sellers of a tenant, by handle. */
export async function listSellers(store: Store, tenant: string): Promise<readonly Seller[]> {
  return (await listAll<StoredSeller>(store, SELLER_SPACE, tenant)).map(whole);
}

/** Throws a sentence for a handle that no seller can have: a cart's seller is one name, here or at a merchant elsewhere. */
export function checkHandle(handle: string): void {
  if (MERCHANT_NAMES.includes(handle))
    throw mistake(`"${handle}" is the name of a merchant, where platforms buy. Take another for the seller.`);
}

/** Changes one seller, or makes it, in one write. What `change` throws leaves it as it was. */
export function changeSeller(
  store: Store,
  handle: string,
  change: (known: Seller | null) => Seller,
): Promise<Seller> {
  return store.update([{ space: SELLER_SPACE, key: handle }], ([row]) => {
    if (!row) checkHandle(handle);
    const value = change(row ? whole(row.value as StoredSeller) : null);
    return { rows: [{ value, tenant: value.tenant, state: 'open', due: null }], result: value };
  });
}

/** A seller as an older version kept it, too. */
interface StoredSeller extends Omit<Seller, 'coverage' | 'onSale'> {
  readonly coverage: Omit<Coverage, 'cities'> & Partial<Pick<Coverage, 'cities'>>;
  readonly onSale?: boolean;
}

async function findSeller(store: Pick<Store, 'get'>, handle: string): Promise<Seller | null> {
  const stored = await store.get<StoredSeller>(SELLER_SPACE, handle);
  return stored && whole(stored);
}

const whole = madeOnce(
  ({ coverage, ...seller }: StoredSeller): Seller => ({
    onSale: true,
    ...seller,
    coverage: { cities: null, ...coverage },
  }),
);

/** The accounts with these active, and every other kept but inactive. */
export function payingTo(
  accounts: readonly Account[],
  active: readonly Omit<Account, 'active'>[],
): readonly Account[] {
  const isActive = ({ rail, payTo }: Account): boolean =>
    active.some((one) => one.rail === rail && one.payTo === payTo);
  const others = accounts.filter((account) => !isActive(account));
  return [
    ...active.map((one) => ({ ...one, active: true })),
    ...others.map((one) => ({ ...one, active: false })),
  ];
}

/** The accounts with this one active on its rail; those on other rails stay as they are. */
export function payingOn(accounts: readonly Account[], account: Omit<Account, 'active'>): readonly Account[] {
  const isSame = ({ rail }: Account): boolean => rail === account.rail;
  const others = accounts.filter((one) => !isSame(one));
  return [...others, ...payingTo(accounts.filter(isSame), [account])];
}
