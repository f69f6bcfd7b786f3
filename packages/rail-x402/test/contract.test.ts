import type { Settlement } from '@railyard/core/rail';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { transferLog, usedLog } from './fake-chain.ts';
import { type Mounted, mount, refused, settled } from './mount.ts';
import { found, headerOf, NOW, purchase, requestWith, signedPayment, stranger } from './payer.ts';

const PAID = { state: 'paid', total: { amount: 4999, currency: 'usd' } };
const NOWHERE = `0x${'ee'.repeat(32)}`;
const UNNAMED = { state: 'unknown', reason: 'use_not_named' };

afterEach(() => {
  vi.useRealTimers();
});

interface Wallet extends Omit<Mounted, 'settle' | 'status' | 'credential'> {
  settle(sent?: 'first' | 'again'): Promise<Settlement>;
  status(reference?: string): Promise<Settlement>;
}

/** A rail that is paid with a signature which only the payer's contract can check. */
function mountWallet(options: Parameters<typeof mount>[0] = {}): Wallet {
  const mounted = mount(options);
  const credential = async () => {
    const signed = await signedPayment();
    const payload = { ...signed.payload, signature: `0x${'ab'.repeat(300)}` };
    return found(mounted.rail.detect(requestWith({ 'payment-signature': headerOf({ ...signed, payload }) })));
  };
  return Object.assign(mounted, {
    async settle(sent: 'first' | 'again' = 'first') {
      return mounted.rail.settle(purchase, await credential(), {
        ...mounted.context,
        first: sent === 'first',
      });
    },
    async status(reference: string | null = null) {
      return mounted.rail.status(mounted.ref(await credential(), { reference }), mounted.context);
    },
  });
}

describe('a payment that a contract signed', () => {
  it('passes the local check, which cannot tell', async () => {
    const { rail, context } = mount();
    const signed = await signedPayment();
    const payload = { ...signed.payload, signature: '0xab' };
    const credential = found(
      rail.detect(requestWith({ 'payment-signature': headerOf({ ...signed, payload }) })),
    );
    expect(await rail.check?.(purchase, credential, context)).toBeNull();
    expect(credential.facts.signer).toBe('contract');
  });

  it('is paid by the transaction that the facilitator names', async () => {
    const mounted = mountWallet();
    const settlement = await mounted.settle();
    expect(settlement).toMatchObject(PAID);
    expect(await mounted.status()).toEqual(settlement);
  });

  it('is paid by a transaction that was named before it was in a block', async () => {
    const mounted = mountWallet({ confirmations: 3 });
    mounted.answer = (chain) => refused('settlement_pending', chain.pay());
    expect(await mounted.settle()).toMatchObject({ state: 'pending' });
    mounted.chain.mine(2);
    expect(await mounted.status()).toMatchObject(PAID);
  });

  it('is paid by a transaction that only a later answer names', async () => {
    const mounted = mountWallet({ facilitator: { url: 'https://one.example', statusPath: 'status' } });
    mounted.answer = () =>
      Response.json({ success: false, errorReason: 'settlement_pending', paymentId: 'payment_1' });
    expect(await mounted.settle()).toMatchObject({ state: 'unknown' });
    const { tell } = mounted;
    const transaction = mounted.chain.pay();
    expect(await mounted.status()).toMatchObject(UNNAMED);
    mounted.tell = (url) =>
      url.includes('/status/') ? Response.json({ status: 'completed', transaction }) : tell(url);
    expect(await mounted.status()).toMatchObject(PAID);
  });

  it('is paid by the transaction that the facilitator names in the end, though it named another first', async () => {
    const mounted = mountWallet({ facilitator: { url: 'https://one.example', statusPath: 'status' } });
    mounted.answer = () =>
      Response.json({
        success: false,
        errorReason: 'settlement_pending',
        paymentId: 'payment_1',
        transaction: NOWHERE,
      });
    expect(await mounted.settle()).toMatchObject({ state: 'unknown', reference: NOWHERE });
    const { tell } = mounted;
    const transaction = mounted.chain.pay();
    mounted.tell = (url) =>
      url.includes('/status/') ? Response.json({ status: 'completed', transaction }) : tell(url);
    expect(await mounted.status(NOWHERE)).toMatchObject(PAID);
  });

  it('remembers the transaction that was named before it looks at the chain', async () => {
    const mounted = mountWallet();
    mounted.chain.onAsk = () => {
      expect(mounted.remembered.transaction).toMatch(/^0x/);
    };
    expect(await mounted.settle()).toMatchObject(PAID);
    expect.hasAssertions();
  });

  it('is never paid because a stranger’s authorization of the same nonce was used', async () => {
    // The victim paid for something else; whoever saw it presents their nonce with a signature of their own making.
    for (const answer of [
      () => refused('invalid_exact_evm_nonce_already_used'),
      () => refused('invalid_exact_evm_signature'),
      () => Promise.reject(new Error('socket hang up')),
      () => Response.json({ success: true }),
      () => settled(NOWHERE),
      () => refused('settlement_pending', NOWHERE),
    ]) {
      const mounted = mountWallet();
      mounted.chain.pay();
      mounted.answer = answer;
      expect((await mounted.settle()).state).not.toBe('paid');
      expect((await mounted.settle('again')).state).not.toBe('paid');
      expect(await mounted.status()).toMatchObject(UNNAMED);
      expect(await mounted.status(NOWHERE)).toMatchObject(UNNAMED);
      mounted.chain.mine(1_000);
      expect(await mounted.status()).toMatchObject(UNNAMED);
    }
  });

  it('is not even pending for a use that nobody named', async () => {
    const mounted = mountWallet({ confirmations: 5 });
    mounted.chain.pay();
    mounted.answer = () => refused('unexpected_settle_error');
    expect(await mounted.settle()).toMatchObject({ state: 'unknown', reason: 'unexpected_settle_error' });
    expect(await mounted.status()).toMatchObject(UNNAMED);
  });

  it.each([
    ['over a chain', {}],
    ['without a chain', { alone: true }],
  ] as const)(
    'that a facilitator had a word against is sent again a handful of times, %s',
    async (_, options) => {
      const mounted = mountWallet(options);
      mounted.answer = () => refused('invalid_exact_evm_transaction_simulation_failed');
      const pauses: (number | undefined)[] = [];
      while (mounted.now < NOW + 294) {
        const settlement = await mounted.settle(pauses.length === 0 ? 'first' : 'again');
        if (settlement.state !== 'unknown') throw new Error(`It is ${settlement.state}.`);
        pauses.push(settlement.retryAfter);
        mounted.now += settlement.retryAfter ?? 1;
      }
      expect(pauses).toEqual([150, 75, 60, 60]);
    },
  );

  it('is sent again soon where nothing tells that the facilitator has a word against it', async () => {
    for (const answer of [
      () => refused('settlement_pending'),
      () => refused('unexpected_settle_error', NOWHERE),
      () => Response.json({ success: false }),
      () => new Response('', { status: 502 }),
      () => Promise.reject(new Error('socket hang up')),
    ]) {
      const mounted = mountWallet();
      mounted.answer = answer;
      expect(await mounted.settle()).toMatchObject({ state: 'unknown' });
      expect(await mounted.settle()).not.toHaveProperty('retryAfter');
    }
    const key = mount();
    key.answer = () => refused('unexpected_settle_error');
    expect(await key.settle()).toEqual({ state: 'unknown', reason: 'unexpected_settle_error' });
  });

  it('is not paid by a transaction of another authorization that was named', async () => {
    const mounted = mountWallet();
    mounted.answer = (chain) =>
      settled(chain.transact([usedLog({ ...usedKey(), nonce: `0x${'2'.repeat(64)}` }), transferLog()]));
    expect(await mounted.settle()).toMatchObject({ state: 'pending' });
  });

  it('waits for a node that does not show the named transaction yet', async () => {
    vi.useFakeTimers();
    const mounted = mountWallet({ chainPatience: 10_000 });
    mounted.chain.lag = 3;
    mounted.chain.onAsk = () => {
      if (mounted.chain.asked.length > 12) mounted.chain.lag = 0;
    };
    const settling = mounted.settle();
    await vi.runAllTimersAsync();
    expect(await settling).toMatchObject(PAID);
  });

  it('is declined, cancelled and expired like any other', async () => {
    const declined = mountWallet();
    declined.answer = (chain) => {
      chain.mine();
      return refused('invalid_exact_evm_signature');
    };
    expect(await declined.settle()).toMatchObject({ state: 'declined', reason: 'invalid_signature' });

    const cancelled = mountWallet();
    cancelled.chain.cancel();
    expect(await cancelled.status()).toMatchObject({ state: 'declined', reason: 'authorization_cancelled' });

    const spent = mountWallet();
    spent.chain.transact([usedLog(), transferLog(stranger.address.toLowerCase())]);
    expect(await spent.status()).toMatchObject({ state: 'declined', reason: 'authorization_spent' });

    const expired = mountWallet();
    expired.chain.mineAt(NOW + 301);
    expect(await expired.status()).toEqual({ state: 'expired' });
  });
});

function usedKey() {
  const [, from = '', nonce = ''] = usedLog().topics;
  return { token: usedLog().address, payer: `0x${from.slice(26)}`, nonce };
}
