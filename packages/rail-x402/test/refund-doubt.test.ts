import { privateKeyToAccount } from 'viem/accounts';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { AUTHORIZATION_CANCELED, word } from '../src/wire/token.ts';
import { authorization, transferLog, usedLog } from './fake-chain.ts';
import { refused, settled } from './mount.ts';
import { NOW, stranger } from './payer.ts';
import { refundsOf, shop, wallet } from './shop.ts';

const newWallet = privateKeyToAccount(`0x${'44'.repeat(32)}`);
const NOWHERE = `0x${'ee'.repeat(32)}`;

afterEach(() => {
  vi.useRealTimers();
});

describe('a refund', () => {
  it('that crashed between the store and the sending is sent again, as it was', async () => {
    const mounted = await shop();
    mounted.answer = () => Promise.reject(new Error('The process ends here.'));
    expect(await mounted.refund()).toEqual({ state: 'unknown', reason: 'no_answer' });
    expect(await refundsOf(mounted)).toMatchObject([{ id: 'refund_1', state: 'pending' }]);
    mounted.now += 60;
    mounted.chain.mine(30);
    mounted.answer = () => settled(mounted.carryOut());
    expect(await mounted.refund()).toMatchObject({ state: 'refunded' });
    expect(mounted.sent[0]).toEqual(mounted.sent[1]);
  });

  it('whose answer was lost is found on the chain, and moves money once', async () => {
    const mounted = await shop();
    let transaction = '';
    mounted.answer = () => {
      transaction = mounted.carryOut();
      return Promise.reject(new Error('socket hang up'));
    };
    mounted.chain.lag = 1;
    expect(await mounted.refund()).toEqual({ state: 'unknown', reason: 'no_answer' });
    mounted.chain.lag = 0;
    mounted.chain.mine(10_000);
    mounted.now += 20_000;
    expect(await mounted.refund()).toEqual({ state: 'refunded', reference: transaction });
    expect(await refundsOf(mounted)).toMatchObject([{ state: 'refunded', reference: transaction }]);
    expect(mounted.sent.length).toBe(1);
  });

  it('is signed anew only after the end of what was signed before, and under the same nonce', async () => {
    const mounted = await shop();
    mounted.answer = () => Promise.reject(new Error('socket hang up'));
    await mounted.refund();
    const { nonce } = mounted.authorization();

    // Too late to send what was signed, too early to sign again.
    mounted.now = NOW + 595;
    mounted.chain.mineAt(NOW + 595);
    expect(await mounted.refund()).toEqual({ state: 'unknown', reason: 'not_used_yet' });
    // Our clock alone is no proof.
    mounted.now = NOW + 700;
    expect(await mounted.refund()).toEqual({ state: 'unknown', reason: 'not_used_yet' });
    expect(mounted.sent.length).toBe(1);

    // It has ended, and says nothing of the next one.
    mounted.chain.mineAt(NOW + 601);
    expect(await refundsOf(mounted)).toBeUndefined();
    mounted.answer = () => settled(mounted.carryOut());
    expect(await mounted.refund()).toMatchObject({ state: 'refunded' });
    expect(mounted.authorization()).toMatchObject({ nonce, validBefore: String(NOW + 1_300) });
    expect(await refundsOf(mounted)).toMatchObject([{ id: 'refund_1', state: 'refunded' }]);
  });

  it('that was sent by a store that is lost is found all the same', async () => {
    const mounted = await shop();
    const done = await mounted.refund();
    for (const name of Object.keys(mounted.remembered)) delete mounted.remembered[name];
    mounted.chain.mine(5_000);
    expect(await mounted.refund()).toEqual(done);
    expect(mounted.sent.length).toBe(1);
  });

  it('is not sent from a new wallet while the old one’s may still be used', async () => {
    const old = await shop();
    old.answer = () => Promise.reject(new Error('socket hang up'));
    await old.refund();
    const mounted = await shop({ refundWallet: newWallet, chain: old.chain });
    Object.assign(mounted.remembered, old.remembered);
    mounted.answer = () => settled(mounted.carryOut());
    expect(await mounted.refund()).toEqual({ state: 'unknown', reason: 'sent_from_another_wallet' });
    expect(mounted.sent).toEqual([]);

    old.chain.mineAt(NOW + 601);
    mounted.now = NOW + 601;
    mounted.answer = () => refused('unexpected_settle_error');
    await mounted.refund();
    expect(mounted.authorization()).toMatchObject({ from: newWallet.address.toLowerCase() });
  });

  it('is found where the old wallet has paid it', async () => {
    const old = await shop();
    const done = await old.refund();
    const mounted = await shop({ refundWallet: newWallet, chain: old.chain });
    Object.assign(mounted.remembered, old.remembered);
    expect(await mounted.refund()).toEqual(done);
    expect(mounted.sent).toEqual([]);
  });

  it('from a wallet without the money is not sent, and is made good by filling it up', async () => {
    const mounted = await shop();
    mounted.chain.balance = 49_989_999n;
    expect(await mounted.refund()).toEqual({ state: 'unknown', reason: 'refund_wallet_short' });
    expect(mounted.sent).toEqual([]);
    expect(mounted.remembered).toEqual({});
    mounted.chain.balance = 49_990_000n;
    expect(await mounted.refund()).toMatchObject({ state: 'refunded' });
  });

  it('that a facilitator refuses is unknown, since it may yet be used', async () => {
    const mounted = await shop();
    for (const code of ['insufficient_funds', 'kyt_risk_detected', 'flux_capacitor_empty']) {
      mounted.answer = () => {
        mounted.chain.mine();
        return refused(code);
      };
      expect(await mounted.refund()).toEqual({ state: 'unknown', reason: code });
    }
    mounted.answer = () => {
      mounted.carryOut();
      return refused('insufficient_funds');
    };
    expect(await mounted.refund()).toMatchObject({ state: 'refunded' });
  });

  it('is unknown, and not sent, while no facilitator or no node can be asked, or the wallet does not sign', async () => {
    const alone = await shop();
    alone.tell = () => Promise.reject(new Error('connection refused'));
    expect(await alone.refund()).toEqual({ state: 'unknown', reason: 'no_facilitator' });

    const deaf = await shop();
    deaf.chain.broken.add('isUsed');
    expect(await deaf.refund()).toEqual({ state: 'unknown', reason: 'chain_unavailable' });
    const poor = await shop();
    poor.chain.broken.add('balanceOf');
    expect(await poor.refund()).toEqual({ state: 'unknown', reason: 'chain_unavailable' });

    const locked = await shop({
      refundWallet: { address: wallet.address, signTypedData: () => Promise.reject(new Error('CANARY')) },
    });
    expect(await locked.refund()).toEqual({ state: 'unknown', reason: 'not_signed' });

    for (const { sent, remembered } of [alone, deaf, poor, locked]) {
      expect(sent).toEqual([]);
      expect(remembered).toEqual({});
    }
  });

  it('whose nonce the wallet has cancelled, or used for something else, fails', async () => {
    const cancelled = await shop();
    cancelled.answer = () => Promise.reject(new Error('socket hang up'));
    await cancelled.refund();
    const { nonce } = cancelled.authorization();
    const from = word(wallet.address.toLowerCase());
    cancelled.chain.transact([
      { address: authorization.token, topics: [AUTHORIZATION_CANCELED, from, nonce], data: '0x' },
    ]);
    expect(await cancelled.refund()).toEqual({ state: 'failed', reason: 'refund_cancelled' });
    expect(await refundsOf(cancelled)).toMatchObject([{ state: 'failed', reference: nonce }]);

    const spent = await shop();
    spent.answer = () => {
      const key = { token: authorization.token, payer: wallet.address.toLowerCase(), nonce };
      return settled(
        spent.chain.transact([
          usedLog(key),
          transferLog(stranger.address.toLowerCase(), 49_990_000n, key.payer),
        ]),
      );
    };
    expect(await spent.refund()).toEqual({ state: 'failed', reason: 'refund_nonce_spent' });
  });

  it('is never said to have failed when its nonce was used after the end of what is remembered', async () => {
    const mounted = await shop();
    mounted.answer = () => Promise.reject(new Error('socket hang up'));
    await mounted.refund();
    mounted.chain.mineAt(NOW + 601);
    mounted.chain.mine(500);
    mounted.carryOut();
    expect(await mounted.refund()).toEqual({ state: 'unknown', reason: 'use_not_found' });
    expect(await refundsOf(mounted)).toBeUndefined();
  });

  it('is pending until enough blocks stand on it', async () => {
    const mounted = await shop({ confirmations: 3 });
    mounted.chain.mine(2);
    const pending = await mounted.refund();
    expect(pending).toMatchObject({ state: 'pending', reference: expect.any(String) as string });
    expect(await refundsOf(mounted)).toMatchObject([{ state: 'pending' }]);
    mounted.chain.mine(2);
    expect(await mounted.refund()).toMatchObject({ state: 'refunded' });
    expect(mounted.sent.length).toBe(1);
  });

  it('is pending while the chain does not show the success that a facilitator claims', async () => {
    const mounted = await shop();
    mounted.answer = () => settled(NOWHERE);
    expect(await mounted.refund()).toEqual({ state: 'pending', reference: NOWHERE });
  });

  it('waits for a node that is a little behind', async () => {
    vi.useFakeTimers();
    const mounted = await shop({ chainPatience: 10_000 });
    mounted.answer = () => {
      mounted.chain.lag = 1;
      const transaction = mounted.carryOut();
      mounted.chain.asked.length = 0;
      mounted.chain.onAsk = () => {
        if (mounted.chain.asked.length > 6) mounted.chain.lag = 0;
      };
      return settled(transaction);
    };
    const refunding = mounted.refund();
    await vi.runAllTimersAsync();
    expect(await refunding).toMatchObject({ state: 'refunded' });
  });
});
