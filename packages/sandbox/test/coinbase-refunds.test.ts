import { describe, expect, it } from 'vitest';
import {
  type CoinbaseBench,
  type CoinbaseSaid,
  create,
  createPaid,
  openCoinbaseBench,
  retrieve,
  send,
} from './coinbase-support.ts';

function refund(bench: CoinbaseBench, id: string, body: object): Promise<CoinbaseSaid> {
  return send(bench, `POST /checkouts/${id}/refund`, { body });
}

async function refundId(bench: CoinbaseBench, id: string, amount: string): Promise<string> {
  return (await refund(bench, id, { amount })).body.refund?.id ?? '';
}

describe('a refund', () => {
  it('is on its way until it has arrived, and then the checkout says so', async () => {
    const bench = openCoinbaseBench();
    const { id } = await createPaid(bench);
    const { status, body } = await refund(bench, id, { amount: '25', reason: 'One was broken' });
    expect(status).toBe(200);
    const pending = {
      id: body.refund?.id,
      checkoutId: id,
      amount: '25.00',
      currency: 'USDC',
      status: 'PENDING',
      reason: 'One was broken',
      createdAt: '2026-10-26T07:33:20.000Z',
    };
    expect(body.refund).toEqual(pending);
    expect(body.checkout).toMatchObject({ status: 'COMPLETED', refunds: [pending] });
    expect(body.checkout).not.toHaveProperty('refundedAmount');

    bench.pass(1000);
    bench.local.finishRefund(body.refund?.id ?? '', 'completed');
    expect(await retrieve(bench, id)).toMatchObject({
      status: 'PARTIALLY_REFUNDED',
      refundedAmount: '25.00',
      refunds: [{ ...pending, status: 'COMPLETED', completedAt: '2026-10-26T07:33:21.000Z' }],
    });
    bench.local.finishRefund(await refundId(bench, id, '60.50'), 'completed');
    expect(await retrieve(bench, id)).toMatchObject({ status: 'REFUNDED', refundedAmount: '85.50' });
    expect((await refund(bench, id, { amount: '0.01' })).body.errorMessage).toContain('REFUNDED');
  });

  it('leaves what was paid to be refunded again when it fails', async () => {
    const bench = openCoinbaseBench();
    const { id } = await createPaid(bench);
    const failed = await refundId(bench, id, '85.50');
    expect((await refund(bench, id, { amount: '0.01' })).status).toBe(400);
    bench.local.finishRefund(failed, 'failed');
    expect(await retrieve(bench, id)).toMatchObject({
      status: 'COMPLETED',
      refunds: [{ id: failed, status: 'FAILED' }],
    });
    expect((await refund(bench, id, { amount: '85.50' })).status).toBe(200);
    expect(() => bench.local.finishRefund(failed, 'completed')).toThrow('is FAILED already');
    expect(() => bench.local.finishRefund('7', 'completed')).toThrow('There is no refund "7".');
  });

  it('is in the currency that the checkout was asked for in, or in USDC', async () => {
    const bench = openCoinbaseBench();
    const { id } = await createPaid(bench, { amount: '10.00', currency: 'EUR' });
    expect((await refund(bench, id, { amount: '4.00' })).body.refund).toMatchObject({
      amount: '4.40',
      currency: 'USDC',
      fiatAmount: '4.00',
      fiatCurrency: 'EUR',
      exchangeRate: '1.10',
    });
    const { body } = await refund(bench, id, { amount: '6.60', currency: 'USDC' });
    expect(body.refund).not.toHaveProperty('fiatAmount');
    expect((await refund(bench, id, { amount: '0.01' })).status).toBe(400);
  });

  it.each([[[]], [['dawdle']], [['fail']], [['expire']]] as const)(
    'is not there for what was not paid: %j',
    async (actions) => {
      const bench = openCoinbaseBench();
      const { id } = await create(bench);
      for (const action of actions) bench.local.visit(id, action);
      const { status, body } = await refund(bench, id, { amount: '1.00' });
      expect([status, body.errorType]).toEqual([400, 'invalid_request']);
    },
  );
});
