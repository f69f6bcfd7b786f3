import type { JsonObject, PaymentRef } from '@railyard/core/rail';
import type Stripe from 'stripe';
import { isMembers } from '../wire/members.ts';
import type { Answer, Failed } from './answer.ts';
import type { Ask } from './ask.ts';
import { idIn } from './fields.ts';
import { type Intent, readIntent } from './intent.ts';

/** An intent that was looked for, or why nobody can tell. */
export type Found = Intent | Pick<Failed, 'reason' | 'retryAfter'>;

/** Makes an intent and confirms it with a token. */
export function createIntent(
  ask: Ask,
  params: JsonObject,
  { key, version }: { readonly key: string; readonly version: string },
): Promise<Answer> {
  // The general version has no types for tokens.
  const typed = params as unknown as Stripe.PaymentIntentCreateParams;
  return ask((stripe, options) =>
    stripe.paymentIntents.create(typed, { ...options, idempotencyKey: key, apiVersion: version }),
  );
}

/**
 * The intent of an attempt, by its reference or else by the attempt's id. Search is behind at times, so it names the
 * intent and does not tell how that stands.
 */
export async function findIntent(ask: Ask, { attempt, reference }: PaymentRef): Promise<Found> {
  if (reference !== null) return ownIntent(ask, attempt, reference);
  const query = `metadata['railyard_attempt']:'${attempt.replaceAll(/[\\']/g, '\\$&')}'`;
  const answer = await ask((stripe, options) => stripe.paymentIntents.search({ query, limit: 10 }, options));
  if (answer.says === 'failed') return answer;
  const named = namedIn(answer.body);
  if (named === null) return { reason: 'answer_unreadable' };
  const [first] = named.toSorted((one, other) => rankOf(one) - rankOf(other));
  return first ? ownIntent(ask, attempt, first.id) : { reason: 'not_found' };
}

async function ownIntent(ask: Ask, attempt: string, id: string): Promise<Found> {
  const found = await retrieve(ask, id);
  return 'reason' in found || found.ours.attempt === attempt ? found : { reason: 'another_attempt' };
}

async function retrieve(ask: Ask, id: string): Promise<Found> {
  const answer = await ask((stripe, options) => stripe.paymentIntents.retrieve(id, {}, options));
  if (answer.says === 'failed') return answer.fault?.status === 404 ? { reason: 'not_found' } : answer;
  return readIntent(answer.body) ?? { reason: 'answer_unreadable' };
}

/** An attempt has one intent. Should it have two, the one with the money counts. */
function rankOf({ status }: Intent): number {
  return ['succeeded', 'processing', 'requires_capture', 'other'].indexOf(status) + 1 || 9;
}

function namedIn({ object, data }: JsonObject): readonly Intent[] | null {
  if (object !== 'search_result' || !Array.isArray(data)) return null;
  return data.flatMap((one: unknown) => (isMembers(one) ? (readIntent(one) ?? []) : []));
}

/** Cancels an intent, so that it takes no money any more; resolves with how it stands then. */
export async function closeIntent(
  ask: Ask,
  id: string,
  params: Stripe.PaymentIntentCancelParams = {},
): Promise<Found> {
  const answer = await ask((stripe, options) => stripe.paymentIntents.cancel(id, params, options));
  const closed = answer.says === 'done' ? readIntent(answer.body) : null;
  // What is paid or closed already cannot be cancelled.
  return closed?.id === id && closed.status === 'canceled' ? closed : retrieve(ask, id);
}

/** The intent that an answer shows, or null. */
export function intentIn(answer: Answer): Intent | null {
  return readIntent(answer.says === 'done' ? answer.body : (answer.fault?.intent ?? null));
}

/** The intent that a charge, a dispute or a refund belongs to, or null. */
export function intentOf(value: JsonObject): string | null {
  const { payment_intent: intent } = value;
  return idIn(isMembers(intent) ? intent : { id: intent ?? null }, 'pi');
}
