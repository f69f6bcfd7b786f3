import type { Mount } from '@railyard/core';
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
