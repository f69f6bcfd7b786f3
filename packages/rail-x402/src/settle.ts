import type { Credential, Facts, Purchase, RailContext, Settlement } from '@railyard/core/rail';
import type { Since } from './chain/inquiry.ts';
import { checkTerms } from './check.ts';
import type { Settings } from './options.ts';
import { unknown } from './outcome.ts';
import { type Submitted, settlementOf } from './settlement.ts';
import { requirementOf } from './terms.ts';
import { factsOfTracking } from './tracking.ts';
import { firstUse } from './unquoted.ts';
import type { Answer } from './wire/answer.ts';
import { type Payment, type Presented, readFacts } from './wire/payment.ts';

/** Submits a payment to the first facilitator that takes it, and says what became of it. */
export async function settle(
  settings: Settings,
  purchase: Purchase,
  credential: Credential<Presented> | null,
  context: RailContext,
): Promise<Settlement> {
  const asked = requirementOf(settings, purchase);
  const expected = credential && readFacts(credential.facts);
  if (!expected) return { state: 'declined', reason: 'payment_missing', evidence: 'not_sent' };
  const fault = checkTerms(credential.payload, asked);
  if (fault) return { state: 'declined', reason: fault.refused, evidence: 'not_sent' };

  const sender = await settings.facilitators.pick(context);
  if (!sender) return unknown('no_facilitator');
  const since: Since | Settlement =
    purchase.quotedAt === null ? await firstUse(settings, expected, context) : { time: purchase.quotedAt };
  if ('state' in since) return since;

  const payment: Payment = { x402Version: 2, accepted: asked, payload: credential.payload.payload };
  const answer = await sender.submit(payment, asked, context);
  const submitted: Submitted = { answer, answeredAt: context.now(), expected, since, sender };
  await keep(submitted, context);
  return settlementOf(settings, submitted, context);
}

/** Stores what only this answer says: a later look needs it. */
async function keep({ answer, expected, sender }: Submitted, context: RailContext): Promise<void> {
  const facts: Facts = {
    ...factsOfTracking(sender, answer),
    ...(expected.signer === 'contract' && factsOfName(answer)),
  };
  if (Object.keys(facts).length === 0) return;
  // The answer counts also if the store fails just now.
  await context.remember(facts).catch(() => {});
}

function factsOfName(answer: Answer): Facts {
  return answer.says === 'refused' || answer.transaction === null ? {} : { transaction: answer.transaction };
}
