import { type Mount, RailError } from '@railyard/core';
import { type CardRail, type CardRailOptions, cardRail } from '@railyard/rail-card';

/** The rail on which the platform itself buys. */
export const CARD_RAIL = 'card';
/** The account that issues the cards: the one of the secret key. */
export const OWN_ISSUER = 'main';

/** The rail that buys with one-time cards, mounted for whatever merchant it has a connector for. */
export interface CardMount extends Mount {
  readonly rail: CardRail;
}

/**
 * Nobody is paid on it: it belongs to no seller, and is not among the rails that sellers have. Throws `configuration`
 * where an option makes no sense.
 */
export function cardMount(options: CardRailOptions): CardMount {
  return { rail: cardRail(options), account: OWN_ISSUER, active: true };
}

/** What is listed, inactive, where nobody has set up cards: it buys nowhere. */
export function idleCardMount(): CardMount {
  const { rail, account } = cardMount({
    stripe: { secretKey: 'sk_test_none', cardholder: 'ich_none' },
    merchants: { none: { place: buysNothing, find: buysNothing, cancel: buysNothing } },
  });
  return { rail, account, active: false };
}

async function buysNothing(): Promise<never> {
  throw new RailError('configuration', 'Nothing is bought here.');
}
