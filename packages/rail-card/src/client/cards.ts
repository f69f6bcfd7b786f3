import type { JsonObject } from '@railyard/core/rail';
import { type Card, type MerchantCard, readCard, readSecrets } from '../wire/card.ts';
import { readAll } from '../wire/members.ts';
import { type Failure, UNREADABLE } from './answer.ts';
import type { Ask } from './ask.ts';

/** How many cards Stripe shows at once, at most. */
const PAGE = 100;

/** Makes a card under this key, or has the one shown that was made under it. */
export async function mintCard(ask: Ask, params: JsonObject, key: string): Promise<Card | Failure> {
  const answer = await ask.post('/cards', params, key);
  return 'reason' in answer ? answer : (readCard(answer.body) ?? UNREADABLE);
}

/** A card as it is now, with what pays. */
export interface OpenCard extends Card {
  /** Null unless the card is active, and Stripe shows it. */
  readonly secrets: MerchantCard | null;
}

/** Has a card shown in full. The only call whose answer holds its number. */
export async function revealCard(ask: Ask, id: string): Promise<OpenCard | Failure> {
  const answer = await ask.get(`/cards/${id}`, { expand: ['number', 'cvc'] });
  if ('reason' in answer) return answer;
  const card = readCard(answer.body);
  return card?.id === id
    ? { ...card, secrets: card.status === 'active' ? readSecrets(answer.body) : null }
    : UNREADABLE;
}

/** A card as it is now. */
export async function retrieveCard(ask: Ask, id: string): Promise<Card | Failure> {
  const answer = await ask.get(`/cards/${id}`);
  if ('reason' in answer) return answer;
  const card = readCard(answer.body);
  return card?.id === id ? card : UNREADABLE;
}

/**
 * The cards that bear an attempt, among all that this cardholder got in a span of seconds, however many these are. Where
 * time runs out before the last of them, nobody can tell.
 */
export async function cardsBearing(
  ask: Ask,
  attempt: string,
  among: JsonObject,
): Promise<readonly Card[] | Failure> {
  const own: Card[] = [];
  let page: JsonObject = { ...among, limit: PAGE };
  for (;;) {
    const answer = await ask.get('/cards', page);
    if ('reason' in answer) return answer;
    const cards = readAll(answer.body.data, readCard);
    if (!cards) return UNREADABLE;
    own.push(...cards.filter(({ ours }) => ours.attempt === attempt));
    if (answer.body.has_more === false) return own;
    const last = cards.at(-1)?.id;
    // A list that does not go on would never end.
    if (answer.body.has_more !== true || last === undefined || last === page.starting_after)
      return UNREADABLE;
    page = { ...page, starting_after: last };
  }
}

/** Whether there are cards, and certainly none of them can pay any more. Changes nothing. */
export async function areClosed(ask: Ask, ids: readonly string[]): Promise<boolean> {
  for (const id of ids) {
    const card = await retrieveCard(ask, id);
    if ('reason' in card || card.status !== 'canceled') return false;
  }
  return ids.length > 0;
}

/** Closes cards for good. True when none of them can pay any more. */
export async function closeCards(ask: Ask, ids: readonly string[]): Promise<boolean> {
  for (const id of ids) {
    const answer = await ask.post(`/cards/${id}`, { status: 'canceled' });
    const closed = 'reason' in answer ? await retrieveCard(ask, id) : (readCard(answer.body) ?? UNREADABLE);
    if ('reason' in closed || closed.id !== id || closed.status !== 'canceled') return false;
  }
  return true;
}
