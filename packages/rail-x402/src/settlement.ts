import type { RailContext, Settlement } from '@railyard/core/rail';
import { inquiryOf, type Since } from './chain/inquiry.ts';
import type { ChainReader } from './chain/reader.ts';
import { type Answered, isFresh, watch } from './chain/watch.ts';
import type { Sender } from './client/facilitator.ts';
import type { Settings } from './options.ts';
import { ended, outcomeOf, paid, pending, type Undecided, unknown } from './outcome.ts';
import { settlementByTracking, tracked, trackOf } from './tracking.ts';
import type { Answer } from './wire/answer.ts';
import type { Block } from './wire/node.ts';
import type { Expected } from './wire/payment.ts';

/** A payment that a facilitator has answered about. */
export interface Submitted extends Answered {
  readonly expected: Expected;
  readonly since: Since;
  readonly sender: Sender;
}

/** What became of a submitted payment. The facilitator's answer is a hint; the chain decides, if there is one. */
export async function settlementOf(
  settings: Settings,
  submitted: Submitted,
  context: RailContext,
): Promise<Settlement> {
  const { chain, chainPatience, network } = settings;
  if (!chain) return byWord(settings, submitted, context);

  const { answer, expected, since, sender } = submitted;
  const claimed = answer.says === 'refused' || answer.transaction === null ? [] : [answer.transaction];
  const inquiry = inquiryOf(settings, chain, { expected, since, claimed }, context);
  const track = trackOf(sender, answer, context);
  const name = track && (async () => (await track()).transaction);
  const watched = await watch(inquiry, submitted, chainPatience, name);
  const outcome = outcomeOf(watched.standing, expected, network);
  if ('state' in outcome) return outcome;
  return undecided(outcome, { ...submitted, chain, named: watched.claimed[0] ?? null }, context);
}

/** Without a chain to ask, the facilitator's word has to do. */
async function byWord(settings: Settings, submitted: Submitted, context: RailContext): Promise<Settlement> {
  const { network, chainPatience } = settings;
  const { answer, expected, sender } = submitted;
  switch (answer.says) {
    case 'settled':
      return answer.transaction === null
        ? unknown('no_transaction')
        : paid(expected, network, answer.transaction);
    case 'refused':
      return context.first ? declined(answer) : unknown(answer.code);
    case 'unclear': {
      const track = trackOf(sender, answer, context);
      if (!track) return doubt(answer, answer.transaction, expected, context);
      return settlementByTracking(await tracked(track, chainPatience, context.signal), expected, network);
    }
  }
}

interface OnChain extends Submitted {
  readonly chain: ChainReader;
  /** The transaction that the facilitator has named by now. */
  readonly named: string | null;
}

async function undecided(standing: Undecided, submitted: OnChain, context: RailContext): Promise<Settlement> {
  const { answer, expected, named } = submitted;
  if (standing.at === 'spent_before') return ended('authorization_spent_before');
  if (answer.says === 'settled') return pending(named);
  if (answer.says === 'unclear') return doubt(answer, named, expected, context);
  // A refusal of a resend says nothing: the payment may have been taken the first time.
  if (standing.at === 'unclear' || !context.first || !isFresh(standing.block, submitted)) {
    return unknown(answer.code);
  }
  if (answer.reason === 'insufficient_funds' && !(await isShort(submitted, standing.block, context))) {
    return unknown(answer.code);
  }
  return { ...declined(answer), until: Number(expected.validBefore) * 1_000 };
}

/** Seconds, at the least, until a contract's payment is sent again that a facilitator had a word against. */
const LEAST_PAUSE = 60;

/**
 * The facilitator could not tell. It alone checks what a contract signed, so anybody can have it asked about junk: what
 * it had a word against is sent again after half of the time that is left, a handful of times in all.
 */
function doubt(
  { code, isFailure }: Extract<Answer, { says: 'unclear' }>,
  transaction: string | null,
  { signer, validBefore }: Expected,
  context: RailContext,
): Settlement {
  const doubted = unknown(code, transaction);
  if (signer === 'key' || !isFailure || transaction !== null) return doubted;
  const left = Number(validBefore) - context.now() / 1_000;
  return { ...doubted, retryAfter: Math.max(Math.ceil(left / 2), LEAST_PAUSE) };
}

/** Whether the payer has too little, in the very block that shows the authorization unused. */
async function isShort({ chain, expected }: OnChain, block: Block, context: RailContext): Promise<boolean> {
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
