import type { PaymentEvent, RailRequest, WebhookContext } from '@railyard/core/rail';
import { alarmIn, notNow } from './alarm.ts';
import { isMissing } from './client/answer.ts';
import { type Ask, createAsk } from './client/ask.ts';
import { retrieveCard } from './client/cards.ts';
import type { Settings } from './options.ts';
import { signedEvent } from './signature.ts';
import type { Bearing } from './wire/bearing.ts';
import { type Card, readCard } from './wire/card.ts';
import { objectIn } from './wire/members.ts';
import { readTransaction } from './wire/transaction.ts';

/** What Stripe asks in real time; it is answered by `authorize`, and rings about nothing. */
export const REQUEST = 'issuing_authorization.request';
const RINGS = /^issuing_(?:authorization|transaction)\./;

/** The payment that Stripe rang about. Throws `invalid_signature` for what Stripe did not sign. */
export async function webhook(
  settings: Settings,
  request: RailRequest,
  context: WebhookContext,
): Promise<PaymentEvent | null> {
  const event = await signedEvent(settings, request, context);
  if (!event || event.type === REQUEST || !RINGS.test(event.type)) return null;
  const ask = createAsk(settings, context);
  const transaction = readTransaction(event.object);
  const card = transaction
    ? await cardNamed(ask, transaction.card)
    : readCard(objectIn(event.object.card) ?? {});
  const about = card && paymentOf(card.ours);
  if (!about) return null;
  const alarm = await alarmIn(ask, card, event);
  return { ...about, ...(alarm && { alarm }) };
}

/** The payment that a card was made for; null for somebody else's card. */
export function paymentOf({ tenant, cart, attempt, deployment }: Bearing): PaymentEvent | null {
  if (tenant === null || cart === null || attempt === null) return null;
  return { tenant, cart, attempt, ...(deployment !== null && { deployment }) };
}

/** A card that is only named; null when there is none. */
async function cardNamed(ask: Ask, id: string): Promise<Card | null> {
  const card = await retrieveCard(ask, id);
  if (!('reason' in card)) return card;
  if (isMissing(card)) return null;
  throw notNow('Stripe does not say now whose card this is.');
}
