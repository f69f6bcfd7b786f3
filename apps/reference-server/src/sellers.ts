import type { Store } from '@railyard/core';

/** Where a seller delivers. */
export interface Coverage {
  /** ISO 3166-1 alpha-2, upper case. */
  readonly countries: readonly string[];
  /** States or regions within them, upper case; null means all. */
  readonly states: readonly string[] | null;
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

export interface Seller {
  /** The name in the API, unique over all tenants. */
  readonly handle: string;
  readonly name: string;
  readonly tenant: string;
  readonly currency: string;
  readonly coverage: Coverage;
  /** Minor units per delivery. */
  readonly deliveryFee: number;
  /** Whether it can be bought from here. If not, buyers are sent on to the storefront. */
  readonly purchasable: boolean;
  readonly storefront: Storefront | null;
  readonly accounts: readonly Account[];
}

/** The sellers of the platform. */
export interface Sellers {
  find(handle: string): Promise<Seller | null>;
  /** Those of a tenant, by handle; the first thousand. */
  ofTenant(tenant: string): Promise<readonly Seller[]>;
  save(seller: Seller): Promise<void>;
}

/** The store's space for sellers. */
export const SELLER_SPACE = 'seller';

const MOST_LISTED = 1_000;

/** Sellers in a space of the store. */
export function storedSellers(store: Store): Sellers {
  return {
    find: (handle) => store.get<Seller>(SELLER_SPACE, handle),
    async ofTenant(tenant) {
      const { keys } = await store.list(SELLER_SPACE, { tenant, limit: MOST_LISTED });
      const sellers = await Promise.all(keys.map((handle) => store.get<Seller>(SELLER_SPACE, handle)));
      return sellers.filter((seller) => seller !== null);
    },
    async save(seller) {
      const row = { value: seller, tenant: seller.tenant, state: 'open', due: null };
      await store.update([{ space: SELLER_SPACE, key: seller.handle }], () => ({
        rows: [row],
        result: null,
      }));
    },
  };
}

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
