import type { Sandbox } from '@railyard/sandbox';
import Stripe from 'stripe';
import type { Payment } from './payment.ts';

/** All that Stripe knows of these carts. */
export interface StripeLedger {
  readonly payments: readonly Payment[];
  /** Ids of intents that a bank or a payer has still to answer for. */
  readonly waiting: readonly string[];
}

const MOST = 1_000;

/** Reads what has happened since, in seconds. */
export async function readStripe(
  { stripe }: Sandbox,
  carts: ReadonlySet<string>,
  since: number,
): Promise<StripeLedger> {
  const { hostname: host, port } = new URL(stripe.url);
  const client = new Stripe(stripe.secretKey, { host, port, protocol: 'http', telemetry: false });
  const page = { limit: 100, created: { gte: since } };
  const [intents, refunds, sessions] = await Promise.all([
    client.paymentIntents.list(page).autoPagingToArray({ limit: MOST }),
    client.refunds.list(page).autoPagingToArray({ limit: MOST }),
    client.checkout.sessions.list(page).autoPagingToArray({ limit: MOST }),
  ]);
  // What names no cart would be nobody's otherwise.
  const own = intents.filter(
    ({ metadata: { railyard_cart: cart } }) => cart === undefined || carts.has(cart),
  );
  const pageOf = new Map(sessions.map(({ id, payment_intent: intent }) => [intent, id]));
  return {
    waiting: own.filter(({ status }) => WAITING.has(status)).map(({ id }) => id),
    payments: own
      .filter(({ amount_received }) => amount_received > 0)
      .map((intent) => paymentOf(intent, pageOf.get(intent.id) ?? null, refunds)),
  };
}

const WAITING: ReadonlySet<string> = new Set(['processing', 'requires_action']);
const LOST: ReadonlySet<string | null> = new Set(['failed', 'canceled']);

function paymentOf(
  { id, amount_received, metadata }: Stripe.PaymentIntent,
  page: string | null,
  refunds: readonly Stripe.Refund[],
): Payment {
  const back = refunds.filter(({ payment_intent, status }) => payment_intent === id && !LOST.has(status));
  return {
    rail: page === null ? 'stripe-mpp' : 'stripe-checkout',
    reference: page ?? id,
    credential: null,
    cart: metadata.railyard_cart ?? null,
    order: metadata.railyard_order ?? null,
    taken: amount_received,
    back: back.reduce((sum, { amount }) => sum + amount, 0),
  };
}
