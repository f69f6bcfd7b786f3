import type { Approval } from '@railyard/core/spend';
import type { Agreements } from '../merchants/agreements.ts';
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
  /** The buyer's account there, as people know it. */
  readonly account: string;
}

/** What was agreed on about an order, as whoever decides is told; null where nothing was. */
export async function elsewhereIn(
  agreements: Pick<Agreements, 'about'>,
  { tenant, purchase }: Approval,
): Promise<Elsewhere | null> {
  const agreed = await agreements.about(tenant, purchase.order);
  if (!agreed) return null;
  const { deliverAt, account } = agreed;
  return { deliverAt: deliverAt === null ? null : Date.parse(deliverAt), account: account.name };
}

export interface Payees {
  of(approval: Approval): Promise<Payee>;
}

/** Sellers here, and the merchants at which the platform buys: null where it buys nowhere. */
export function payeesAmong(
  sellers: Pick<Sellers, 'find'>,
  merchants: () => Pick<Merchants, 'agreements' | 'find'> | null,
): Payees {
  return {
    async of(approval) {
      const { seller } = approval.purchase;
      const there = merchants();
      const merchant = there?.find(seller);
      if (!there || !merchant) return { name: (await sellers.find(seller))?.name ?? seller, elsewhere: null };
      return { name: merchant.name, elsewhere: await elsewhereIn(there.agreements, approval) };
    },
  };
}
