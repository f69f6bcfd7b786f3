import type { RailContext, Settlement } from '@railyard/core/rail';
import type { ChainReader } from './chain/reader.ts';
import { inquiryOf } from './chain/standing.ts';
import { type Answered, isFresh, watch } from './chain/watch.ts';
import type { Settings } from './options.ts';
import { ended, outcomeOf, paid, pending, type Undecided } from './outcome.ts';
import type { Answer } from './wire/answer.ts';
import type { Block } from './wire/node.ts';
import type { Expected } from './wire/payment.ts';

/** A payment that a facilitator has answered about. */
export interface Submitted extends Answered {
  readonly expected: Expected;
  /** When the terms that were paid came to be, in milliseconds since 1970. */
  readonly quotedAt: number;
}

/** What became of a submitted payment. The facilitator's answer is a hint; the chain decides, if there is one. */
export async function settlementOf(
  settings: Settings,
  submitted: Submitted,
  context: RailContext,
): Promise<Settlement> {
  const { chain } = settings;
  if (!chain) return byWord(submitted, context);

  const { answer, expected, quotedAt: since } = submitted;
  const claimed = answer.says === 'refused' ? null : answer.transaction;
  const inquiry = inquiryOf(settings, chain, { expected, since, claimed }, context);
  const outcome = outcomeOf(await watch(inquiry, submitted, settings.chainPatience), expected);
  return 'state' in outcome ? outcome : undecided(chain, outcome, submitted, context);
}

/** Without a chain to ask, the facilitator's word has to do. */
function byWord({ answer, expected }: Submitted, { first }: RailContext): Settlement {
  switch (answer.says) {
    case 'settled':
      return answer.transaction === null
        ? unknown('no_transaction', null)
        : paid(expected, answer.transaction);
    case 'refused':
      return first ? declined(answer) : unknown(answer.code, null);
    case 'unclear':
      return unknown(answer.code, answer.transaction);
  }
}

async function undecided(
  chain: ChainReader,
  standing: Undecided,
  submitted: Submitted,
  context: RailContext,
): Promise<Settlement> {
  const { answer, expected } = submitted;
  if (standing.at === 'spent_before') return ended('authorization_spent_before');
  if (answer.says === 'settled') return pending(answer.transaction);
  if (answer.says === 'unclear') return unknown(answer.code, answer.transaction);
  // A refusal of a resend says nothing: the payment may have been taken the first time.
  if (standing.at === 'unclear' || !context.first || !isFresh(standing.block, submitted)) {
    return unknown(answer.code, null);
  }
  if (answer.reason === 'insufficient_funds' && !(await isShort(chain, expected, standing.block, context))) {
    return unknown(answer.code, null);
  }
  return { ...declined(answer), until: Number(expected.validBefore) * 1_000 };
}

/** Whether the payer has too little, in the very block that shows the authorization unused. */
async function isShort(
  chain: ChainReader,
  expected: Expected,
  block: Block,
  context: RailContext,
): Promise<boolean> {
  try {
    return (await chain.balanceOf(expected, block.hash, context)) < expected.value;
  } catch {
    return false;
  }
}

function declined({
  reason,
  code,
}: Extract<Answer, { says: 'refused' }>): Extract<Settlement, { state: 'declined' }> {
  return { state: 'declined', reason, code, evidence: 'provider_state' };
}

function unknown(reason: string, transaction: string | null): Settlement {
  return { state: 'unknown', reason, ...(transaction !== null && { reference: transaction }) };
}
