import { describe, expect, it } from 'vitest';
import { createRpcReader } from '../src/chain/rpc.ts';
import { AUTHORIZATION_CANCELED, AUTHORIZATION_USED, word } from '../src/wire/token.ts';
import { authorization } from './fake-chain.ts';
import { textOf } from './mount.ts';

const URL = 'https://node.example/CANARY';
const HASH = `0x${'ab'.repeat(32)}`;
const BLOCK = { number: '0x10', hash: HASH, timestamp: '0x71000000', extra: 'ignored' };

type Answers = Record<string, unknown>;

/** A reader over a node that gives these results, and what the node was asked. */
function over(results: Answers, chainId = 84532) {
  const asked: { readonly method: string; readonly params: unknown[] }[] = [];
  const link = {
    signal: new AbortController().signal,
    async fetch(_: unknown, init?: RequestInit): Promise<Response> {
      const call = JSON.parse(textOf(init)) as { method: string; params: unknown[] };
      asked.push(call);
      const result: unknown = { eth_chainId: '0x14a34', ...results }[call.method];
      if (result instanceof Response) return result;
      return Response.json(result === undefined ? { error: { message: 'CANARY' } } : { result });
    },
  };
  return { reader: createRpcReader(URL, chainId), link, asked };
}

describe('a JSON-RPC node', () => {
  it('is asked for blocks by number and by name', async () => {
    const { reader, link, asked } = over({ eth_getBlockByNumber: BLOCK });
    expect(await reader.block(16, link)).toEqual({ number: 16, hash: HASH, timestamp: 0x71000000 });
    await reader.block('latest', link);
    expect(asked.map(({ params }) => params)).toEqual([[], ['0x10', false], ['latest', false]]);
  });

  it('is asked for the state of one block and no other', async () => {
    const { reader, link, asked } = over({ eth_call: word('0x1') });
    expect(await reader.isUsed(authorization, HASH, link)).toBe(true);
    expect(await reader.balanceOf(authorization, HASH, link)).toBe(1n);
    for (const { params } of asked.slice(1)) {
      expect(params[0]).toMatchObject({ to: authorization.token });
      expect(params[1]).toEqual({ blockHash: HASH, requireCanonical: true });
    }
  });

  it('is asked for the two events that end an authorization', async () => {
    const log = {
      address: authorization.token.toUpperCase().replace('X', 'x'),
      transactionHash: HASH,
      blockNumber: '0x10',
    };
    const about = [word(authorization.payer), authorization.nonce];
    const { reader, link, asked } = over({
      eth_getLogs: [
        { ...log, topics: [AUTHORIZATION_USED, ...about] },
        { ...log, topics: [AUTHORIZATION_CANCELED, ...about] },
      ],
    });
    expect(await reader.events(authorization, { from: 1, to: 255 }, link)).toEqual([
      { event: 'used', transaction: HASH, block: 16 },
      { event: 'cancelled', transaction: HASH, block: 16 },
    ]);
    expect(asked[1]?.params).toEqual([
      {
        address: authorization.token,
        topics: [
          [AUTHORIZATION_USED, AUTHORIZATION_CANCELED],
          word(authorization.payer),
          authorization.nonce,
        ],
        fromBlock: '0x1',
        toBlock: '0xff',
      },
    ]);
  });

  it('gives a receipt with the time of its block, asking for it where the logs do not tell', async () => {
    const receipt = { transactionHash: HASH, status: '0x1', blockNumber: '0x10', blockHash: HASH, logs: [] };
    const log = { address: authorization.token, topics: [HASH], data: '0x', blockTimestamp: '0x5' };
    const told = over({ eth_getTransactionReceipt: { ...receipt, logs: [log] } });
    expect(await told.reader.receipt(HASH, told.link)).toMatchObject({
      succeeded: true,
      block: { timestamp: 5 },
    });
    expect(told.asked.length).toBe(2);

    const untold = over({ eth_getTransactionReceipt: receipt, eth_getBlockByHash: BLOCK });
    expect(await untold.reader.receipt(HASH, untold.link)).toMatchObject({
      block: { number: 16, timestamp: 0x71000000 },
    });
    const none = over({ eth_getTransactionReceipt: null });
    expect(await none.reader.receipt(HASH, none.link)).toBeNull();
  });

  it('is asked once which chain it serves, and not believed when it is another', async () => {
    const good = over({ eth_getBlockByNumber: BLOCK });
    await good.reader.block('latest', good.link);
    await good.reader.block('latest', good.link);
    expect(good.asked.filter(({ method }) => method === 'eth_chainId').length).toBe(1);

    const wrong = over({ eth_getBlockByNumber: BLOCK }, 8453);
    await expect(wrong.reader.block('latest', wrong.link)).rejects.toThrow('serves chain 84532, not 8453');
  });

  const malformed: [string, unknown][] = [
    ['nothing', undefined],
    ['no contract', '0x'],
    ['a number', 1],
    ['another number than 0 or 1', word('0x2')],
    ['an error page', new Response('<html>', { status: 503 })],
  ];
  it.each(malformed)('that answers with %s is not believed', async (_, result) => {
    const { reader, link } = over({ eth_call: result });
    await expect(reader.isUsed(authorization, HASH, link)).rejects.toThrow('The node ');
  });

  it('that gives another receipt, other events or half a block is not believed', async () => {
    const receipt = {
      transactionHash: word('0x1'),
      status: '0x1',
      blockNumber: '0x10',
      blockHash: HASH,
      logs: [],
    };
    const { reader, link } = over({
      eth_getTransactionReceipt: receipt,
      eth_getLogs: [{ topics: [HASH], transactionHash: HASH, blockNumber: '0x10' }],
      eth_getBlockByNumber: { ...BLOCK, timestamp: null },
    });
    await expect(reader.receipt(HASH, link)).rejects.toThrow('another transaction');
    await expect(reader.events(authorization, { from: 1, to: 2 }, link)).rejects.toThrow('not asked for');
    await expect(reader.block('latest', link)).rejects.toThrow('did not send a quantity');
  });

  it('that gives the event of another authorization is not believed', async () => {
    const stranger = {
      address: authorization.token,
      topics: [AUTHORIZATION_CANCELED, word(`0x${'99'.repeat(20)}`), word('0x77')],
      transactionHash: HASH,
      blockNumber: '0x5',
    };
    const { reader, link } = over({ eth_getLogs: [stranger] });
    await expect(reader.events(authorization, { from: 1, to: 9 }, link)).rejects.toThrow('not asked for');
  });

  it('never puts its address or its words into an error', async () => {
    const { reader, link } = over({});
    await expect(reader.block('latest', link)).rejects.toThrow(
      /^The node did not answer eth_getBlockByNumber\.$/,
    );
  });
});
