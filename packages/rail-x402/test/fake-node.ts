import { AUTHORIZATION_CANCELED, AUTHORIZATION_USED, word } from '../src/wire/token.ts';
import type { FakeChain } from './fake-chain.ts';
import { authorization } from './fake-chain.ts';

interface Question {
  readonly method: string;
  readonly params: readonly unknown[];
}

const LINK = { signal: new AbortController().signal, fetch };
const STATE = '0xe94a0102';

/** Answers JSON-RPC as a node of Base Sepolia does that shows this chain. */
export async function nodeOf(chain: FakeChain, request: Request): Promise<Response> {
  const { method, params } = (await request.json()) as Question;
  try {
    return Response.json({ jsonrpc: '2.0', id: 1, result: await resultOf(chain, method, params) });
  } catch (error) {
    return Response.json({ jsonrpc: '2.0', id: 1, error: { code: -32_000, message: String(error) } });
  }
}

async function resultOf(chain: FakeChain, method: string, params: Question['params']): Promise<unknown> {
  switch (method) {
    case 'eth_chainId':
      return '0x14a34';
    case 'eth_getBlockByNumber':
      return shown(await chain.block(params[0] === 'latest' ? 'latest' : Number(params[0]), LINK));
    case 'eth_call':
      return calledBy(chain, params);
    case 'eth_getLogs':
      return logsOf(chain, params[0] as Filter);
    case 'eth_getTransactionReceipt':
      return receiptOf(chain, String(params[0]));
    default:
      throw new Error(`Nobody answers ${method}.`);
  }
}

function shown({ number, hash, timestamp }: Awaited<ReturnType<FakeChain['block']>>): object {
  return { number: hex(number), hash, timestamp: hex(timestamp) };
}

async function calledBy(chain: FakeChain, [call, at]: Question['params']): Promise<string> {
  const { data } = call as { readonly data: string };
  const { blockHash } = at as { readonly blockHash: string };
  const about = { token: authorization.token, payer: `0x${data.slice(34, 74)}` };
  if (!data.startsWith(STATE)) return word(hex(await chain.balanceOf(about, blockHash, LINK)));
  const isUsed = await chain.isUsed({ ...about, nonce: `0x${data.slice(74)}` }, blockHash, LINK);
  return word(isUsed ? '0x1' : '0x0');
}

interface Filter {
  readonly topics: readonly [unknown, string, string];
  readonly fromBlock: string;
  readonly toBlock: string;
}

async function logsOf(
  chain: FakeChain,
  { topics: [, from, nonce], fromBlock, toBlock }: Filter,
): Promise<unknown> {
  const key = { token: authorization.token, payer: `0x${from.slice(26)}`, nonce };
  const blocks = { from: Number(fromBlock), to: Number(toBlock) };
  return (await chain.events(key, blocks, LINK)).map(({ event, transaction, block }) => ({
    address: authorization.token,
    topics: [event === 'used' ? AUTHORIZATION_USED : AUTHORIZATION_CANCELED, from, nonce],
    transactionHash: transaction,
    blockNumber: hex(block),
  }));
}

async function receiptOf(chain: FakeChain, transaction: string): Promise<unknown> {
  const receipt = await chain.receipt(transaction, LINK);
  return (
    receipt && {
      transactionHash: transaction,
      status: receipt.succeeded ? '0x1' : '0x0',
      blockNumber: hex(receipt.block.number),
      blockHash: receipt.block.hash,
      logs: receipt.logs.map((log) => ({ ...log, blockTimestamp: hex(receipt.block.timestamp) })),
    }
  );
}

function hex(value: number | bigint): string {
  return `0x${value.toString(16)}`;
}
