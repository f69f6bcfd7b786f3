import { type PaymentEvent, RailError, type RailRequest, type WebhookContext } from '@railyard/core/rail';
import { createAsk } from './client/ask.ts';
import { retrieveIntent } from './client/intents.ts';
import type { Settings } from './options.ts';
import { signedText } from './signature.ts';
import { type Event, readEvent } from './wire/event.ts';
import { idOf, membersOf, readJson, textOf } from './wire/members.ts';
import { type Ours, readOurs } from './wire/ours.ts';

/** Events of what a payment of ours can be part of. */
const KINDS = /^(?:checkout\.session|payment_intent|refund|charge\.(?:refunded|refund|dispute))(?:\.|$)/;

/** The payment that Stripe rang about. Throws `invalid_signature` for what Stripe did not sign. */
export async function webhook(
  settings: Settings,
  { headers, body }: RailRequest,
  context: WebhookContext,
): Promise<PaymentEvent | null> {
  const signed = { signature: headers['stripe-signature'], body };
  const text = await signedText(settings.webhookSecrets, signed, context.now());
  if (text === null)
    throw new RailError(
      'invalid_signature',
      'Stripe has not signed this with one of the webhookSecrets, or not within five minutes of now.',
    );
  const event = readEvent(readJson(text));
  // What happens to another mode's money, or on another account, is nothing to this rail.
  const isOurs = event?.isLive === (context.mode === 'live') && event.account === settings.account;
  if (!event || !isOurs || !KINDS.test(event.type)) return null;
  const about = eventOf(readOurs(event.object)) ?? (await eventOfIntent(settings, event, context));
  const alarm = alarmIn(event);
  return about && { ...about, ...(alarm && { alarm }) };
}

function eventOf({ tenant, cart, attempt, deployment }: Ours): PaymentEvent | null {
  if (tenant === null || cart === null || attempt === null) return null;
  return { tenant, cart, attempt, ...(deployment !== null && { deployment }) };
}

/** A dispute, or a refund that was made by hand, bears nothing of ours; its intent does. */
async function eventOfIntent(
  settings: Settings,
  { object: { object: kind, payment_intent: named = null } }: Event,
  context: WebhookContext,
): Promise<PaymentEvent | null> {
  const id = idOf(membersOf(named)?.id ?? named, 'pi');
  if (id === null || kind === 'checkout.session') return null;
  const intent = await retrieveIntent(createAsk({ settings, context, account: settings.account }), id);
  if (intent !== 'unseen') return intent && eventOf(intent.ours);
  throw new RailError('upstream_unavailable', 'Stripe does not say now whose payment this is.', {
    retryAfter: 5,
  });
}

/** What nobody would ask about any more: a dispute, a refund that was made by hand, and one that failed. */
function alarmIn({ type, object }: Event): PaymentEvent['alarm'] | null {
  const reference = textOf(object.id, /^\w{1,255}$/);
  if (reference === null) return null;
  const [, dispute] = /^charge\.dispute\.(\w+)$/.exec(type) ?? [];
  if (dispute !== undefined) return { word: `dispute_${dispute}`, reference };
  if (type === 'refund.failed') return { word: 'refund_failed', reference };
  const isByHand = type === 'refund.created' && readOurs(object).refund === null;
  return isByHand ? { word: 'refunded_elsewhere', reference } : null;
}
