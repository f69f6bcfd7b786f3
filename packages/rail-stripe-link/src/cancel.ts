import type { PaymentRef, RailContext, Settlement } from '@railyard/core/rail';
import { expireSession, findSession, retrieveSession } from './client/sessions.ts';
import type { Settings } from './options.ts';
import { unknown } from './standing.ts';
import { askAbout, withRefunds } from './status.ts';

/** Closes the page, so that nobody can begin to pay on it any more, and says what became of it. */
export async function cancel(
  settings: Settings,
  payment: PaymentRef,
  context: RailContext,
): Promise<Settlement> {
  const ask = askAbout(settings, payment, context);
  const found = await findSession(ask, payment, context.now());
  if ('reason' in found) return unknown(found, payment.reference);
  if (found.status !== 'open') return withRefunds(ask, found, context);
  // Whatever is answered: the person may have been faster, or the answer be lost.
  await expireSession(ask, found);
  const closed = await retrieveSession(ask, payment.attempt, found.id);
  if ('reason' in closed) return unknown(closed, found.id);
  const standing = await withRefunds(ask, closed, context);
  return standing.state === 'action_required' ? unknown({ reason: 'not_closed' }, found.id) : standing;
}
