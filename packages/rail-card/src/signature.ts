import { type CallContext, RailError, type RailRequest } from '@railyard/core/rail';
import Stripe from 'stripe';
import type { Settings } from './options.ts';
import { type Event, eventAt } from './wire/event.ts';
import { parsedObject } from './wire/members.ts';

/** Seconds between Stripe's clock when it signed, and ours. */
const TOLERANCE = 300;
// Each byte counts: one that is no UTF-8, or a mark at the beginning, is not passed over.
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The event of this account and mode that Stripe signed; null when it is none. Throws `invalid_signature` for what Stripe
 * did not sign.
 */
export async function signedEvent(
  { webhookSecrets, account }: Settings,
  { headers, body }: RailRequest,
  context: Pick<CallContext, 'mode' | 'now'>,
): Promise<Event | null> {
  const now = context.now();
  const { 'stripe-signature': signature = '' } = headers;
  const at = Number(/^t=(\d{1,12})(?:,v\d=[0-9a-f]+)+$/.exec(signature)?.[1]);
  // Stripe's own check lets through what is to come.
  const isInTime = at <= now / 1_000 + TOLERANCE;
  for (const secret of isInTime ? webhookSecrets : []) {
    const text = await signedWith(secret, signature, body, now);
    if (text !== null) return eventAt(parsedObject(text), { isLive: context.mode === 'live', account });
  }
  throw new RailError(
    'invalid_signature',
    'Stripe has not signed this with one of the webhookSecrets, or not within five minutes of now.',
  );
}

async function signedWith(
  secret: string,
  signature: string,
  body: Uint8Array,
  now: number,
): Promise<string | null> {
  try {
    const text = strict.decode(body);
    const verifier = Stripe.webhooks.signature;
    const subtle = Stripe.createSubtleCryptoProvider();
    return (await verifier?.verifyHeaderAsync(text, signature, secret, TOLERANCE, subtle, now)) ? text : null;
  } catch {
    return null; // it throws for whatever is not well signed
  }
}
