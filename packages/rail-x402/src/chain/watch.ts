import type { Answer } from '../wire/answer.ts';
import type { Block } from '../wire/node.ts';
import { pause } from './pause.ts';
import { type Inquiry, readStanding, type Standing } from './standing.ts';

/** An answer of the facilitator, and when it came, in milliseconds since 1970. */
export interface Answered {
  readonly answer: Answer;
  readonly answeredAt: number;
}

const POLL = 400;

/** Asks the chain until it decides, or waiting is no use, or `patience` milliseconds of looks are spent. */
export async function watch(inquiry: Inquiry, answered: Answered, patience: number): Promise<Standing> {
  const { signal } = inquiry.link;
  for (let spent = 0; ; spent += POLL) {
    const standing = await readStanding(inquiry);
    if (spent >= patience || signal.aborted || !isWorthWaiting(standing, answered)) return standing;
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
      return false;
  }
}

function isOnItsWay(answer: Answer): boolean {
  return answer.says === 'settled' || (answer.says === 'unclear' && answer.transaction !== null);
}
