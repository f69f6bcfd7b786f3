import { isRailError, type RailContext } from '@railyard/core/rail';
import type { Link } from '../client/post.ts';
import type { Settings } from '../options.ts';
import type { Block } from '../wire/node.ts';
import type { Expected } from '../wire/payment.ts';
import { useIn } from '../wire/use.ts';
import type { ChainReader } from './reader.ts';
import { findEvent } from './search.ts';

/** Where an authorization stands, by the token contract alone. */
export type Standing =
  /** It moved exactly the money expected; `confirming` until enough blocks stand. */
  | { readonly at: 'paid' | 'confirming'; readonly transaction: string }
  /** Not used as of this block, and somebody can still use it. */
  | { readonly at: 'open'; readonly block: Block }
  /** Used up without paying us; for good. */
  | { readonly at: 'cancelled' | 'spent' }
  /** Used before the time that counts. It paid for something else, if it paid at all. */
  | { readonly at: 'spent_before' }
  /** Never used, and past its end; for good. */
  | { readonly at: 'expired' }
  | { readonly at: 'unclear'; readonly reason: string };

/** All that it takes to find out where an authorization stands. */
export interface Inquiry {
  readonly chain: ChainReader;
  readonly link: Link;
  readonly expected: Expected;
  readonly confirmations: number;
  /** Milliseconds since 1970: a use before this time is not a payment for this purchase. */
  readonly since: number;
  /** Our clock, in milliseconds since 1970. */
  readonly now: () => number;
  /** The transaction that is said to hold the payment. */
  readonly claimed: string | null;
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

/** Reads where an authorization stands. Never rejects: what the node cannot tell is `unclear`. */
export async function readStanding(inquiry: Inquiry): Promise<Standing> {
  try {
    const claimed = inquiry.claimed === null ? null : await fromReceipt(inquiry, inquiry.claimed);
    return claimed ?? (await fromState(inquiry));
  } catch (error) {
    return unclear(isMisconfigured(error) ? 'chain_misconfigured' : 'chain_unavailable');
  }
}

function isMisconfigured(error: unknown): boolean {
  return isRailError(error) && error.code === 'configuration';
}

async function fromReceipt(inquiry: Inquiry, transaction: string): Promise<Standing | null> {
  const receipt = await inquiry.chain.receipt(transaction, inquiry.link);
  const use = receipt && useIn(receipt, inquiry.expected);
  if (!use) return null;
  if (!(await isDeep(inquiry, receipt.block.number))) {
    return use === 'paid' ? { at: 'confirming', transaction } : unclear('confirming');
  }
  if (!(await isCanonical(inquiry, receipt.block))) return unclear('confirming');
  if (await isTooOld(inquiry, receipt.block)) return { at: 'spent_before' };
  return use === 'paid' ? { at: 'paid', transaction } : { at: 'spent' };
}

async function fromState(inquiry: Inquiry): Promise<Standing> {
  const { chain, link, expected, confirmations } = inquiry;
  const head = await chain.block('latest', link);
  if (await chain.isUsed(expected, head.hash, link)) return fromEvent(inquiry, head);

  const deep =
    confirmations === 1 ? head : await chain.block(Math.max(0, head.number - confirmations + 1), link);
  // A node that lags shows an old block: only a block past the end proves that there will be no use.
  if (BigInt(deep.timestamp) <= expected.validBefore) return { at: 'open', block: head };
  const unused = deep.hash === head.hash || !(await chain.isUsed(expected, deep.hash, link));
  return unused ? { at: 'expired' } : unclear('chain_inconsistent');
}

async function fromEvent(inquiry: Inquiry, head: Block): Promise<Standing> {
  const found = await findEvent({ ...inquiry, head, since: startOf(inquiry, head) });
  if (!found) return unclear('use_not_found');
  if (found.event === 'used') {
    return (await fromReceipt(inquiry, found.transaction)) ?? unclear('use_not_found');
  }
  if (!(await isDeep(inquiry, found.block))) return unclear('confirming');
  switch (found.event) {
    case 'cancelled':
      return { at: 'cancelled' };
    case 'before':
      return { at: 'spent_before' };
    case 'after':
      return { at: 'expired' };
  }
}

async function isTooOld(inquiry: Inquiry, block: Block): Promise<boolean> {
  if (block.timestamp * 1_000 + CLOCK_GRACE >= inquiry.since) return false; // most payments
  return block.timestamp < startOf(inquiry, await inquiry.chain.block('latest', inquiry.link));
}

/**
 * The first second, by the clock of the chain, that counts. If our clock ran ahead every payment would look too
 * old, so it has to be older both by the time it bears and by its age, each age by its own clock.
 */
function startOf({ since, now }: Inquiry, head: Block): number {
  const byAge = head.timestamp * 1_000 - Math.max(0, now() - since);
  return Math.floor((Math.min(since, byAge) - CLOCK_GRACE) / 1_000);
}

async function isDeep({ chain, link, confirmations }: Inquiry, number: number): Promise<boolean> {
  if (confirmations === 1) return true;
  const head = await chain.block('latest', link);
  return head.number - number + 1 >= confirmations;
}

/** A node may still hold the receipt of a block that the chain has dropped. */
async function isCanonical(
  { chain, link, confirmations }: Inquiry,
  { number, hash }: Block,
): Promise<boolean> {
  return confirmations === 1 || (await chain.block(number, link)).hash === hash;
}

function unclear(reason: string): Standing {
  return { at: 'unclear', reason };
}
