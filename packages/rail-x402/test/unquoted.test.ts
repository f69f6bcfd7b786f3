import type { Settlement } from '@railyard/core/rail';
import { describe, expect, it } from 'vitest';
import { type Mounted, mount, refused, refuses, settled } from './mount.ts';
import { NOW, purchase } from './payer.ts';

const PAID = { state: 'paid', total: { amount: 4999, currency: 'usd' } };
const NOT_OURS = { state: 'declined', reason: 'authorization_spent_before', evidence: 'provider_state' };
const sale = { ...purchase, quotedAt: null };

/** Settles a sale of which nothing was kept but its credential. */
async function settle(mounted: Mounted, change: Partial<Mounted['context']> = {}): Promise<Settlement> {
  return mounted.rail.settle(sale, await mounted.credential(), { ...mounted.context, ...change });
}

function statusOf(mounted: Mounted): Promise<Settlement> {
  return mounted.status({ quotedAt: null });
}

describe('a sale that only its credential names', () => {
  it('is paid by a use that comes after the authorization was seen unused', async () => {
    for (const confirmations of [1, 3]) {
      const mounted = mount({ confirmations });
      mounted.answer = (chain) => {
        const transaction = chain.pay();
        chain.mine(confirmations - 1);
        return settled(transaction);
      };
      expect(await settle(mounted)).toMatchObject(PAID);
      expect(await statusOf(mounted)).toMatchObject(PAID);
    }
  });

  it('takes no authorization that is used already, and sends nothing', async () => {
    const mounted = mount();
    mounted.chain.pay();
    expect(await settle(mounted)).toEqual({
      state: 'declined',
      reason: 'credential_already_used',
      evidence: 'not_sent',
    });
    expect(mounted.sent).toEqual([]);
    expect(mounted.remembered).toEqual({});
    expect(await statusOf(mounted)).toEqual(NOT_OURS);
  });

  it('leaves it to a look whose use it is, when it is sent again', async () => {
    const mounted = mount();
    await settle(mounted);
    expect(await settle(mounted, { first: false })).toEqual({ state: 'unknown', reason: 'credential_used' });
    expect(mounted.sent.length).toBe(1);
    expect(await statusOf(mounted)).toMatchObject(PAID);
  });

  it('has it seen and stored that the authorization is unused before it is sent', async () => {
    const mounted = mount();
    mounted.answer = (chain) => {
      expect(mounted.remembered).toEqual({ seenUnused: '999' });
      return settled(chain.pay());
    };
    expect(await settle(mounted)).toMatchObject(PAID);
    expect.hasAssertions();
  });

  it('sends nothing while the node cannot tell, is behind, or the store is down', async () => {
    const deaf = mount();
    deaf.chain.broken.add('isUsed');
    expect(await settle(deaf)).toEqual({ state: 'unknown', reason: 'chain_unavailable' });

    const behind = mount();
    behind.chain.lag = 100;
    expect(await settle(behind)).toEqual({ state: 'unknown', reason: 'chain_behind' });

    const storeless = mount();
    storeless.context.remember = () => Promise.reject(new Error('The store is down.'));
    await expect(settle(storeless)).rejects.toThrow('The store is down.');

    const alone = mount();
    alone.tell = () => Promise.reject(new Error('connection refused'));
    expect(await settle(alone)).toEqual({ state: 'unknown', reason: 'no_facilitator' });

    for (const { sent, remembered } of [deaf, behind, storeless, alone]) {
      expect(sent).toEqual([]);
      expect(remembered).toEqual({});
    }
  });

  it('that crashed before it was stored is not paid by anybody else’s use', async () => {
    const mounted = mount();
    expect(await statusOf(mounted)).toMatchObject({ state: 'unknown', unspent: true });
    const theirs = mounted.chain.pay();
    expect(await statusOf(mounted)).toEqual(NOT_OURS);
    expect(await mounted.status({ quotedAt: null, reference: theirs })).toEqual(NOT_OURS);
    mounted.chain.mine(1_000);
    expect(await statusOf(mounted)).toEqual(NOT_OURS);
  });

  it('that crashed before it was stored is declined for good only once enough blocks stand', async () => {
    const mounted = mount({ confirmations: 3 });
    mounted.chain.pay();
    expect(await statusOf(mounted)).toEqual({ state: 'unknown', reason: 'confirming' });
    mounted.chain.mine(2);
    expect(await statusOf(mounted)).toEqual(NOT_OURS);
  });

  it('that crashed between the store and the sending is sent again', async () => {
    const mounted = mount();
    mounted.answer = () => Promise.reject(new Error('The process ends here.'));
    await settle(mounted);
    expect(mounted.remembered).toEqual({ seenUnused: '999' });
    expect(await statusOf(mounted)).toMatchObject({ state: 'unknown', unspent: true });
    mounted.chain.mine(10);
    mounted.answer = (chain) => settled(chain.pay());
    expect(await settle(mounted, { first: false })).toMatchObject(PAID);
    expect(mounted.remembered).toEqual({ seenUnused: '1009' });
    expect(await statusOf(mounted)).toMatchObject(PAID);
  });

  it('that crashed after the sending is found paid', async () => {
    const mounted = mount();
    mounted.answer = (chain) => {
      chain.pay();
      return Promise.reject(new Error('The process ends here.'));
    };
    mounted.chain.onAsk = (method) => {
      if (mounted.sent.length > 0) throw new Error(`The process has ended: ${method}.`);
    };
    expect(await settle(mounted)).toMatchObject({ state: 'unknown', reason: 'no_answer' });
    mounted.chain.onAsk = () => {};
    expect(await statusOf(mounted)).toMatchObject(PAID);
    mounted.chain.mine(1_000);
    expect(await statusOf(mounted)).toMatchObject(PAID);
  });

  it('is paid, whichever of two workers stored last what they saw', async () => {
    const mounted = mount();
    mounted.answer = () => Promise.reject(new Error('socket hang up'));
    await settle(mounted);
    const earlier = { ...mounted.remembered };
    mounted.chain.mine(20);
    await settle(mounted, { first: false });
    mounted.chain.pay();
    expect(await statusOf(mounted)).toMatchObject(PAID);
    Object.assign(mounted.remembered, earlier);
    expect(await statusOf(mounted)).toMatchObject(PAID);
  });

  it('is not paid by a use in or before the block that was stored, though somebody names it', async () => {
    const mounted = mount();
    const theirs = mounted.chain.pay();
    mounted.chain.mine(5);
    mounted.remembered.seenUnused = '1001';
    expect(await mounted.status({ quotedAt: null, reference: theirs })).toEqual(NOT_OURS);
    expect(await statusOf(mounted)).toEqual(NOT_OURS);
    mounted.remembered.seenUnused = 'block';
    expect(await statusOf(mounted)).toEqual(NOT_OURS);
  });

  it('is declined like any other, and found when it is paid all the same', async () => {
    const mounted = mount();
    refuses(mounted, 'invalid_exact_evm_signature');
    expect(await settle(mounted)).toMatchObject({ state: 'declined', until: (NOW + 300) * 1_000 });
    mounted.chain.pay();
    expect(await statusOf(mounted)).toMatchObject(PAID);
  });

  it('goes by the facilitator’s word where there is no chain to ask', async () => {
    const mounted = mount({ alone: true });
    expect(await settle(mounted)).toMatchObject(PAID);
    mounted.answer = () => refused('insufficient_funds');
    expect(await settle(mounted)).toMatchObject({ state: 'declined' });
  });
});
