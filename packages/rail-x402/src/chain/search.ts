import type { AuthorizationEvent, Block } from '../wire/node.ts';
import { type Inquiry, startOf } from './inquiry.ts';

/**
 * The event; or that it came before the time that counts, or only after the authorization's end; or null: not found.
 */
export type Found =
  | AuthorizationEvent
  | { readonly event: 'before' | 'after'; readonly block: number }
  | null;

const MOST_RANGES = 40;
/** Two blocks as near as this are near enough: it saves reads, and costs a few more blocks to search. */
const NEAR = 64;

/** Finds what used an authorization up that is used in the block `head`, the newest blocks first. */
export async function findEvent(inquiry: Inquiry, head: Block): Promise<Found> {
  const { chain, link, expected, range } = inquiry;
  const first = await firstBlock(inquiry, head);
  const ended = BigInt(head.timestamp) > expected.validBefore;
  const last = ended ? (await blocksAround(inquiry, head, Number(expected.validBefore))).late : head;

  for (let to = last.number, asked = 0; to >= first.number && asked < MOST_RANGES; to -= range, asked += 1) {
    const from = Math.max(first.number, to - range + 1);
    const [event] = await chain.events(expected, { from, to }, link);
    if (event) return event;
  }
  if (await chain.isUsed(expected, first.hash, link)) return { event: 'before', block: first.number };
  // Unused in a block past its end, so what came later can only be a cancellation, or another authorization.
  const after = ended && !(await chain.isUsed(expected, last.hash, link));
  return after ? { event: 'after', block: last.number } : null;
}

/** The block to search from. It is deep enough to stand, so that a use before it is before it for good. */
async function firstBlock(inquiry: Inquiry, head: Block): Promise<Block> {
  const { chain, link, since, confirmations } = inquiry;
  if ('time' in since) {
    return (await blocksAround(inquiry, head, startOf(since.time, inquiry, head))).early;
  }
  const deep = Math.max(0, head.number - confirmations + 1);
  return chain.block(Math.min(since.block, deep), link);
}

interface Span {
  /** At or before the time, unless the chain began later. */
  readonly early: Block;
  /** After the time, unless the chain has not come so far. */
  readonly late: Block;
}

async function blocksAround({ chain, link }: Inquiry, head: Block, time: number): Promise<Span> {
  let late = head;
  let early = head;
  for (let step = NEAR; early.timestamp > time && early.number > 0; step *= 4) {
    late = early;
    early = await chain.block(Math.max(0, early.number - step), link);
  }
  while (late.number - early.number > NEAR) {
    const middle = await chain.block(Math.floor((early.number + late.number) / 2), link);
    if (middle.timestamp > time) late = middle;
    else early = middle;
  }
  return { early, late };
}
