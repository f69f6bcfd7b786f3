import type { Link } from '../client/post.ts';
import type { AuthorizationEvent, Block } from '../wire/node.ts';
import type { Expected } from '../wire/payment.ts';
import type { ChainReader } from './reader.ts';

/** Where to look for what became of an authorization that is used in the block `head`. */
export interface Search {
  readonly chain: ChainReader;
  readonly link: Link;
  readonly expected: Expected;
  readonly head: Block;
  /** Seconds: nothing before this time counts. */
  readonly since: number;
  /** Blocks to ask for at once. */
  readonly range: number;
}

/** The event; or that it came before `since`, or only after the authorization's end; or null: not found. */
export type Found =
  | AuthorizationEvent
  | { readonly event: 'before' | 'after'; readonly block: number }
  | null;

const MOST_RANGES = 40;
/** Two blocks as near as this are near enough: it saves reads, and costs a few more blocks to search. */
const NEAR = 64;

/** Finds what used an authorization up, the newest blocks first. */
export async function findEvent(search: Search): Promise<Found> {
  const { chain, link, expected, head, since, range } = search;
  const { early: first } = await blocksAround(search, since);
  const ended = BigInt(head.timestamp) > expected.validBefore;
  const last = ended ? (await blocksAround(search, Number(expected.validBefore))).late : head;

  for (let to = last.number, asked = 0; to >= first.number && asked < MOST_RANGES; to -= range, asked += 1) {
    const from = Math.max(first.number, to - range + 1);
    const [event] = await chain.events(expected, { from, to }, link);
    if (event) return event;
  }
  if (await chain.isUsed(expected, first.hash, link)) return { event: 'before', block: first.number };
  // Unused in a block past its end, so what came later can only be a cancellation.
  const after = ended && !(await chain.isUsed(expected, last.hash, link));
  return after ? { event: 'after', block: last.number } : null;
}

interface Span {
  /** At or before the time, unless the chain began later. */
  readonly early: Block;
  /** After the time, unless the chain has not come so far. */
  readonly late: Block;
}

async function blocksAround({ chain, link, head }: Search, time: number): Promise<Span> {
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
