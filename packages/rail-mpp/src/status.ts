import type { PaymentRef, RailContext, RefundSeen, Settlement } from '@railyard/core/rail';
import { type Ask, createAsk } from './client/ask.ts';
import type { Intent } from './client/intent.ts';
import { findIntent } from './client/intents.ts';
import { listRefunds, type StripeRefund } from './client/refund.ts';
import type { Settings } from './options.ts';
import { outcomeOf, unknown } from './outcome.ts';
import { readTerms } from './prepared.ts';

/** Where a payment stands at Stripe. */
export async function status(
  settings: Settings,
  payment: PaymentRef,
  context: RailContext,
): Promise<Settlement> {
  const ask = askAbout(settings, payment, context);
  const found = await findIntent(ask, payment);
  return 'reason' in found ? unknown(found) : standingOf(ask, found);
}

/** Asks the account that the payment was made on. */
export function askAbout(settings: Settings, { prepared }: PaymentRef, context: RailContext): Ask {
  return createAsk(settings, context, readTerms(prepared)?.account ?? null);
}

/** How an intent stands, with its refunds. */
export async function standingOf(ask: Ask, intent: Intent): Promise<Settlement> {
  // One that waits for a person is closed when `settle` is repeated: this only looks.
  const outcome = outcomeOf(intent) ?? unknown({ reason: 'not_finished' }, intent.id);
  if (outcome.state !== 'paid') return outcome;
  const refunds = await listRefunds(ask, intent.id);
  return refunds === null ? outcome : { ...outcome, refunds: refunds.flatMap(seen) };
}

function seen({ id: reference, ours: id, amount, state }: StripeRefund): readonly RefundSeen[] {
  return id === null ? [] : [{ id, amount, state, reference }];
}
