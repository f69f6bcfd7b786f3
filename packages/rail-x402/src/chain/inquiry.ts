import type { RailContext } from '@railyard/core/rail';
import type { Link } from '../client/http.ts';
import type { Settings } from '../options.ts';
import type { Block } from '../wire/node.ts';
import type { Expected } from '../wire/payment.ts';
import type { ChainReader } from './reader.ts';

/** From when on a use counts: a time in milliseconds since 1970, or the blocks after this one. */
export type Since = { readonly time: number } | { readonly block: number };

/** All that it takes to find out where an authorization stands. */
export interface Inquiry {
  readonly chain: ChainReader;
  readonly link: Link;
  readonly expected: Expected;
  readonly confirmations: number;
  /** A use before this is not a payment for this purchase. */
  readonly since: Since;
  /** Our clock, in milliseconds since 1970. */
  readonly now: () => number;
  /** The transactions that a facilitator has named as holding the payment. */
  readonly claimed: readonly string[];
  /** Blocks to search for events at once. */
  readonly range: number;
}

/** The question what became of `about`, with all that the chain's reader needs. */
export function inquiryOf(
  { confirmations, logRange: range }: Settings,
  chain: ChainReader,
  about: Pick<Inquiry, 'expected' | 'since' | 'claimed'>,
  context: RailContext,
): Inquiry {
  return { ...about, chain, confirmations, range, link: context, now: () => context.now() };
}

// Block times are whole seconds, and a node is a little behind.
const CLOCK_GRACE = 60_000;

/**
 * The first second, by the clock of the chain, that counts. If our clock ran ahead every payment would look too
 * old, so it has to be older both by the time it bears and by its age, each age by its own clock.
 */
export function startOf(time: number, { now }: Inquiry, head: Block): number {
  const byAge = head.timestamp * 1_000 - Math.max(0, now() - time);
  return Math.floor((Math.min(time, byAge) - CLOCK_GRACE) / 1_000);
}

/** Whether what happened in this block happened too early to count. */
export async function isTooOld(inquiry: Inquiry, block: Block): Promise<boolean> {
  const { since, chain, link } = inquiry;
  if ('block' in since) return block.number <= since.block;
  if (block.timestamp * 1_000 + CLOCK_GRACE >= since.time) return false; // most payments
  return block.timestamp < startOf(since.time, inquiry, await chain.block('latest', link));
}

/** Whether so many blocks stand on this one, itself included, that it will not be dropped. */
export async function isDeep({ chain, link, confirmations }: Inquiry, number: number): Promise<boolean> {
  if (confirmations === 1) return true;
  const head = await chain.block('latest', link);
  return head.number - number + 1 >= confirmations;
}
