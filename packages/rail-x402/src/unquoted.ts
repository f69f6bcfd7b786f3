import type { Facts, PaymentRef, RailContext, Settlement } from '@railyard/core/rail';
import type { Since } from './chain/inquiry.ts';
import type { ChainReader } from './chain/reader.ts';
import type { Settings } from './options.ts';
import { unknown } from './outcome.ts';
import type { Block } from './wire/node.ts';
import type { Expected } from './wire/payment.ts';

// A sale that only its credential names has no time of its quote, by which an old use could be told from ours. So the
// authorization is seen unused, and that is stored, before it is sent; only a later use counts. Wherever this stops:
//   before it is stored    nothing was sent, and a use is somebody else's: status declines it
//   stored, not sent       unused still, and it is sent; or used meanwhile, by somebody who submitted it for us
//   sent, no answer        the use comes after the stored block, whichever worker stored it: each saw it unused there
const SEEN_UNUSED = 'seenUnused';
/** Milliseconds: the chain is read well enough when its newest block is no older. */
const OLDEST_HEAD = 60_000;

/** Stores that the authorization is unused, and from which block on a use counts; or says why nothing may be sent. */
export async function firstUse(
  { chain, confirmations }: Settings,
  expected: Expected,
  context: RailContext,
): Promise<Since | Settlement> {
  if (!chain) return { time: 0 }; // test money, by the facilitator's word
  const seen = await lookAt(chain, expected, context);
  if (!seen) return unknown('chain_unavailable');
  if (seen.used) {
    // Not the first: it may be the use that we are waiting for, which status can tell.
    return context.first
      ? { state: 'declined', reason: 'credential_already_used', evidence: 'not_sent' }
      : unknown('credential_used');
  }
  if (seen.head.timestamp * 1_000 + OLDEST_HEAD < context.now()) return unknown('chain_behind');

  // The newest blocks may yet be replaced, by others that hold our use; a use in them was not there when we looked.
  const block = Math.max(0, seen.head.number - confirmations);
  await context.remember({ [SEEN_UNUSED]: String(block) });
  return { block };
}

async function lookAt(
  chain: ChainReader,
  expected: Expected,
  context: RailContext,
): Promise<{ readonly used: boolean; readonly head: Block } | null> {
  try {
    const head = await chain.block('latest', context);
    return { head, used: await chain.isUsed(expected, head.hash, context) };
  } catch {
    return null;
  }
}

/** From when on a use counts as this payment: never, where nothing was sent. */
export function sinceOf({ quotedAt, facts }: PaymentRef): Since {
  return quotedAt === null ? { block: seenUnused(facts) ?? Number.MAX_SAFE_INTEGER } : { time: quotedAt };
}

function seenUnused(facts: Facts): number | null {
  const block = facts[SEEN_UNUSED];
  return block !== undefined && /^\d{1,15}$/.test(block) ? Number(block) : null;
}
