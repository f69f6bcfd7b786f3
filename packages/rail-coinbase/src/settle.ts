import type { RailContext, Settlement } from '@railyard/core/rail';
import { type Failed, isRefusal, isTurnedAway } from './client/answer.ts';
import { type Ask, createAsk } from './client/ask.ts';
import { findCheckout, NONE, openCheckout } from './client/checkouts.ts';
import type { Settings } from './options.ts';
import { outcomeOf, unknown } from './outcome.ts';
import { periodOf } from './status.ts';
import { readTerms, type Terms } from './terms.ts';
import { readCheckout } from './wire/checkout.ts';

/** Opens the page, and says how it stands. */
export async function settle(settings: Settings, context: RailContext): Promise<Settlement> {
  const terms = readTerms(context.prepared, settings.mode);
  if (!terms) return unknown({ reason: 'not_prepared' });
  const { key } = context;
  const ask = createAsk(settings.api, context);
  const answer = await openCheckout(ask, terms.body, key);
  if (answer.says === 'failed') return refused(ask, answer, terms, context);
  const opened = readCheckout(answer.body);
  if (!opened) return unknown({ reason: 'answer_unreadable' });
  if (opened.ours.key !== key) return unknown({ reason: 'another_attempt' });
  // Under its key Coinbase repeats how the page stood at first.
  const found = await findCheckout(ask, { key, reference: opened.id }, periodOf(context.now(), terms));
  return 'reason' in found ? unknown(found, opened.id) : outcomeOf(found, context.now());
}

/**
 * Coinbase's refusal of the first call has opened nothing, if nothing is there or nobody was let in. Of a later one it
 * says nothing.
 */
async function refused(ask: Ask, answer: Failed, terms: Terms, context: RailContext): Promise<Settlement> {
  const { key, first } = context;
  if (first && isTurnedAway(answer))
    return { state: 'declined', reason: 'not_authorized', code: answer.code, evidence: 'provider_state' };
  if (!first || !isRefusal(answer)) return unknown(answer);
  const found = await findCheckout(ask, { key, reference: null }, periodOf(context.now(), terms));
  if (!('reason' in found)) return outcomeOf(found, context.now());
  return found === NONE
    ? { state: 'declined', reason: 'page_refused', code: answer.code, evidence: 'same_key' }
    : unknown(answer);
}
