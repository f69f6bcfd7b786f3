import type { PaymentRef, RailContext, RefundSeen, Settlement } from '@railyard/core/rail';
import { type Ask, createAsk } from './client/ask.ts';
import { listRefunds } from './client/refunds.ts';
import { findSession } from './client/sessions.ts';
import type { Settings } from './options.ts';
import { isOver, readTerms } from './prepared.ts';
import { standingOf, unknown } from './standing.ts';
import type { StripeRefund } from './wire/refund.ts';
import type { Session } from './wire/session.ts';

/** Where a payment stands at Stripe. */
export async function status(
  settings: Settings,
  payment: PaymentRef,
  context: RailContext,
): Promise<Settlement> {
  const ask = askAbout(settings, payment, context);
  const found = await findSession(ask, payment, context.now());
  if (!('reason' in found)) return withRefunds(ask, found, context);
  const isNone = found.reason === 'not_found' && payment.reference === null;
  return isNone && isOver(payment, context.now()) ? { state: 'expired' } : unknown(found, payment.reference);
}

/** Asks the account that the payment was made on. */
export function askAbout(settings: Settings, { prepared }: PaymentRef, context: RailContext): Ask {
  return createAsk({ settings, context, account: readTerms(prepared)?.account ?? null });
}

/** How a session stands, with the refunds of what was paid. */
export async function withRefunds(ask: Ask, session: Session, context: RailContext): Promise<Settlement> {
  const standing = standingOf(session, context);
  if (standing.state !== 'paid' || session.intentId === null) return standing;
  const refunds = await listRefunds(ask, session.intentId);
  return refunds ? { ...standing, refunds: refunds.flatMap(seenOf) } : standing;
}

function seenOf({ ours: id, id: reference, amount, state }: StripeRefund): readonly RefundSeen[] {
  return id === null ? [] : [{ id, amount, state, reference }];
}
