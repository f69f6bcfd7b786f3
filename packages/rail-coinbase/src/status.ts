import type { PaymentRef, RailContext, Settlement } from '@railyard/core/rail';
import { type Ask, createAsk } from './client/ask.ts';
import { type Found, findCheckout, type Period } from './client/checkouts.ts';
import { KEY_LIFETIME } from './manifest.ts';
import type { Settings } from './options.ts';
import { outcomeOf, unknown } from './outcome.ts';
import { readTerms, type Terms } from './terms.ts';

/** Milliseconds by which our clock and Coinbase's may differ. */
const SKEW = 600_000;

/** Where a payment stands at Coinbase. */
export async function status(
  settings: Settings,
  payment: PaymentRef,
  context: RailContext,
): Promise<Settlement> {
  const found = await checkoutOf(settings, payment, createAsk(settings.api, context));
  return 'reason' in found ? unknown(found) : outcomeOf(found, context.now());
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
export function periodOf(submittedAt: number, { about }: Pick<Terms, 'about'>): Period {
  return { from: submittedAt - SKEW, to: submittedAt + KEY_LIFETIME + SKEW, about };
}
