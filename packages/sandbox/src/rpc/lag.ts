import { blockPosition, isHash, members, quantity, readNumber, seenFrom } from './block.ts';
import { type AskNode, failed, type RpcAnswer, type RpcCall } from './message.ts';

/** They answer null, not an error, for a block that is not there. */
const NULL_WHEN_UNKNOWN = /^eth_get(Block|Uncle|TransactionByBlock)/;
/** A filter would live in the node, which knows the newest blocks. */
const FILTER = /^eth_(new\w*Filter|getFilter\w+)$/;

/** Asks a node as if its newest `lag` blocks were not there yet. */
export async function askLagging({ method, params }: RpcCall, lag: number, ask: AskNode): Promise<RpcAnswer> {
  if (lag === 0) return ask(method, params);
  const given: readonly unknown[] = Array.isArray(params) ? params : [];
  const top = Math.max(0, (await readHead(ask)) - lag);
  if (method === 'eth_blockNumber') return { result: quantity(top) };
  if (method === 'eth_getLogs') return askLogs(members(given[0]), top, ask);
  if (FILTER.test(method)) return failed(-32_601, `The method ${method} is not available.`);
  const position = blockPosition(method);
  if (position !== null) return askAtBlock(method, given, { position, top }, ask);

  const answer = await ask(method, params);
  return /^eth_getTransaction(Receipt|ByHash)$/.test(method) && isAbove(top, answer)
    ? { result: null }
    : answer;
}

async function readHead(ask: AskNode): Promise<number> {
  const answer = await ask('eth_blockNumber', []);
  return ('result' in answer && readNumber(answer.result)) || 0;
}

async function askAtBlock(
  method: string,
  given: readonly unknown[],
  { position, top }: { readonly position: number; readonly top: number },
  ask: AskNode,
): Promise<RpcAnswer> {
  const block = await seenFrom(top, given[position], ask);
  if (block === null) return unknown(method, given[position]);
  return ask(method, [...given.slice(0, position), block, ...given.slice(position + 1)]);
}

function unknown(method: string, block: unknown): RpcAnswer {
  if (NULL_WHEN_UNKNOWN.test(method)) return { result: null };
  return failed(-32_000, isHash(members(block).blockHash ?? block) ? 'block not found' : 'header not found');
}

async function askLogs(
  filter: Readonly<Record<string, unknown>>,
  top: number,
  ask: AskNode,
): Promise<RpcAnswer> {
  if (filter.blockHash !== undefined) {
    const block = await seenFrom(top, filter.blockHash, ask);
    return block === null ? unknown('eth_getLogs', filter.blockHash) : ask('eth_getLogs', [filter]);
  }
  const fromBlock = await seenFrom(top, filter.fromBlock, ask);
  if (fromBlock === null) return { result: [] };
  const toBlock = (await seenFrom(top, filter.toBlock, ask)) ?? quantity(top);
  return ask('eth_getLogs', [{ ...filter, fromBlock, toBlock }]);
}

function isAbove(top: number, answer: RpcAnswer): boolean {
  const number = readNumber(members('result' in answer ? answer.result : null).blockNumber);
  return number !== null && number > top;
}
