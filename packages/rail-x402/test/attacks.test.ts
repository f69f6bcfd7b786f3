import { expect, it } from 'vitest';
import { createRpcReader } from '../src/chain/rpc.ts';
import { AUTHORIZATION_CANCELED, word } from '../src/wire/token.ts';
import { authorization } from './fake-chain.ts';
import { mount } from './mount.ts';
import { NOW } from './payer.ts';

it('does not believe the receipt of a block that the chain has dropped', async () => {
  const mounted = mount({ network: 'base-sepolia', confirmations: 2 });
  const { chain } = mounted;
  const reference = chain.pay();
  const receipt = chain.receipt.bind(chain);
  chain.receipt = async (transaction, link) => {
    const real = await receipt(transaction, link);
    return real && { ...real, block: { ...real.block, hash: word('0xdead') } };
  };
  chain.mine(5);
  expect(await mounted.status({ reference })).toMatchObject({ state: 'unknown' });
});

it('refuses an event of another authorization than the one asked for', async () => {
  const stranger = {
    address: authorization.token,
    topics: [AUTHORIZATION_CANCELED, word(`0x${'99'.repeat(20)}`), word('0x77')],
    transactionHash: word('0x1'),
    blockNumber: '0x5',
    data: '0x',
  };
  const send: typeof fetch = async (_, init) => {
    const asksChain = typeof init?.body === 'string' && init.body.includes('eth_chainId');
    return Response.json({ jsonrpc: '2.0', id: 1, result: asksChain ? '0x14a34' : [stranger] });
  };
  const link = { signal: new AbortController().signal, fetch: send };
  const events = createRpcReader('http://node.test', 84532).events(authorization, { from: 1, to: 9 }, link);
  await expect(events).rejects.toThrow('not asked for');
});

it('knows our own payment although the clock that stamped the terms is half a minute ahead', async () => {
  const mounted = mount();
  mounted.chain.pay();
  mounted.chain.mine(60);
  mounted.now = NOW + 122;
  expect(await mounted.status({ quotedAt: (NOW + 30) * 1_000 })).toMatchObject({ state: 'paid' });
});
