import type { Answer } from '../wire/answer.ts';
import type { Block } from '../wire/node.ts';
import type { Inquiry } from './inquiry.ts';
import { pause } from './pause.ts';
import { readStanding, type Standing } from './standing.ts';

/** An answer of the facilitator, and when it came, in milliseconds since 1970. */
export interface Answered {
  readonly answer: Answer;
  readonly answeredAt: number;
}

/** Where the payment stands at the end of the wait, and the transactions that were named by then. */
export interface Watched {
  readonly standing: Standing;
  readonly claimed: readonly string[];
}

const POLL = 400;

/**
 * Asks the chain until it decides, or waiting is no use, or `patience` milliseconds of looks are spent. `name` asks the
 * facilitator for the transaction that it has not named yet.
 */
export async function watch(
  inquiry: Inquiry,
  answered: Answered,
  patience: number,
  name: (() => Promise<string | null>) | null = null,
): Promise<Watched> {
  const { signal } = inquiry.link;
  let { claimed } = inquiry;
  for (let spent = 0; ; spent += POLL) {
    const named = claimed.length === 0 && name ? await name() : null;
    if (named !== null) claimed = [named];
    const standing = await readStanding({ ...inquiry, claimed });
    if (spent >= patience || signal.aborted || !isWorthWaiting(standing, answered))
      return { standing, claimed };
    await pause(Math.min(POLL, patience - spent), signal);
  }
}

/** Whether the block is younger than the facilitator's answer: what was mined before it, the block shows. */
export function isFresh(block: Block, { answeredAt }: Answered): boolean {
  return block.timestamp * 1_000 >= answeredAt;
}

function isWorthWaiting(standing: Standing, answered: Answered): boolean {
  const { answer } = answered;
  switch (standing.at) {
    case 'confirming':
      return true;
    case 'open':
      return answer.says === 'refused' ? !isFresh(standing.block, answered) : isOnItsWay(answer);
    case 'unclear':
      return isOnItsWay(answer);
    case 'paid':
    case 'cancelled':
    case 'spent':
    case 'spent_before':
    case 'expired':
    case 'used_later':
      return false;
  }
}

function isOnItsWay(answer: Answer): boolean {
  if (answer.says === 'settled') return true;
  return answer.says === 'unclear' && (answer.transaction !== null || answer.payment !== null);
}
