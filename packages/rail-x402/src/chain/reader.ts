import type { Link } from '../client/http.ts';
import type { AuthorizationEvent, Block, TransactionReceipt } from '../wire/node.ts';
import type { AuthorizationKey } from '../wire/token.ts';

/**
 * The little of a chain that says where a payment stands. Every method rejects when the node cannot answer just
 * this question: a guess here loses money.
 */
export interface ChainReader {
  /** The newest block, or the one with this number. */
  block(number: number | 'latest', link: Link): Promise<Block>;
  /** `authorizationState` after the block with this hash, and after no other block (EIP-1898). */
  isUsed(authorization: AuthorizationKey, blockHash: string, link: Link): Promise<boolean>;
  /** The payer's balance of the token after the block with this hash. */
  balanceOf(
    holder: Pick<AuthorizationKey, 'token' | 'payer'>,
    blockHash: string,
    link: Link,
  ): Promise<bigint>;
  /** What happened to the authorization in these blocks, both ends included. */
  events(
    authorization: AuthorizationKey,
    blocks: { readonly from: number; readonly to: number },
    link: Link,
  ): Promise<readonly AuthorizationEvent[]>;
  /** The receipt of a transaction that is in a block; null when the node knows of none. */
  receipt(transaction: string, link: Link): Promise<TransactionReceipt | null>;
}
