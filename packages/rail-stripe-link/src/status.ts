import type { PaymentRef, RailContext, RefundSeen, Settlement } from '@railyard/core/rail';
import { type Ask, createAsk } from './client/ask.ts';
import { listRefunds } from './client/refunds.ts';
import { findEnded, findSession } from './client/sessions.ts';
import type { Settings } from './options.ts';
import { endOf, readTerms } from './prepared.ts';
import { standingOf, unknown } from './standing.ts';
import type { StripeRefund } from './wire/refund.ts';
import type { Session } from './wire/session.ts';

/** The fact that names the session which a look has come to. */
const LOOKED_TO = 'stripe_looked_to';
/** Seconds. */
const SOON = 30;

/** Where a payment stands at Stripe. */
export async function status(
  settings: Settings,
  payment: PaymentRef,
  context: RailContext,
): Promise<Settlement> {
  const ask = askAbout(settings, payment, context);
  const end = payment.reference === null ? endOf(payment, context.now()) : null;
  if (end !== null) return ended(ask, payment, end, context);
  const found = await findSession(ask, payment, context.now());
  return 'reason' in found ? unknown(found, payment.reference) : withRefunds(ask, found, context);
}

/** What became of a page that is over and was never seen. A look goes on from where the one before had come to. */
async function ended(ask: Ask, payment: PaymentRef, end: number, context: RailContext): Promise<Settlement> {
  const found = await findEnded(ask, payment, end, payment.facts[LOOKED_TO]);
  if (!('reason' in found)) return withRefunds(ask, found, context);
  if (found.reason === 'not_found') return { state: 'expired' };
  if (!('after' in found)) return unknown(found);
  await context.remember({ [LOOKED_TO]: found.after });
  return unknown({ ...found, retryAfter: SOON });
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
