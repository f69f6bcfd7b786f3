import type { PaymentRef, RailContext, Settlement } from '@railyard/core/rail';
import { type Ask, createAsk } from './client/ask.ts';
import { type Found, findCheckout, NONE, type Period } from './client/checkouts.ts';
import { KEY_LIFETIME } from './manifest.ts';
import type { Settings } from './options.ts';
import { outcomeOf, unknown } from './outcome.ts';
import { endOf, readTerms, type Terms } from './terms.ts';

/** Milliseconds by which our clock and Coinbase's may differ. */
const SKEW = 600_000;

/** Where a payment stands at Coinbase. */
export async function status(
  settings: Settings,
  payment: PaymentRef,
  context: RailContext,
): Promise<Settlement> {
  const ask = createAsk(settings.api, context);
  const found = await checkoutOf(settings, payment, ask);
  if (!('reason' in found)) return outcomeOf(found, context.now());
  const terms = readTerms(payment.prepared, settings.mode);
  return found === NONE && terms && isOver(terms, context.now())
    ? ended(payment, terms, ask, context)
    : unknown(found);
}

/**
 * What became of a page that was not found, and whose time is over. Coinbase opens none for a time that has passed: when
 * there is none whatever its description, there never will be.
 */
async function ended(payment: PaymentRef, terms: Terms, ask: Ask, context: RailContext): Promise<Settlement> {
  const period = { ...periodOf(payment.submittedAt, terms), about: null };
  const found = await findCheckout(ask, payment, period);
  if (!('reason' in found)) return outcomeOf(found, context.now());
  return found === NONE ? { state: 'expired' } : unknown(found);
}

function isOver(terms: Terms, now: number): boolean {
  const end = endOf(terms);
  return end !== null && now > end + SKEW;
}

/** The checkout of a payment. */
export async function checkoutOf(
  { mode }: Pick<Settings, 'mode'>,
  payment: PaymentRef,
  ask: Ask,
): Promise<Found> {
  const terms = readTerms(payment.prepared, mode);
  if (!terms) return { reason: 'not_prepared' };
  return findCheckout(ask, payment, periodOf(payment.submittedAt, terms));
}

/** When a checkout can have been opened that was first asked for at this time. */
export function periodOf(submittedAt: number, terms: Terms): Period {
  const last = Math.min(submittedAt + KEY_LIFETIME, endOf(terms) ?? Number.POSITIVE_INFINITY);
  return { from: submittedAt - SKEW, to: Math.max(last, submittedAt) + SKEW, about: terms.about };
}
