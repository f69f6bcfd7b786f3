import type { Key } from '@railyard/core/store';
import type { CodeKind } from './code.ts';

/** The store's space for buyers and their tokens. */
export const BUYER_SPACE = 'buyer';
/** For the orders of buyers, and for who buys the carts that may become orders. */
export const BUYER_ORDER_SPACE = 'buyer_order';
/** For codes, for how often they were asked for and guessed, and for requests: all of it ends when it is due. */
export const BUYER_CODE_SPACE = 'buyer_code';

/** The record of a buyer. */
export function buyerKey(buyer: string): Key {
  return { space: BUYER_SPACE, key: buyer };
}

/** Something about a buyer, a mailbox, an API key or a request that ends by itself. */
export function passingKey(kind: CodeKind | 'mailbox' | 'mails' | 'guesses' | 'request', name: string): Key {
  return { space: BUYER_CODE_SPACE, key: `${kind}:${name}` };
}
