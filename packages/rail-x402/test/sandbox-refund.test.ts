import type { RefundState } from '@railyard/core/rail';
import type { Hex } from '@railyard/sandbox';
import { privateKeyToAccount } from 'viem/accounts';
import { beforeAll, expect, it } from 'vitest';
import { type Signed, x402 } from '../src/index.ts';
import { attempt, present, purchase, type Rail, railOn, UNITS, usdcOf, useYard } from './yard.ts';

const used = useYard();
const wallet = privateKeyToAccount(`0x${'55'.repeat(32)}`);
const payerHas = () => usdcOf(used, used.sandbox.payer.address);

beforeAll(async () => {
  await used.stranger.give(wallet.address, 3n * UNITS);
});

/** A paid payment, and its refunds. */
async function sold(rail: Rail, name: string) {
  const own = attempt(name);
  const credential = await present(used, rail);
  const paid = await rail.settle(purchase, credential, own.contextOf());
  if (paid.state !== 'paid') throw new Error(`Not paid: ${paid.state}`);
  const { reference } = paid;
  return {
    async refund(id: string, amount = purchase.total.amount): Promise<RefundState | undefined> {
      const given = { id, key: id, amount: { amount, currency: 'usd' }, reason: 'duplicate_payment' };
      return rail.refund?.(own.refOf(credential, { reference }), given, own.contextOf());
    },
    status: () => rail.status(own.refOf(credential, { reference }), own.contextOf()),
  };
}

it('a refund moves USDC back to the payer once, however often it is asked for', async () => {
  const sale = await sold(railOn(used, { refundWallet: wallet }), 'attempt_1');
  const [has, left] = [await payerHas(), await usdcOf(used, wallet.address)];
  const done = await sale.refund('refund_1');
  expect(done).toMatchObject({ state: 'refunded' });
  for (let again = 0; again < 3; again += 1) expect(await sale.refund('refund_1')).toEqual(done);
  expect(await payerHas()).toBe(has + UNITS);
  expect(await usdcOf(used, wallet.address)).toBe(left - UNITS);
  expect(await sale.status()).toMatchObject({
    state: 'paid',
    refunds: [{ id: 'refund_1', amount: purchase.total, state: 'refunded' }],
  });
});

it('a refund whose answer was lost, or never came, moves USDC once', async () => {
  for (const [name, fault] of [
    ['attempt_2', { fault: 'cut', when: 'after' }],
    ['attempt_3', { fault: 'cut', when: 'before' }],
  ] as const) {
    const sale = await sold(railOn(used, { refundWallet: wallet, chainPatience: 0 }), name);
    const has = await payerHas();
    await used.yard.facilitator('settle', fault);
    const amount = 1_000;
    const first = await sale.refund('refund_1', amount);
    expect(['refunded', 'unknown']).toContain(first?.state);
    expect(await sale.refund('refund_1', amount)).toMatchObject({ state: 'refunded' });
    expect(await payerHas()).toBe(has + 10_000_000n);
  }
});

it('two authorizations of one refund are one for the chain itself, which refuses the second', async () => {
  const signed: Signed[] = [];
  // Without a chain to ask, the rail signs anew once the first has ended by its own clock.
  const rail = x402({
    network: 'base-sepolia',
    payTo: used.sandbox.merchant.address,
    facilitator: {
      async settle({ payload }) {
        signed.push(payload);
        throw new Error('socket hang up');
      },
    },
    refundWallet: wallet,
  });
  const { facts } = await present(used, rail);
  const own = attempt('attempt_6');
  const amount = { amount: 1_000, currency: 'usd' };
  const given = { id: 'refund_1', key: 'refund_1', amount, reason: 'requested' };
  for (const now of [Date.now(), Date.now() + 700_000]) {
    await rail.refund?.(own.refOf({ facts }), given, { ...own.contextOf(), now: () => now });
  }
  const [first, second] = signed as [Signed, Signed];
  expect(second.authorization).not.toEqual(first.authorization);
  expect(second.authorization).toEqual({
    ...first.authorization,
    validBefore: second.authorization.validBefore,
  });

  const has = await payerHas();
  await used.stranger.submit(second.authorization, second.signature);
  await expect(used.stranger.submit(first.authorization, first.signature)).rejects.toThrow('USDC refused');
  expect(await payerHas()).toBe(has + 10_000_000n);
});

it('a refund to a contract wallet arrives too', async () => {
  const rail = railOn(used, { refundWallet: wallet });
  const contract: Hex = `0x${'c4'.repeat(20)}`;
  await used.stranger.installWallet(contract);
  const { facts } = await present(used, rail);
  const own = attempt('attempt_4');
  const payment = {
    ...own.refOf({ facts }),
    facts: { ...facts, payer: contract.toLowerCase(), signer: 'contract' },
  };
  const given = {
    id: 'refund_1',
    key: 'refund_1',
    amount: { amount: 1, currency: 'usd' },
    reason: 'requested',
  };
  expect(await rail.refund?.(payment, given, own.contextOf())).toMatchObject({ state: 'refunded' });
  expect(await usdcOf(used, contract)).toBe(10_000n);
});

it('a refund from a wallet without the money is made good by filling it up', async () => {
  const poor = privateKeyToAccount(`0x${'66'.repeat(32)}`);
  const sale = await sold(railOn(used, { refundWallet: poor }), 'attempt_5');
  expect(await sale.refund('refund_1')).toEqual({ state: 'unknown', reason: 'refund_wallet_short' });
  await used.stranger.give(poor.address, UNITS);
  expect(await sale.refund('refund_1')).toMatchObject({ state: 'refunded' });
});
