import { type PaymentEvent, RailError, type RailRequest, type WebhookContext } from '@railyard/core/rail';
import type { Settings } from './options.ts';
import { type Checkout, readCheckout } from './wire/checkout.ts';
import { readJson, textIn } from './wire/members.ts';
import { readSignature, type Signature } from './wire/signature.ts';

/** Milliseconds that a signature is good for, before and after its time. */
const TOLERANCE = 300_000;

const HMAC = { name: 'HMAC', hash: 'SHA-256' } as const;
const utf8 = new TextEncoder();

/** The payment that Coinbase rang about. Throws `invalid_signature` for what Coinbase did not sign. */
export async function webhook(
  { webhookSecrets }: Pick<Settings, 'webhookSecrets'>,
  { headers, body }: RailRequest,
  context: Pick<WebhookContext, 'now'>,
): Promise<PaymentEvent | null> {
  const signature = readSignature(headers['x-hook0-signature'] ?? '', headers);
  if (!signature || Math.abs(context.now() - signature.time * 1_000) > TOLERANCE) throw forged();
  if (!(await isSigned(webhookSecrets, signature, body))) throw forged();
  const event = readJson(new TextDecoder().decode(body));
  const type = textIn(event, 'eventType');
  // The event is the checkout itself, as it stood then.
  const checkout = event && readCheckout(event);
  return checkout && type?.startsWith('checkout.') ? eventOf(checkout, type) : null;
}

/** With two secrets, while one takes the place of the other, either counts. */
async function isSigned(
  secrets: readonly string[],
  { prefix, mac }: Signature,
  body: Uint8Array,
): Promise<boolean> {
  const signed = Uint8Array.from([...utf8.encode(prefix), ...body]);
  for (const secret of secrets) {
    const key = await crypto.subtle.importKey('raw', utf8.encode(secret), HMAC, false, ['verify']);
    if (await crypto.subtle.verify('HMAC', key, mac, signed)) return true;
  }
  return false;
}

function eventOf({ ours, ...checkout }: Checkout, type: string): PaymentEvent | null {
  const { tenant, cart, attempt, deployment } = ours;
  if (tenant === null || cart === null || attempt === null) return null;
  const alarm = alarmIn(type, checkout);
  return {
    tenant,
    cart,
    attempt,
    ...(deployment !== null && { deployment }),
    ...(alarm && { alarm }),
  };
}

/** What nobody would ask about any more: a refund by hand, and one that failed. */
function alarmIn(
  type: string,
  { id, refunds }: Pick<Checkout, 'id' | 'refunds'>,
): PaymentEvent['alarm'] | null {
  if (type === 'checkout.refund.failed') {
    const failed = refunds?.findLast(({ state }) => state === 'failed');
    return { word: 'refund_failed', reference: failed?.id ?? id };
  }
  if (type !== 'checkout.refund.success') return null;
  const byHand = refunds?.findLast(({ state, ours }) => state === 'refunded' && ours === null);
  return byHand ? { word: 'refunded_elsewhere', reference: byHand.id } : null;
}

function forged(): RailError {
  return new RailError(
    'invalid_signature',
    'Coinbase has not signed this with one of the webhookSecrets, or not in the last five minutes.',
  );
}
