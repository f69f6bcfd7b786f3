import {
  type JsonObject,
  type PaymentEvent,
  RailError,
  type RailRequest,
  type WebhookContext,
} from '@railyard/core/rail';
import Stripe from 'stripe';
import { createAsk } from './client/ask.ts';
import { membersIn, textIn } from './client/fields.ts';
import { readIntent, readOurs } from './client/intent.ts';
import { intentOf } from './client/intents.ts';
import type { Settings } from './options.ts';
import { readJson } from './wire/members.ts';

/** Events of what a payment of ours can be part of. */
const KINDS = /^(?:payment_intent|refund|charge\.(?:refunded|refund|dispute))\b/;

/** The payment that Stripe rang about. Throws `invalid_signature` for what Stripe did not sign. */
export async function webhook(
  settings: Settings,
  { headers, body }: RailRequest,
  context: WebhookContext,
): Promise<PaymentEvent | null> {
  const signature = headers['stripe-signature'];
  if (!(await isSigned(settings.webhookSecrets, signature, body, context.now()))) throw forged();
  const event = readJson(new TextDecoder().decode(body));
  if (event?.object !== 'event' || event.livemode !== (context.mode === 'live')) return null;
  const object = membersIn(membersIn(event, 'data'), 'object');
  const type = textIn(event, 'type') ?? '';
  if (!object || !KINDS.test(type)) return null;
  const about =
    eventOf(object) ??
    (await eventOfIntent(settings, { object, account: textIn(event, 'account') }, context));
  const alarm = alarmIn(type, object);
  return about && { ...about, ...(alarm && { alarm }) };
}

/** What nobody would ask about any more: a dispute, a refund by hand, and one that failed, be it after it was done. */
function alarmIn(type: string, object: JsonObject): PaymentEvent['alarm'] | null {
  const reference = textIn(object, 'id');
  if (reference === null) return null;
  const [, dispute] = /^charge\.dispute\.(\w+)$/.exec(type) ?? [];
  if (dispute !== undefined) return { word: `dispute_${dispute}`, reference };
  if (type === 'refund.failed') return { word: 'refund_failed', reference };
  const isOthers =
    object.object === 'refund' && textIn(membersIn(object, 'metadata'), 'railyard_refund') === null;
  return isOthers && type === 'refund.created' ? { word: 'refunded_elsewhere', reference } : null;
}

/** With two secrets, while one takes the place of the other, either counts. */
async function isSigned(
  secrets: readonly string[],
  signature: unknown,
  body: Uint8Array,
  now: number,
): Promise<boolean> {
  const { signature: signatures } = Stripe.webhooks;
  if (typeof signature !== 'string' || !signatures) return false;
  const subtle = Stripe.createSubtleCryptoProvider();
  for (const secret of secrets) {
    // It throws for whatever is not well signed, in more ways than one.
    const isGood = await signatures
      .verifyHeaderAsync(body, signature, secret, Stripe.webhooks.DEFAULT_TOLERANCE, subtle, now)
      .catch(() => false);
    if (isGood) return true;
  }
  return false;
}

function eventOf(object: JsonObject): PaymentEvent | null {
  const { tenant, cart, attempt, deployment } = readOurs(object);
  if (tenant === null || cart === null || attempt === null) return null;
  return { tenant, cart, attempt, ...(deployment !== null && { deployment }) };
}

/** A dispute, or a refund that was made by hand, bears nothing of ours; its intent does. */
async function eventOfIntent(
  settings: Settings,
  { object, account }: { readonly object: JsonObject; readonly account: string | null },
  context: WebhookContext,
): Promise<PaymentEvent | null> {
  const id = object.object === 'payment_intent' ? null : intentOf(object);
  if (id === null) return null;
  // Of a connected account Stripe says so: it may be another one than today's.
  const ask = createAsk(settings, context, account ?? settings.connect.account ?? null);
  const answer = await ask((stripe, options) => stripe.paymentIntents.retrieve(id, {}, options));
  if (answer.says === 'done' && readIntent(answer.body)) return eventOf(answer.body);
  if (answer.says === 'failed' && answer.fault?.status === 404) return null;
  throw new RailError('upstream_unavailable', 'Stripe cannot be asked now whose payment this is.', {
    retryAfter: 5,
  });
}

function forged(): RailError {
  return new RailError(
    'invalid_signature',
    'Stripe has not signed this with one of the webhookSecrets, or not in the last five minutes.',
  );
}
