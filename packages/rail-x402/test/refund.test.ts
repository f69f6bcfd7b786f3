import * as fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { RefundWallet } from '../src/index.ts';
import { createSignatureCheck } from '../src/signature/check.ts';
import { factsOfRefund, readRefund, refundIds } from '../src/wire/refund.ts';
import { mount, refused, settled } from './mount.ts';
import { NOW, payer, SEPOLIA_USDC } from './payer.ts';
import { refundsOf, shop, wallet } from './shop.ts';

const NOWHERE = `0x${'ee'.repeat(32)}`;

describe('a rail', () => {
  it('gives money back only with a wallet for it', () => {
    expect(mount().rail).not.toHaveProperty('refund');
    expect(mount({ refundWallet: wallet }).rail).toHaveProperty('refund');
  });

  it("takes an account of viem's as a wallet", () => {
    expectTypeOf(wallet).toExtend<RefundWallet>();
  });
});

describe('a refund', () => {
  it('goes from the wallet to the payer, once, through the same facilitator', async () => {
    const mounted = await shop();
    const done = await mounted.refund();
    expect(done).toMatchObject({ state: 'refunded' });
    const sent = JSON.parse(mounted.sent[0]?.body ?? '') as Record<string, Record<string, unknown>>;
    expect(sent.paymentRequirements).toMatchObject({
      network: 'eip155:84532',
      asset: SEPOLIA_USDC,
      amount: '49990000',
      payTo: payer.address,
    });
    expect(sent.paymentPayload?.accepted).toEqual(sent.paymentRequirements);
    expect(sent.paymentPayload?.payload).toMatchObject({
      authorization: {
        from: wallet.address.toLowerCase(),
        to: payer.address.toLowerCase(),
        value: '49990000',
        validAfter: '0',
        validBefore: String(NOW + 600),
      },
    });
    expect(await mounted.refund()).toEqual(done);
    expect(mounted.sent.length).toBe(1);
  });

  it('is signed as the token wants it', async () => {
    const mounted = await shop();
    await mounted.refund();
    const { paymentPayload } = JSON.parse(mounted.sent[0]?.body ?? '') as {
      paymentPayload: { payload: Parameters<ReturnType<typeof createSignatureCheck>>[0] };
    };
    const check = createSignatureCheck({
      name: 'USDC',
      version: '2',
      chainId: 84532,
      contract: SEPOLIA_USDC,
    });
    expect(await check(paymentPayload.payload)).toBe('valid');
  });

  it('of a part, and another of the rest, are two', async () => {
    const mounted = await shop();
    const part = { amount: 1_000, currency: 'usd' };
    const rest = { amount: 3_999, currency: 'usd' };
    const first = await mounted.refund('refund_1', part);
    const nonce = mounted.authorization().nonce;
    const second = await mounted.refund('refund_2', rest);
    expect(mounted.authorization().nonce).not.toBe(nonce);
    expect(await refundsOf(mounted)).toEqual([
      {
        id: 'refund_1',
        amount: part,
        state: 'refunded',
        reference: (first as { reference: string }).reference,
      },
      {
        id: 'refund_2',
        amount: rest,
        state: 'refunded',
        reference: (second as { reference: string }).reference,
      },
    ]);
  });

  it('of another currency, of nothing, or of more than was paid fails', async () => {
    const mounted = await shop();
    for (const amount of [
      { amount: 4999, currency: 'eur' },
      { amount: 0, currency: 'usd' },
      { amount: 5000, currency: 'usd' },
    ]) {
      expect(await mounted.refund('refund_1', amount)).toEqual({
        state: 'failed',
        reason: 'amount_not_refundable',
      });
    }
    expect(mounted.sent).toEqual([]);
  });

  it('of a payment on another network is unknown, and nothing is sent', async () => {
    const mounted = await shop({ network: 'base' });
    expect(await mounted.refund()).toEqual({ state: 'unknown', reason: 'not_on_this_network' });
    expect(mounted.sent).toEqual([]);
  });

  it('is remembered before it is sent, and not sent when that fails', async () => {
    const mounted = await shop();
    mounted.answer = () => {
      expect(mounted.remembered).toEqual({
        'refund:refund_1': `49990000 ${NOW + 600} ${wallet.address.toLowerCase()}`,
      });
      return settled(mounted.carryOut());
    };
    expect(await mounted.refund()).toMatchObject({ state: 'refunded' });

    const storeless = await shop();
    storeless.context.remember = () => Promise.reject(new Error('The store is down.'));
    await expect(storeless.refund()).rejects.toThrow('The store is down.');
    expect(storeless.sent).toEqual([]);
  });

  it('costs a look at the payment nothing where none was sent', async () => {
    const mounted = await shop();
    mounted.chain.asked.length = 0;
    expect(await refundsOf(mounted)).toBeUndefined();
    expect(mounted.chain.asked).toEqual(['receipt']);
  });

  it('goes by the facilitator’s word where there is no chain to ask', async () => {
    const mounted = await shop({ alone: true });
    mounted.answer = () => refused('insufficient_funds');
    expect(await mounted.refund()).toEqual({ state: 'unknown', reason: 'insufficient_funds' });
    mounted.answer = () => settled(NOWHERE);
    expect(await mounted.refund()).toEqual({ state: 'refunded', reference: NOWHERE });
    expect(mounted.sent[0]).toEqual(mounted.sent[1]);
    mounted.now += 700;
    await mounted.refund();
    expect(mounted.authorization().validBefore).toBe(String(NOW + 1_300));
  });
});

describe('what is remembered of a refund', () => {
  const sent = { value: 49_990_000n, validBefore: 1_900_000_600n, wallet: wallet.address.toLowerCase() };

  it('is read as it was written', () => {
    const facts = { payer: payer.address, ...factsOfRefund('refund_1', sent), ...factsOfRefund('2', sent) };
    expect(refundIds(facts)).toEqual(['refund_1', '2']);
    expect(readRefund(facts, 'refund_1')).toEqual(sent);
    expect(readRefund(facts, 'refund_2')).toBeNull();
  });

  it('is read without throwing, whatever it is', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        expect(readRefund({ 'refund:1': value }, '1')).toBeNull();
      }),
    );
  });
});
