import { isRailError } from '@railyard/core/rail';
import type { Block } from '../wire/node.ts';
import { useIn } from '../wire/use.ts';
import { type Inquiry, isDeep, isTooOld } from './inquiry.ts';
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
  /** Never used, and past its end; for good. `used_later`: its nonce was cancelled or used after that end. */
  | { readonly at: 'expired' | 'used_later' }
  | { readonly at: 'unclear'; readonly reason: string };

/** Reads where an authorization stands. Never rejects: what the node cannot tell is `unclear`. */
export async function readStanding(inquiry: Inquiry): Promise<Standing> {
  try {
    for (const transaction of inquiry.claimed) {
      const standing = await fromReceipt(inquiry, transaction);
      if (standing) return standing;
    }
    return await fromState(inquiry);
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
  const old = await isTooOld(inquiry, receipt.block);
  if (!(await isDeep(inquiry, receipt.block.number))) {
    return use === 'paid' && !old ? { at: 'confirming', transaction } : unclear('confirming');
  }
  if (!(await isCanonical(inquiry, receipt.block))) return unclear('confirming');
  if (old) return { at: 'spent_before' };
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
  const found = await findEvent(inquiry, head);
  if (!found) return unclear('use_not_found');
  if (found.event === 'used') {
    const standing = (await fromReceipt(inquiry, found.transaction)) ?? unclear('use_not_found');
    return isAnybodys(inquiry, found.transaction) ? unnamed(standing) : standing;
  }
  if (!(await isDeep(inquiry, found.block))) return unclear('confirming');
  switch (found.event) {
    case 'cancelled':
      return { at: 'cancelled' };
    case 'before':
      return { at: 'spent_before' };
    case 'after':
      return { at: 'used_later' };
  }
}

/**
 * Whether this use may have nothing to do with our submission. A contract's signature is not checked here, so anybody
 * can present a stranger's authorization; only a facilitator, which checks it, can say what our submission did.
 */
function isAnybodys({ expected, claimed }: Inquiry, transaction: string): boolean {
  return expected.signer === 'contract' && !claimed.includes(transaction);
}

function unnamed(standing: Standing): Standing {
  return standing.at === 'paid' || standing.at === 'confirming' ? unclear('use_not_named') : standing;
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
