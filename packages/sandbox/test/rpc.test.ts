import { type Block, createTestClient, http, publicActions } from 'viem';
import { describe, expect, it } from 'vitest';
import { pay, post, rpc, usdcOf, useSandbox } from './support.ts';

const used = useSandbox();
const NOBODY = '0x00000000000000000000000000000000000000aa';

interface RpcAnswer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

const call = (method: string, ...params: readonly unknown[]) => ({ jsonrpc: '2.0', id: 1, method, params });

async function ask(method: string, ...params: readonly unknown[]): Promise<RpcAnswer> {
  const { text } = await post(used.sandbox.chain.rpcUrl, call(method, ...params));
  return JSON.parse(text) as RpcAnswer;
}

/** The same question to the chain itself. */
async function truth<T>(method: string, ...params: readonly unknown[]): Promise<T> {
  const { text } = await post(used.sandbox.chain.anvilUrl, call(method, ...params));
  return (JSON.parse(text) as { readonly result: T }).result;
}

describe('the RPC', () => {
  it('passes everything on, administration and batches too', async () => {
    const client = createTestClient({
      mode: 'anvil',
      transport: http(used.sandbox.chain.rpcUrl, { batch: true }),
    }).extend(publicActions);
    await client.setBalance({ address: NOBODY, value: 7n });
    await client.mine({ blocks: 2 });
    const [balance, chainId] = await Promise.all([
      client.getBalance({ address: NOBODY }),
      client.getChainId(),
    ]);
    expect([balance, chainId]).toEqual([7n, 84532]);
  });

  it.each([['{'], ['[]'], ['"text"'], ['{"jsonrpc":"2.0","id":1,"method":"eth_nothing","params":[]}']])(
    'answers %s as anvil does, lagging or not',
    async (body) => {
      const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
      const { rpcUrl, anvilUrl } = used.sandbox.chain;
      const expected: unknown = await (await fetch(anvilUrl, request)).json();
      expect(await (await fetch(rpcUrl, request)).json()).toEqual(expected);
      await used.yard.lag(1);
      expect(await (await fetch(rpcUrl, request)).json()).toEqual(expected);
    },
  );

  it('is closed to web pages, which cannot send JSON unasked', async () => {
    const body = JSON.stringify(call('anvil_setBalance', NOBODY, '0x9'));
    expect((await fetch(used.sandbox.chain.rpcUrl, { method: 'POST', body })).status).toBe(415);
  });
});

describe('a fault of the RPC', () => {
  it('befalls the method that was told, as often as told', async () => {
    await used.yard.rpc({ fault: 'bad_gateway', method: 'eth_chainId', times: 2 });
    const seen = [];
    for (const method of ['eth_chainId', 'eth_blockNumber', 'eth_chainId', 'eth_chainId']) {
      seen.push((await post(used.sandbox.chain.rpcUrl, call(method))).status);
    }
    expect(seen).toEqual([502, 200, 502, 200]);
  });

  it('befalls any call when no method was told', async () => {
    await used.yard.rpc({ fault: 'cut' });
    await expect(ask('eth_chainId')).rejects.toThrow('fetch failed');
    expect((await ask('eth_chainId')).result).toBe('0x14a34');
  });

  it('can be a stall, which does nothing of what was asked', async () => {
    await used.yard.rpc({ fault: 'stall', method: 'anvil_setBalance' });
    const hangUp = new AbortController();
    const set = call('anvil_setBalance', NOBODY, '0x63');
    const stalled = post(used.sandbox.chain.rpcUrl, set, hangUp.signal);
    // The second is answered, so the first has arrived before it.
    await expect.poll(async () => (await ask('anvil_setBalance', NOBODY, '0x64')).error).toBeUndefined();
    hangUp.abort();
    await expect(stalled).rejects.toThrow('aborted');
    expect(await truth('eth_getBalance', NOBODY, 'latest')).toBe('0x64');
  });

  it.each([
    [{}, { code: -32_000, message: 'internal error' }],
    [
      { code: -32_005, message: 'limit exceeded' },
      { code: -32_005, message: 'limit exceeded' },
    ],
  ])('can be an error of JSON-RPC: %o', async (given, error) => {
    await used.yard.rpc({ fault: 'error', ...given });
    expect(await ask('eth_chainId')).toEqual({ jsonrpc: '2.0', id: 1, error });
  });

  it.each([
    ['html', {}, 200, /^<!doctype/],
    ['truncated', {}, 200, /^\{"success":tr$/],
    ['status', { status: 429 }, 429, /^\{.*\}$/],
    ['delay', { ms: 20 }, 200, /"0x14a34"/],
  ] as const)('can be %s', async (fault, more, status, text) => {
    await used.yard.rpc({ fault, ...more } as Parameters<typeof used.yard.rpc>[0]);
    const answer = await post(used.sandbox.chain.rpcUrl, call('eth_chainId'));
    expect(answer.status).toBe(status);
    expect(answer.text).toMatch(text);
  });

  it('is the error of one call in a batch, and otherwise breaks the batch', async () => {
    const batch = [call('eth_chainId'), { ...call('net_version'), id: 2 }];
    await used.yard.rpc({ fault: 'error', method: 'net_version' });
    const { text } = await post(used.sandbox.chain.rpcUrl, batch);
    expect(JSON.parse(text)).toMatchObject([
      { id: 1, result: '0x14a34' },
      { id: 2, error: { code: -32_000 } },
    ]);
    await used.yard.rpc({ fault: 'cut', method: 'net_version' });
    await expect(post(used.sandbox.chain.rpcUrl, batch)).rejects.toThrow('fetch failed');
  });
});

/** A payment, one more block, and an RPC that lags so far that it does not know of either. */
async function lagging() {
  const { merchant, chain } = used.sandbox;
  const before = await usdcOf(used.sandbox, merchant.address);
  const { transaction } = await pay(used.sandbox, 5n);
  await used.yard.mining('stop');
  await truth('evm_mine');
  const paid = await truth<{ blockNumber: string; blockHash: string }>(
    'eth_getTransactionReceipt',
    transaction,
  );
  const head = Number(await truth<string>('eth_blockNumber'));
  const hidden = head - Number(paid.blockNumber) + 1;
  await used.yard.lag(hidden);
  const data = `0x70a08231${merchant.address.slice(2).padStart(64, '0')}`;
  return { before, transaction, paid, head, top: head - hidden, balanceCall: { to: chain.usdc, data } };
}

describe('an RPC that lags', () => {
  it('takes an older block for the latest, everywhere', async () => {
    const { before, top, balanceCall } = await lagging();
    const number = `0x${top.toString(16)}`;
    expect((await ask('eth_blockNumber')).result).toBe(number);
    for (const tag of ['latest', 'pending', number]) {
      expect((await ask('eth_getBlockByNumber', tag, false)).result).toMatchObject({ number });
      expect(BigInt(String((await ask('eth_call', balanceCall, tag)).result))).toBe(before);
    }
    expect(BigInt(String((await ask('eth_call', balanceCall)).result))).toBe(before);
    const { hash } = await truth<Block>('eth_getBlockByNumber', number, false);
    expect(BigInt(String((await ask('eth_call', balanceCall, { blockHash: hash })).result))).toBe(before);
    for (const tag of ['safe', 'finalized', 'earliest']) {
      const { result } = await ask('eth_getBlockByNumber', tag, false);
      expect(Number((result as { number: string }).number)).toBeLessThanOrEqual(top);
    }
  });

  it('knows no newer block, by its number or its hash', async () => {
    const { paid, balanceCall } = await lagging();
    expect((await ask('eth_getBlockByNumber', paid.blockNumber, false)).result).toBeNull();
    expect((await ask('eth_getBlockByHash', paid.blockHash, false)).result).toBeNull();
    expect((await ask('eth_getBlockTransactionCountByHash', paid.blockHash)).result).toBeNull();
    const byNumber = { code: -32_000, message: 'header not found' };
    const byHash = { code: -32_000, message: 'block not found' };
    expect((await ask('eth_call', balanceCall, paid.blockNumber)).error).toEqual(byNumber);
    expect((await ask('eth_getBalance', NOBODY, { blockNumber: paid.blockNumber })).error).toEqual(byNumber);
    expect((await ask('eth_call', balanceCall, { blockHash: paid.blockHash })).error).toEqual(byHash);
    expect((await ask('eth_call', balanceCall, paid.blockHash)).error).toEqual(byHash);
    expect((await ask('eth_call', balanceCall, `0x${'1'.repeat(64)}`)).error).toEqual(byHash);
  });

  it('knows no newer transaction and no newer event', async () => {
    const { transaction, paid, top } = await lagging();
    expect((await ask('eth_getTransactionReceipt', transaction)).result).toBeNull();
    expect((await ask('eth_getTransactionByHash', transaction)).result).toBeNull();

    const address = used.sandbox.chain.usdc;
    const all = { address, fromBlock: 'earliest' };
    const known = (
      await truth<{ blockNumber: string }[]>('eth_getLogs', { ...all, toBlock: 'latest' })
    ).filter(({ blockNumber }) => Number(blockNumber) <= top);
    expect(known.length).toBeGreaterThan(0);
    for (const toBlock of ['latest', paid.blockNumber]) {
      expect((await ask('eth_getLogs', { ...all, toBlock })).result).toEqual(known);
    }
    const inTop = known.filter(({ blockNumber }) => Number(blockNumber) === top);
    expect((await ask('eth_getLogs', { address })).result).toEqual(inTop);
    expect((await ask('eth_getLogs', { address, fromBlock: paid.blockNumber })).result).toEqual([]);
    expect((await ask('eth_getLogs', { address, blockHash: paid.blockHash })).error).toMatchObject({
      message: 'block not found',
    });
    expect((await ask('eth_newFilter', { address })).error).toMatchObject({ code: -32_601 });
  });

  it('catches up when told', async () => {
    const { transaction, paid, head } = await lagging();
    await used.yard.lag(0);
    expect(Number((await ask('eth_blockNumber')).result)).toBe(head);
    expect((await ask('eth_getTransactionReceipt', transaction)).result).toMatchObject(paid);
  });

  it('still takes transactions, which the chain puts into a block', async () => {
    await used.yard.lag(2);
    const before = await usdcOf(used.sandbox, used.sandbox.merchant.address);
    expect(await pay(used.sandbox, 1n)).toMatchObject({ success: true });
    expect(await usdcOf(used.sandbox, used.sandbox.merchant.address)).toBe(before + 1n);
  });
});

describe('mining', () => {
  it('that is stopped leaves a payment waiting, which gets its block when it goes on', async () => {
    const before = await usdcOf(used.sandbox, used.sandbox.merchant.address);
    await used.yard.mining('stop');
    const head = await rpc(used.sandbox, 'eth_blockNumber');
    const payment = pay(used.sandbox, 1n);
    await expect.poll(() => rpc(used.sandbox, 'txpool_status')).toMatchObject({ pending: '0x1' });
    expect(await usdcOf(used.sandbox, used.sandbox.merchant.address)).toBe(before);
    expect(await rpc(used.sandbox, 'eth_blockNumber')).toBe(head);

    await used.yard.mining('resume');
    expect(await payment).toMatchObject({ success: true });
    expect(await usdcOf(used.sandbox, used.sandbox.merchant.address)).toBe(before + 1n);
  });
});
