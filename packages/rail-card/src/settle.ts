import type { Purchase, RailContext, Settlement } from '@railyard/core/rail';
import type { Failure } from './client/answer.ts';
import { closeCards, mintCard, revealCard } from './client/cards.ts';
import type { MerchantCard, MerchantOrder } from './connector.ts';
import { cardsOf, type Errand, errandOf, FACTS, type Used } from './errand.ts';
import type { Settings } from './options.ts';
import { readTerms, type Terms } from './prepared.ts';
import { unknown, withOrder, withoutOrder, withoutWord } from './standing.ts';
import type { Card } from './wire/card.ts';

/**
 * Milliseconds into a turn after which no order is placed. Below the 30,000 for which the engine waits for one: after that
 * another worker may take the attempt up. Where it waits for less, its signal ends the turn before.
 */
const LAST_MOMENT = 25_000;

/** Makes the card, or finds the one of this key, and buys with it; after any doubt only what is certainly not bought. */
export async function settle(
  settings: Settings,
  purchase: Purchase,
  context: RailContext,
): Promise<Settlement> {
  const began = context.now();
  const terms = readTerms(context.prepared);
  if (!terms) return unknown({ reason: 'not_prepared' });
  const errand = errandOf(settings, terms, { ...context, total: purchase.total }, context);
  if (!errand) return unknown({ reason: 'merchant_unknown' });
  const { ask, key } = errand;
  const card = await mintCard(ask, terms.card, key);
  if ('reason' in card) return notMinted(card, context);
  if (card.ours.attempt !== context.attempt) return unknown({ reason: 'another_attempt' });
  const strays = context.first ? [] : await straysBeside(errand, card, context.now());
  if (!strays || !(await closeCards(ask, strays))) return unknown({ reason: 'strays_not_closed' });

  const used: Used = { ids: [card.id], last4: card.last4 };
  const shown = await revealCard(ask, card.id);
  if ('reason' in shown) return unknown(shown);
  const isNew = context.first && shown.status === 'active';
  const known = isNew ? null : await findBefore(settings, errand, shown, used, context);
  if (known) return known;
  if (!shown.secrets) return unknown({ reason: 'card_not_shown' });
  // Last of all, and before anybody sees the card: it is refused to whoever was overtaken.
  await context.remember({ [FACTS.card]: card.id, [FACTS.last4]: card.last4 });
  if (context.now() - began > LAST_MOMENT) return unknown({ reason: 'held_up' });
  return place(errand, used, orderOf(purchase, terms, context, shown.secrets), context);
}

/** Without a card nothing is bought. What was refused once is refused again; of an earlier call that tells nothing. */
function notMinted({ fault, ...doubt }: Failure, { first }: RailContext): Settlement {
  if (fault?.type !== 'invalid_request_error') return unknown(doubt);
  const { status, code, isReplay } = fault;
  const named = code !== null && { code };
  if (status === 400 && (first || isReplay))
    return { state: 'declined', reason: 'card_refused', ...named, evidence: 'same_key' };
  return (status === 401 || status === 403) && first
    ? { state: 'declined', reason: doubt.reason, ...named, evidence: 'provider_state' }
    : unknown(doubt);
}

/** Cards of this attempt but the one of its key; null when nobody can tell. */
async function straysBeside(errand: Errand, { id }: Card, now: number): Promise<readonly string[] | null> {
  const made = await cardsOf(errand, now);
  return 'reason' in made ? null : made.filter((one) => one !== id);
}

/** What is known of an order that may have been placed before; null when it may be placed now. */
async function findBefore(
  settings: Settings,
  errand: Errand,
  { status }: Card,
  used: Used,
  context: RailContext,
): Promise<Settlement | null> {
  const found = await errand.merchant.find(errand.key, used.last4);
  switch (found.answer) {
    case 'placed':
      return withOrder(errand, used, found);
    case 'refused':
      return withoutOrder(errand, used, found.reason);
    case 'never':
      // What was closed is bought no more.
      return status === 'canceled' ? withoutOrder(errand, used, 'card_closed') : null;
    case 'unknown':
      return withoutWord(settings, errand, used, context);
  }
}

async function place(
  errand: Errand,
  used: Used,
  order: MerchantOrder,
  context: RailContext,
): Promise<Settlement> {
  const placed = await errand.merchant.place(order, errand.key);
  switch (placed.answer) {
    case 'placed':
      await context.remember({ [FACTS.order]: placed.reference });
      return withOrder(errand, used, placed);
    case 'refused':
      return withoutOrder(errand, used, placed.reason);
    case 'unknown':
      return unknown({ reason: 'merchant_silent' });
  }
}

function orderOf(
  { order, lines, deliveryFee, tip, total, shipTo, email }: Purchase,
  { deliverAt }: Terms,
  { attempt }: RailContext,
  card: MerchantCard,
): MerchantOrder {
  const bought = lines.map(({ variant: product, title, quantity, unitAmount }) => ({
    product,
    title,
    quantity,
    unitAmount,
  }));
  return { order, attempt, lines: bought, deliveryFee, tip, total, shipTo, email, deliverAt, card };
}
