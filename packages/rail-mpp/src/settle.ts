import type { Credential, RailContext, Settlement } from '@railyard/core/rail';
import { type Fault, isDecline, isTokenFault } from './client/answer.ts';
import { type Ask, createAsk } from './client/ask.ts';
import type { Intent } from './client/intent.ts';
import { closeIntent, createIntent, intentIn } from './client/intents.ts';
import { declineOf } from './declines.ts';
import type { Settings } from './options.ts';
import { outcomeOf, unknown } from './outcome.ts';
import { paramsFor, readTerms } from './prepared.ts';
import type { Presented } from './wire/credential.ts';

/** Charges the token, and says what became of it. */
export async function settle(
  settings: Settings,
  credential: Credential<Presented> | null,
  context: RailContext,
): Promise<Settlement> {
  if (!credential) return { state: 'declined', reason: 'payment_missing', evidence: 'not_sent' };
  const terms = readTerms(context.prepared);
  if (!terms) return unknown({ reason: 'not_prepared' });

  const { attempt, key } = context;
  const { account, version } = terms;
  const ask = createAsk(settings, context, account);
  const answer = await createIntent(ask, paramsFor(terms, credential.payload.spt), { key, version });
  // An answer that Stripe repeats is read like the first: the key is ours.
  const intent = intentIn(answer);
  if (answer.says === 'done') return decide(ask, intent, attempt);
  const { fault } = answer;
  if (fault && isDecline(fault)) return declined(ask, fault, intent, attempt);
  if (!fault || !isTokenFault(fault)) return unknown(answer);
  const { code } = fault;
  return {
    state: 'declined',
    reason: 'token_rejected',
    ...(code !== null && { code }),
    evidence: 'same_key',
  };
}

/** A decline leaves the intent without a way to pay; anything else that it shows counts more than the error. */
async function declined(ask: Ask, fault: Fault, intent: Intent | null, attempt: string): Promise<Settlement> {
  const isBare = fault.intent === null;
  if (isBare || (intent?.ours.attempt === attempt && intent.status === 'requires_payment_method')) {
    return { state: 'declined', ...declineOf(fault.declineCode ?? fault.code), evidence: 'same_key' };
  }
  return decide(ask, intent, attempt);
}

async function decide(ask: Ask, intent: Intent | null, attempt: string): Promise<Settlement> {
  if (!intent) return unknown({ reason: 'answer_unreadable' });
  if (intent.ours.attempt !== attempt) return unknown({ reason: 'another_attempt' });
  return outcomeOf(intent) ?? close(ask, intent);
}

/** No person is there to act: an intent that waits for one is closed, and only then declined. */
async function close(ask: Ask, { id }: Intent): Promise<Settlement> {
  const now = await closeIntent(ask, id, { cancellation_reason: 'abandoned' });
  if ('reason' in now) return unknown(now, id);
  return outcomeOf(now) ?? unknown({ reason: 'not_closed' }, id);
}
