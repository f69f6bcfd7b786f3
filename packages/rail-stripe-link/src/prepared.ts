import type { JsonObject, PaymentRef, Prepared, Purchase, RailContext } from '@railyard/core/rail';
import type Stripe from 'stripe';
import { misfit, type Returning, type Settings } from './options.ts';
import { emailOf, lineItemsOf, shippingOf } from './page.ts';
import { countOf, membersOf, textOf } from './wire/members.ts';
import { encodeOurs } from './wire/ours.ts';

/** What Stripe is asked for one attempt, whatever the options and the clock say later. */
export interface Terms {
  /** The connected account that is paid; null for the key's own. */
  readonly account: string | null;
  /** All that the page is made of. */
  readonly params: JsonObject;
}

// Stripe opens a page for at least 30 minutes and at most 24 hours by its own clock, whenever the call arrives.
const SHORTEST = 30 * 60;
const LONGEST = 24 * 3_600;
/** Seconds by which our clock may differ from Stripe's. */
const SKEW = 10 * 60;
// Stripe's bounds, in characters.
const LONGEST_URL = 5_000;
const LONGEST_REFERENCE = 200;

/** Fixes what Stripe will be asked. Throws `configuration` when `returnUrl` gives no address. */
export async function prepare(
  settings: Settings,
  purchase: Purchase,
  context: Pick<RailContext, 'attempt' | 'deployment' | 'tenant' | 'now'>,
): Promise<Prepared> {
  return { prepared: { account: settings.account, params: paramsOf(settings, purchase, context) } };
}

// Left out on purpose: payment_method_types, so that all that the account takes is offered, and ui_mode, whose words
// change with the version; its default is a page of Stripe's.
function paramsOf(
  settings: Settings,
  purchase: Purchase,
  context: Parameters<typeof prepare>[2],
): JsonObject {
  const { attempt, deployment, tenant } = context;
  const { cart, order } = purchase;
  const metadata = encodeOurs({ attempt, deployment, tenant, cart, order });
  const shipping = shippingOf(purchase.shipTo);
  const email = emailOf(purchase);
  const url = returnTo(settings, { attempt, tenant, cart, order });
  const seconds = Math.min(Math.max(settings.expiresIn, SHORTEST + SKEW), LONGEST - SKEW);
  const params = {
    mode: 'payment',
    line_items: lineItemsOf(purchase),
    adaptive_pricing: { enabled: false },
    ...(order.length <= LONGEST_REFERENCE && { client_reference_id: order }),
    ...(email !== null && { customer_email: email }),
    metadata,
    // The page does not lend its own to what is paid on it.
    payment_intent_data: { metadata, ...(shipping && { shipping }) },
    success_url: url,
    cancel_url: url,
    expires_at: Math.floor(context.now() / 1_000) + seconds,
  } satisfies Stripe.Checkout.SessionCreateParams;
  return params;
}

function returnTo({ returnUrl, mode }: Settings, payment: Returning): string {
  const url: unknown = returnUrl(payment);
  const good = mode === 'live' ? /^https:/ : /^https?:/;
  if (typeof url === 'string' && url.length <= LONGEST_URL && good.test(url) && URL.canParse(url)) return url;
  throw misfit(
    `was given no address by returnUrl that a buyer can come back to. Give an https address of at most ${LONGEST_URL} characters.`,
  );
}

/** The terms that were stored; null when none were. */
export function readTerms(prepared: JsonObject | null): Terms | null {
  const params = membersOf(prepared?.params);
  return params && { account: textOf(prepared?.account, /^acct_/), params };
}

/**
 * When the page of these terms ended, in seconds since 1970, be it known at Stripe or not: Stripe opens none that would
 * end so soon, so a call that is still on its way is refused. Null while it may not be over by Stripe's clock.
 */
export function endOf({ prepared }: Pick<PaymentRef, 'prepared'>, now: number): number | null {
  const end = countOf(readTerms(prepared)?.params.expires_at);
  return end !== null && now / 1_000 > end + SKEW ? end : null;
}
