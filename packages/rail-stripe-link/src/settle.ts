import type { RailContext, Settlement } from '@railyard/core/rail';
import type { Failed } from './client/answer.ts';
import { createAsk } from './client/ask.ts';
import { openSession, retrieveSession } from './client/sessions.ts';
import type { Settings } from './options.ts';
import { readTerms } from './prepared.ts';
import { standingOf, unknown } from './standing.ts';
import { readSession } from './wire/session.ts';

/** Opens the page where a person pays, or finds the one that was opened under this key. */
export async function settle(settings: Settings, context: RailContext): Promise<Settlement> {
  const terms = readTerms(context.prepared);
  if (!terms) return unknown({ reason: 'not_prepared' });
  const ask = createAsk({ settings, context, account: terms.account });
  const answer = await openSession(ask, terms.params, context.key);
  if ('reason' in answer) return refused(answer, context);
  const opened = readSession(answer.body);
  if (!opened) return unknown({ reason: 'answer_unreadable' });
  if (opened.ours.attempt !== context.attempt) return unknown({ reason: 'another_attempt' });
  if (context.first && !answer.isReplay) return standingOf(opened, context);
  // What Stripe repeats is the page as it was when it was new.
  const now = await retrieveSession(ask, context.attempt, opened.id);
  return 'reason' in now ? unknown(now, opened.id) : standingOf(now, context);
}

/**
 * A call that makes no sense to Stripe opened nothing, nor did one that may not be made; of an earlier one under the
 * same key that tells nothing.
 */
function refused(answer: Failed, { first }: RailContext): Settlement {
  const { fault, reason } = answer;
  // Whatever stands before Stripe answers 401 and 403, too.
  if (fault?.type !== 'invalid_request_error') return unknown(answer);
  const { status, code, isReplay } = fault;
  const named = code !== null && { code };
  if (status === 400 && (first || isReplay))
    return { state: 'declined', reason: 'page_refused', ...named, evidence: 'same_key' };
  if (reason === 'not_authorized' && first)
    return { state: 'declined', reason, ...named, evidence: 'provider_state' };
  return unknown(answer);
}
