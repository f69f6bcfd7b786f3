import { type PaymentEvent, RailError } from '@railyard/core/rail';
import { isMissing } from './client/answer.ts';
import type { Ask } from './client/ask.ts';
import { retrieveAuthorization, spentWith } from './client/spending.ts';
import { keptOf, type Spent, TRIFLE } from './spent.ts';
import { readAuthorization } from './wire/authorization.ts';
import type { Card } from './wire/card.ts';
import type { Event } from './wire/event.ts';
import { readTransaction, type Transaction } from './wire/transaction.ts';

type Alarm = NonNullable<PaymentEvent['alarm']>;

/** What nobody would ask about any more once the order is paid. */
export async function alarmIn(ask: Ask, card: Card, { type, object }: Event): Promise<Alarm | null> {
  switch (type) {
    case 'issuing_transaction.created': {
      const transaction = readTransaction(object);
      return transaction && alarmAt(ask, card, transaction);
    }
    case 'issuing_authorization.updated':
      return alarmAfter(ask, card, object);
    default:
      return null;
  }
}

async function alarmAt(
  ask: Ask,
  card: Card,
  { id, kind, authorization }: Transaction,
): Promise<Alarm | null> {
  switch (kind) {
    case 'refund':
      return { word: 'merchant_refund', reference: id };
    case 'capture': {
      if (!(await isGranted(ask, authorization))) return { word: 'force_posted', reference: id };
      const { captured } = await spentNow(ask, card);
      return captured > (card.most ?? 0) ? { word: 'overcharged', reference: id } : null;
    }
    case 'other':
      return null;
  }
}

/** Money that is not held any more, unless it was only held to see whether the card works. */
async function alarmAfter(ask: Ask, card: Card, object: Event['object']): Promise<Alarm | null> {
  const authorization = readAuthorization(object);
  if (!authorization?.approved) return null;
  const { id, status, granted } = authorization;
  if (status !== 'reversed' && status !== 'expired') return null;
  const most = card.most ?? 0;
  if (granted <= TRIFLE && most > TRIFLE) return null;
  return keptOf(await spentNow(ask, card)) < most ? { word: `authorization_${status}`, reference: id } : null;
}

/** Whether money was authorized before it was taken. */
async function isGranted(ask: Ask, id: string | null): Promise<boolean> {
  if (id === null) return false;
  const authorization = await retrieveAuthorization(ask, id);
  if (!('reason' in authorization)) return authorization.approved;
  if (isMissing(authorization)) return false;
  throw notNow('Stripe does not say now whether this money was authorized.');
}

async function spentNow(ask: Ask, { id }: Card): Promise<Spent> {
  const spent = await spentWith(ask, [id]);
  if (spent) return spent;
  throw notNow('Stripe does not say now what this card has paid.');
}

export function notNow(message: string): RailError {
  return new RailError('upstream_unavailable', message, { retryAfter: 5 });
}
