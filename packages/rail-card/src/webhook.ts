import { type PaymentEvent, RailError, type RailRequest, type WebhookContext } from '@railyard/core/rail';
import type { Failure } from './client/answer.ts';
import { createAsk } from './client/ask.ts';
import { retrieveCard } from './client/cards.ts';
import { retrieveAuthorization } from './client/spending.ts';
import type { Settings } from './options.ts';
import { signedEvent } from './signature.ts';
import type { Bearing } from './wire/bearing.ts';
import { readCard } from './wire/card.ts';
import { objectIn } from './wire/members.ts';
import { readTransaction, type Transaction } from './wire/transaction.ts';

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
  const transaction = readTransaction(event.object);
  const ours = transaction
    ? await bearingOn(settings, transaction.card, context)
    : readCard(objectIn(event.object.card) ?? {})?.ours;
  const about = ours && paymentOf(ours);
  if (!about || !transaction) return about ?? null;
  const isNew = event.type === 'issuing_transaction.created';
  const alarm = isNew ? await alarmOf(settings, transaction, context) : null;
  return { ...about, ...(alarm && { alarm }) };
}

/** The payment that a card was made for; null for somebody else's card. */
export function paymentOf({ tenant, cart, attempt, deployment }: Bearing): PaymentEvent | null {
  if (tenant === null || cart === null || attempt === null) return null;
  return { tenant, cart, attempt, ...(deployment !== null && { deployment }) };
}

/** What a card bears that is only named. */
async function bearingOn(settings: Settings, id: string, context: WebhookContext): Promise<Bearing | null> {
  const card = await retrieveCard(createAsk(settings, context), id);
  if (!('reason' in card)) return card.ours;
  if (isMissing(card)) return null;
  throw notNow('Stripe does not say now whose card this is.');
}

/** What nobody would ask about any more once the order is paid. */
async function alarmOf(
  settings: Settings,
  { id, kind, authorization }: Transaction,
  context: WebhookContext,
): Promise<PaymentEvent['alarm'] | null> {
  switch (kind) {
    case 'refund':
      return { word: 'merchant_refund', reference: id };
    case 'capture':
      return (await isGranted(settings, authorization, context))
        ? null
        : { word: 'force_posted', reference: id };
    case 'other':
      return null;
  }
}

/** Whether money was authorized before it was taken. */
async function isGranted(settings: Settings, id: string | null, context: WebhookContext): Promise<boolean> {
  if (id === null) return false;
  const authorization = await retrieveAuthorization(createAsk(settings, context), id);
  if (!('reason' in authorization)) return authorization.approved;
  if (isMissing(authorization)) return false;
  throw notNow('Stripe does not say now whether this money was authorized.');
}

function isMissing({ fault }: Failure): boolean {
  return fault?.status === 404;
}

function notNow(message: string): RailError {
  return new RailError('upstream_unavailable', message, { retryAfter: 5 });
}
