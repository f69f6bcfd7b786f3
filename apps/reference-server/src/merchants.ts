import {
  checkMounts,
  type Mode,
  type Mount,
  type Purchase,
  RailError,
  type Runtime,
  type Store,
} from '@railyard/core';
import type { MerchantCall } from '@railyard/rail-card';
import type { BuyingSettings } from './config/card.ts';
import { type LinkedAccounts, linkedAccounts } from './merchants/accounts.ts';
import { type Agreements, agreementsIn } from './merchants/agreements.ts';
import { discreetConnector, discreetCounter } from './merchants/discreet.ts';
import type { CounterCall, Merchant } from './merchants/merchant.ts';
import { CORNER_MARKET } from './merchants/names.ts';
import { shopCounter } from './merchants/shop/counter.ts';
import { shopConnector } from './merchants/shop.ts';
import { shownCards } from './merchants/shown-cards.ts';
import { CARD_RAIL, type CardMount, cardMount, OWN_ISSUER } from './rails/card.ts';

/** Where the platform buys for its callers, and with what. */
export interface Merchants {
  /** Null when there is no merchant of this name. */
  find(slug: string): Merchant | null;
  readonly all: readonly Merchant[];
  readonly accounts: LinkedAccounts;
  readonly agreements: Agreements;
  readonly mount: CardMount;
  /** The rails of a cart at a merchant; null for a cart of a seller. The same array each time. */
  railsAt(seller: string): readonly Mount[] | null;
  /** The mount of a webhook; null when it is none of ours. */
  at(rail: string, account: string): Mount | null;
}

interface Around {
  readonly store: Store;
  readonly runtime: Pick<Runtime, 'seal' | 'unseal'>;
  readonly mode: Mode;
}

/** Throws `configuration` where the account of Stripe cannot issue in this mode. Does no I/O. */
export function createMerchants(
  { issuing, shop }: BuyingSettings,
  { store, runtime, mode }: Around,
): Merchants {
  const accounts = linkedAccounts(store, runtime);
  const agreements = agreementsIn(store);
  const tokensOf = (call: CounterCall | MerchantCall): Promise<readonly (string | null)[]> =>
    accounts.tokens(call, CORNER_MARKET);
  const tokenFor = async (order: string, call: MerchantCall): Promise<string | null> => {
    const agreed = await agreements.about(call.tenant, order);
    return agreed && accounts.tokenOf(call, CORNER_MARKET, agreed.account);
  };
  const cards = shownCards(store, CORNER_MARKET);
  const all: readonly Merchant[] = [
    {
      slug: CORNER_MARKET,
      name: 'Corner Market',
      currency: 'usd',
      connector: discreetConnector(shopConnector({ ...shop, tokensOf, tokenFor }), cards),
      counter: discreetCounter(shopCounter({ ...shop, tokensOf }), cards),
    },
  ];
  const bySlug = new Map(all.map((merchant) => [merchant.slug, merchant]));
  const mount = cardMount({
    stripe: issuing,
    merchants: Object.fromEntries(all.map(({ slug, connector }) => [slug, connector])),
    deliverAt: async ({ order }, tenant) => (await agreements.about(tenant, order))?.deliverAt ?? null,
  });
  const mounts = [mount];
  checkMounts(mounts, mode);
  return {
    find: (slug) => bySlug.get(slug) ?? null,
    all,
    accounts,
    agreements,
    mount,
    railsAt: (seller) => (bySlug.has(seller) ? mounts : null),
    at: (rail, account) => (rail === CARD_RAIL && account === OWN_ISSUER ? mount : null),
  };
}

/** Refuses what nobody could deliver. The merchant itself says where it does. */
export function admitAtMerchant({ shipTo }: Purchase): void {
  if (!shipTo) throw new RailError('invalid_shipping', 'The cart has no shipping address.');
}
