import type { PaymentRef, RailContext, Settlement } from '@railyard/core/rail';
import { createAsk } from './client/ask.ts';
import { closeCheckout } from './client/checkouts.ts';
import type { Settings } from './options.ts';
import { outcomeOf, unknown } from './outcome.ts';
import { checkoutOf } from './status.ts';

/** Closes a page that is open, so that it never takes money. */
export async function cancel(
  settings: Settings,
  payment: PaymentRef,
  context: RailContext,
): Promise<Settlement> {
  const ask = createAsk(settings.api, context);
  const found = await checkoutOf(settings, payment, ask);
  if ('reason' in found) return unknown(found);
  const now = found.status === 'ACTIVE' ? await closeCheckout(ask, found.id) : found;
  return 'reason' in now ? unknown(now, found.id) : outcomeOf(now, context.now());
}
