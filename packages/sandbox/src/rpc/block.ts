import type { AskNode } from './message.ts';

/** Which parameter of a method says which block it means. */
const BLOCK_AT: Readonly<Record<string, number>> = {
  eth_getBlockByNumber: 0,
  eth_getBlockByHash: 0,
  eth_getBlockReceipts: 0,
  eth_getBlockTransactionCountByNumber: 0,
  eth_getBlockTransactionCountByHash: 0,
  eth_getTransactionByBlockNumberAndIndex: 0,
  eth_getTransactionByBlockHashAndIndex: 0,
  eth_getUncleCountByBlockNumber: 0,
  eth_getUncleCountByBlockHash: 0,
  eth_call: 1,
  eth_createAccessList: 1,
  eth_estimateGas: 1,
  eth_feeHistory: 1,
  eth_getBalance: 1,
  eth_getCode: 1,
  eth_getTransactionCount: 1,
  eth_simulateV1: 1,
  eth_getProof: 2,
  eth_getStorageAt: 2,
};
const QUANTITY = /^0x[0-9a-f]{1,16}$/i;
const HASH = /^0x[0-9a-f]{64}$/i;

/** The position of the parameter; null for a method that has none. */
export function blockPosition(method: string): number | null {
  return BLOCK_AT[method] ?? null;
}

export function quantity(number: number): string {
  return `0x${number.toString(16)}`;
}

/** The number of a block that names one, such as `0x1f`; null for a name such as `safe`, a hash and all else. */
export function readNumber(block: unknown): number | null {
  return typeof block === 'string' && QUANTITY.test(block) ? Number(block) : null;
}

export function isHash(block: unknown): block is string {
  return typeof block === 'string' && HASH.test(block);
}

/**
 * The same block, said to a node that knows more than `top`; null for one above it. What anvil calls safe, finalized
 * and earliest is never above.
 */
export async function seenFrom(top: number, block: unknown, ask: AskNode): Promise<unknown> {
  if (block === undefined || block === null || block === 'latest' || block === 'pending')
    return quantity(top);
  const { blockNumber = block, blockHash = blockNumber } = members(block);
  const number = isHash(blockHash) ? await numberOf(blockHash, ask) : readNumber(blockNumber);
  return number !== null && number > top ? null : block;
}

/** The number of the block with a hash; beyond every block when there is none. */
async function numberOf(hash: string, ask: AskNode): Promise<number> {
  const answer = await ask('eth_getBlockByHash', [hash, false]);
  const { number } = members('result' in answer ? answer.result : null);
  return readNumber(number) ?? Number.POSITIVE_INFINITY;
}

/** The members of an object; none for anything else. */
export function members(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
