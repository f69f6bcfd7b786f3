import type { Facts, Money, RailContext } from '@railyard/core/rail';
import type { Doubt } from './client/answer.ts';
import { type Ask, createAsk } from './client/ask.ts';
import { cardsBearing } from './client/cards.ts';
import { type Merchant, merchantOf } from './merchant.ts';
import type { Settings } from './options.ts';
import { connectorOf, type Terms } from './prepared.ts';
import { KEY_LIFETIME } from './terms.ts';

/** The facts that are remembered of an attempt. */
export const FACTS = {
  card: 'card',
  last4: 'card_last4',
  /** The merchant's id of the order. */
  order: 'merchant_order',
  /** Since when the card takes no more money, because nobody could tell what became of the order. */
  fenced: 'card_fenced',
  /** Our id of the refund for which the order was cancelled. */
  refund: 'card_refund',
  /** How much had come back to the card when that refund began, in minor units. */
  returned: 'card_returned',
} as const;

/** One purchase under way: what it is for, and the ways to Stripe and to the merchant. */
export interface Errand {
  readonly attempt: string;
  readonly key: string;
  readonly total: Money;
  readonly terms: Terms;
  readonly ask: Ask;
  readonly merchant: Merchant;
}

/** The card of an errand. */
export interface Used {
  readonly ids: readonly string[];
  /** Null when no card was ever shown to the merchant. */
  readonly last4: string | null;
}

/** Null when the seller has no connector any more. */
export function errandOf(
  settings: Settings,
  terms: Terms,
  payment: Pick<Errand, 'attempt' | 'key' | 'total'>,
  context: RailContext,
): Errand | null {
  const { attempt, key, total } = payment;
  const connector = connectorOf(settings, terms.merchant);
  if (!connector) return null;
  const ask = createAsk(settings, context);
  return { attempt, key, total, terms, ask, merchant: merchantOf(connector, context) };
}

/** Milliseconds by which our clock may differ from Stripe's. */
const SKEW = 600_000;

/** Whether nothing of an errand can be sent any more, wherever it is held up. */
export function isOver({ terms }: Errand, now: number): boolean {
  return now >= terms.at + KEY_LIFETIME + SKEW;
}

/** Every card that was made for an errand until now. */
export async function cardsOf(
  { ask, attempt, terms }: Errand,
  now: number,
): Promise<readonly string[] | Doubt> {
  const created = {
    gte: Math.floor((terms.at - SKEW) / 1_000),
    lte: Math.ceil((Math.min(now, terms.at + KEY_LIFETIME) + SKEW) / 1_000),
  };
  const { cardholder = '' } = terms.card;
  const cards = await cardsBearing(ask, attempt, { cardholder, created });
  return 'reason' in cards ? cards : cards.map(({ id }) => id);
}

/** The card that the merchant was shown; when none was, all that were made. */
export async function usedIn(errand: Errand, facts: Facts, now: number): Promise<Used | Doubt> {
  const { [FACTS.card]: card, [FACTS.last4]: last4 = null } = facts;
  if (card !== undefined) return { ids: [card], last4 };
  const made = await cardsOf(errand, now);
  return 'reason' in made ? made : { ids: made, last4 };
}
