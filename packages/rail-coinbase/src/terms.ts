import type { JsonObject, Mode, Purchase, RailContext } from '@railyard/core/rail';
import type { Settings } from './options.ts';
import { asMembers, timeIn } from './wire/members.ts';
import { encodeUsdc, USDC } from './wire/money.ts';
import { encodeOurs } from './wire/ours.ts';
import { plainText } from './wire/text.ts';

/** What Coinbase is asked for one attempt, whatever the options say later. */
export interface Terms extends JsonObject {
  /** The mode that it is asked in. */
  readonly mode: Mode;
  /** The text by which the checkout can be searched; null when there is none. */
  readonly about: string | null;
  /** All that the checkout is made of. */
  readonly body: JsonObject;
}

/** Coinbase's bound for a description. */
const LONGEST_DESCRIPTION = 500;
/** What a search for a part of a text cannot take for anything else. */
const SEARCHABLE = /^[\w-]{8,100}$/;

/** Fixes what Coinbase is asked. A dollar is asked for as one USDC. */
export function termsOf(
  { mode, expiresIn }: Pick<Settings, 'mode' | 'expiresIn'>,
  purchase: Purchase,
  context: Pick<RailContext, 'attempt' | 'deployment' | 'key' | 'tenant' | 'now'>,
  returnUrl: string,
): Terms {
  const { attempt, deployment, key, tenant } = context;
  const { cart, order } = purchase;
  return {
    mode,
    about: SEARCHABLE.test(order) ? order : null,
    body: {
      amount: encodeUsdc(purchase.total),
      currency: USDC,
      network: 'base',
      description: descriptionOf(purchase),
      expiresAt: new Date(context.now() + expiresIn * 1_000).toISOString(),
      metadata: encodeOurs({ key, attempt, deployment, tenant, cart, order }),
      successRedirectUrl: returnUrl,
      failRedirectUrl: returnUrl,
    },
  };
}

/** What the buyer reads on the page: the order, which a search can find, and the things in it. */
function descriptionOf({ order, lines }: Purchase): string {
  const things = lines.map(({ quantity, title }) => `${quantity} × ${title}`).join(', ');
  return plainText(things === '' ? `Order ${order}` : `Order ${order}: ${things}`, LONGEST_DESCRIPTION);
}

/** When the page of these terms ends, in milliseconds since 1970; null when they do not say. */
export function endOf({ body }: Pick<Terms, 'body'>): number | null {
  return timeIn(body, 'expiresAt');
}

/** The terms that were stored for this mode; null when none were. */
export function readTerms(prepared: JsonObject | null, mode: Mode): Terms | null {
  const { about, body: stored, mode: asked } = prepared ?? {};
  const body = asMembers(stored);
  if (asked !== mode || !body) return null;
  return { mode, about: typeof about === 'string' ? about : null, body };
}
