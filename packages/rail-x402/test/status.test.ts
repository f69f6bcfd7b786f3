import { describe, expect, it } from 'vitest';
import { word } from '../src/wire/token.ts';
import { transferLog, usedLog } from './fake-chain.ts';
import { mount } from './mount.ts';
import { NOW, stranger } from './payer.ts';

const PAID = { state: 'paid', total: { amount: 4999, currency: 'usd' } };
const UNUSED = { state: 'unknown', reason: 'not_used_yet', unspent: true };
const END = NOW + 300;

describe('a look at the chain', () => {
  it('finds the payment by its authorization alone, with the receipt of the first answer', async () => {
    const { chain, status } = mount();
    const reference = chain.pay();
    chain.mine(500);
    expect(await status()).toMatchObject({ ...PAID, reference });
    expect(chain.asked.filter((method) => method === 'events').length).toBe(1);
  });

  it('goes straight to a transaction that was named, and past one that is not it', async () => {
    const { chain, status } = mount();
    const reference = chain.pay();
    expect(await status({ reference })).toMatchObject({ ...PAID, reference });
    expect(chain.asked).toEqual(['receipt']);
    const wrong = chain.transact([]);
    expect(await status({ reference: wrong })).toMatchObject({ ...PAID, reference });
  });

  it('finds a payment of long ago in bounded steps', async () => {
    const { chain, status } = mount({ logRange: 50 });
    chain.pay();
    chain.mine(100_000);
    expect(await status()).toMatchObject(PAID);
    expect(chain.asked.length).toBeLessThan(60);
  });

  it('is pending until enough blocks stand on the payment', async () => {
    const { chain, status } = mount({ confirmations: 5 });
    const reference = chain.pay();
    chain.mine(3);
    expect(await status()).toEqual({ state: 'pending', reference, retryAfter: 2 });
    chain.mine();
    expect(await status()).toMatchObject(PAID);
  });

  it('declines a cancelled authorization once enough blocks stand', async () => {
    const { chain, status } = mount({ confirmations: 2 });
    chain.cancel();
    expect(await status()).toEqual({ state: 'unknown', reason: 'confirming' });
    chain.mine();
    expect(await status()).toEqual({
      state: 'declined',
      reason: 'authorization_cancelled',
      evidence: 'provider_state',
    });
  });

  it('declines an authorization that moved the money elsewhere', async () => {
    const { chain, status } = mount();
    chain.transact([usedLog(), transferLog(stranger.address.toLowerCase())]);
    expect(await status()).toMatchObject({ state: 'declined', reason: 'authorization_spent' });
  });

  it('says unspent, and nothing final, while the authorization is unused and has time left', async () => {
    const { chain, status } = mount();
    expect(await status()).toEqual(UNUSED);
    chain.mineAt(END);
    expect(await status()).toEqual(UNUSED);
  });

  it('says expired once a block past the end shows it unused', async () => {
    const { chain, status } = mount();
    chain.mineAt(END + 1);
    expect(await status()).toEqual({ state: 'expired' });
  });

  it('says expired only from a block with the confirmations', async () => {
    const { chain, status } = mount({ confirmations: 3 });
    chain.mineAt(END + 1);
    chain.mine();
    expect(await status()).toEqual(UNUSED);
    chain.mine();
    expect(await status()).toEqual({ state: 'expired' });
  });

  it('never takes the old block of a lagging node for the end', async () => {
    const { chain, status } = mount();
    chain.pay();
    chain.mineAt(END + 100);
    chain.lag = 2;
    expect(await status()).toEqual(UNUSED);
    chain.lag = 0;
    expect(await status()).toMatchObject(PAID);
  });

  it('says expired of an authorization that was only cancelled after its end', async () => {
    const { chain, status } = mount();
    chain.mineAt(END + 1);
    chain.mine(500);
    chain.cancel();
    expect(await status()).toEqual({ state: 'expired' });
  });

  it('declines a use that is older than the terms, for it paid for something else', async () => {
    const mounted = mount();
    mounted.chain.pay();
    mounted.chain.mine(500);
    mounted.now = NOW + 1_000;
    expect(await mounted.status({ quotedAt: (NOW + 200) * 1_000 })).toEqual({
      state: 'declined',
      reason: 'authorization_spent_before',
      evidence: 'provider_state',
    });
  });

  it('knows our own payment although the clock that stamped the terms is half a minute ahead', async () => {
    const mounted = mount();
    mounted.chain.pay();
    mounted.chain.mine(60);
    mounted.now = NOW + 122;
    expect(await mounted.status({ quotedAt: (NOW + 30) * 1_000 })).toMatchObject(PAID);
  });

  it('does not believe the receipt of a block that the chain has dropped', async () => {
    const mounted = mount({ confirmations: 2 });
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

  it.each([-3_600, 3_600])('finds a payment though our clock is off by %i seconds', async (seconds) => {
    const mounted = mount();
    mounted.now += seconds;
    const reference = mounted.chain.pay();
    expect(await mounted.status({ quotedAt: mounted.now * 1_000 })).toMatchObject(PAID);
    expect(await mounted.status({ quotedAt: mounted.now * 1_000, reference })).toMatchObject(PAID);
  });

  it.each(['block', 'isUsed', 'events', 'receipt'] as const)('is unknown when %s fails', async (method) => {
    const { chain, status } = mount();
    chain.pay();
    chain.broken.add(method);
    expect(await status()).toEqual({ state: 'unknown', reason: 'chain_unavailable' });
  });

  it('is unknown when one node shows the use and another does not find it', async () => {
    const { chain, status } = mount();
    chain.pay();
    chain.onAsk = (method) => {
      if (method === 'events') chain.lag = 1;
    };
    expect(await status()).toEqual({ state: 'unknown', reason: 'use_not_found' });
  });

  it('is unknown when a node does not have the block that was asked for', async () => {
    const { chain, status } = mount();
    chain.mineAt(END + 1);
    chain.onAsk = (method) => {
      if (method === 'isUsed') chain.lag = 1;
    };
    expect(await status()).toEqual({ state: 'unknown', reason: 'chain_unavailable' });
  });

  it('is unknown for a payment of another network, or one whose facts are lost', async () => {
    const { status } = mount();
    expect(await status({ facts: {} })).toEqual({ state: 'unknown', reason: 'not_on_this_network' });
    const base = mount({ network: 'base' });
    expect(await base.status()).toEqual({ state: 'unknown', reason: 'not_on_this_network' });
  });
});
