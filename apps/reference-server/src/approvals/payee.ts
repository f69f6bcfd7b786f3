import type { Approval } from '@railyard/core/spend';
import type { Merchants } from '../merchants.ts';
import type { Sellers } from '../sellers.ts';

/** Whom a purchase pays, as whoever decides is told. */
export interface Payee {
  readonly name: string;
  /** What is bought elsewhere, with a card of the platform's; null for what a seller here sells. */
  readonly elsewhere: Elsewhere | null;
}

/** What a purchase itself does not say of an order at a merchant. */
export interface Elsewhere {
  /** In milliseconds since 1970; null for as soon as possible. */
  readonly deliverAt: number | null;
}

export interface Payees {
  of(approval: Approval): Promise<Payee>;
}

/** Sellers here, and the merchants at which the platform buys: null where it buys nowhere. */
export function payeesAmong(
  sellers: Pick<Sellers, 'find'>,
  merchants: () => Pick<Merchants, 'deliveries' | 'find'> | null,
): Payees {
  return {
    async of({ tenant, purchase: { seller, order } }) {
      const elsewhere = merchants();
      const merchant = elsewhere?.find(seller);
      if (!elsewhere || !merchant)
        return { name: (await sellers.find(seller))?.name ?? seller, elsewhere: null };
      const wanted = await elsewhere.deliveries.at(tenant, order);
      return { name: merchant.name, elsewhere: { deliverAt: wanted ? Date.parse(wanted) : null } };
    },
  };
}
