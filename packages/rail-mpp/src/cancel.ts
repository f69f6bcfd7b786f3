import type { PaymentRef, RailContext, Settlement } from '@railyard/core/rail';
import { closeIntent, findIntent } from './client/intents.ts';
import type { Settings } from './options.ts';
import { unknown } from './outcome.ts';
import { askAbout, standingOf } from './status.ts';

/** Closes a payment that is not complete, so that it never takes money. */
export async function cancel(
  settings: Settings,
  payment: PaymentRef,
  context: RailContext,
): Promise<Settlement> {
  const ask = askAbout(settings, payment, context);
  const found = await findIntent(ask, payment);
  if ('reason' in found) return unknown(found);
  const { id, status } = found;
  const now = status === 'succeeded' || status === 'canceled' ? found : await closeIntent(ask, id);
  if ('reason' in now) return unknown(now, id);
  return now.status === 'canceled' ? { state: 'cancelled' } : standingOf(ask, now);
}
