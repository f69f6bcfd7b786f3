import { describe, expect, it } from 'vitest';
import { bystander } from '../src/index.ts';
import { type FacilitatorRequest, paymentOf, post, rpc, signedOf, usdcOf, useSandbox } from './support.ts';

const used = useSandbox();

interface Settled {
  readonly success: boolean;
  readonly errorReason?: string;
  readonly paymentId: string;
  readonly transaction: string;
}

const received = () => usdcOf(used.sandbox, used.sandbox.merchant.address);
const settle = async (payment: FacilitatorRequest): Promise<Settled> => {
  const { text } = await post(`${used.sandbox.circleUrl}/settle`, payment);
  return JSON.parse(text) as Settled;
};
const askStatus = (paymentId: string) => fetch(`${used.sandbox.circleUrl}/status/${paymentId}`);
const statusOf = async (paymentId: string): Promise<unknown> => (await askStatus(paymentId)).json();

describe('the facilitator like Circle’s', () => {
  it('says that a payment is pending, settles it meanwhile, and says so when asked', async () => {
    const before = await received();
    await used.yard.mining('stop');
    const pending = await settle(await paymentOf(used.sandbox));
    expect(pending).toMatchObject({ success: false, errorReason: 'settlement_pending', transaction: '' });
    expect(await statusOf(pending.paymentId)).toMatchObject({ status: 'pending', transaction: null });
    expect(await received()).toBe(before);

    await used.yard.mining('resume');
    await expect
      .poll(() => statusOf(pending.paymentId))
      .toMatchObject({
        paymentId: pending.paymentId,
        status: 'completed',
        network: 'eip155:84532',
        amount: '1',
        payer: used.sandbox.payer.address,
      });
    const { transaction } = (await statusOf(pending.paymentId)) as Settled;
    expect(await rpc(used.sandbox, 'eth_getTransactionReceipt', [transaction])).toMatchObject({
      status: '0x1',
    });
    expect(await received()).toBe(before + 1n);
  });

  it('takes the same payment once, however often it comes', async () => {
    const payment = await paymentOf(used.sandbox);
    const before = await received();
    await used.yard.mining('stop');
    const copies = await Promise.all([settle(payment), settle(payment), settle(payment)]);
    const [first] = copies;
    expect(new Set(copies.map(({ paymentId }) => paymentId)).size).toBe(1);
    await expect.poll(() => rpc(used.sandbox, 'txpool_status')).toMatchObject({ pending: '0x1' });

    await used.yard.mining('resume');
    await expect.poll(() => settle(payment)).toMatchObject({ success: true, paymentId: first?.paymentId });
    expect(await received()).toBe(before + 1n);
  });

  it('refuses at once what it can see to be unpayable, and gives no id', async () => {
    const refusal = await settle(await paymentOf(used.sandbox, 200_000_000_000n));
    expect(refusal).toMatchObject({
      success: false,
      errorReason: 'invalid_exact_evm_insufficient_balance',
      transaction: '',
    });
    expect(refusal).not.toHaveProperty('paymentId');
  });

  it('says that a payment failed when somebody else was faster', async () => {
    const stranger = await bystander(used.sandbox);
    const payment = await paymentOf(used.sandbox);
    const before = await received();
    await used.yard.mining('stop');
    const { paymentId } = await settle(payment);
    await expect.poll(() => rpc(used.sandbox, 'txpool_status')).toMatchObject({ pending: '0x1' });
    const { authorization, signature } = signedOf(payment);
    await stranger.submit(authorization, signature);

    await used.yard.mining('resume');
    await expect.poll(() => statusOf(paymentId)).toMatchObject({ status: 'failed' });
    expect(await settle(payment)).toMatchObject({ success: false, paymentId });
    expect(await received()).toBe(before + 1n);
  });

  it('knows nothing of an id that it never gave', async () => {
    expect((await askStatus('5b3f6c1e-9d2a-4f08-b1c7-2e9a14d0c3aa')).status).toBe(404);
  });

  it('says what it supports, and verifies', async () => {
    const supported = await fetch(`${used.sandbox.circleUrl}/supported`);
    expect(await supported.json()).toHaveProperty('kinds');
    const { text } = await post(`${used.sandbox.circleUrl}/verify`, await paymentOf(used.sandbox));
    expect(JSON.parse(text)).toMatchObject({ isValid: true });
  });
});

describe('told to misbehave, it', () => {
  it('takes a payment and loses the answer; the same payment again gives its id', async () => {
    await used.yard.facilitator('circle_settle', { fault: 'cut', when: 'after' });
    const [payment, before] = [await paymentOf(used.sandbox), await received()];
    await expect(settle(payment)).rejects.toThrow('fetch failed');
    await expect.poll(received).toBe(before + 1n);
    await expect.poll(() => settle(payment)).toMatchObject({ success: true });
    expect(await settle(payment)).toHaveProperty('paymentId');
    expect(await received()).toBe(before + 1n);
  });

  it.each([
    ['false_success', 0n, /^\{"success":true,"transaction":"0x/],
    ['leaky_refusal', 0n, /"errorReason":"insufficient_funds".*"errorMessage".*signature/],
    ['false_failure', 1n, /"errorReason":"insufficient_funds","transaction":""/],
  ] as const)('answers a payment with a %s', async (fault, gained, seen) => {
    await used.yard.facilitator('circle_settle', { fault });
    const [payment, before] = [await paymentOf(used.sandbox), await received()];
    expect((await post(`${used.sandbox.circleUrl}/settle`, payment)).text).toMatch(seen);
    await expect.poll(received).toBe(before + gained);
  });

  it('says of a settled payment that it is pending, failed or paid by no transaction, and then the truth', async () => {
    const { paymentId } = await settle(await paymentOf(used.sandbox));
    await expect.poll(() => statusOf(paymentId)).toMatchObject({ status: 'completed' });
    const { transaction } = (await statusOf(paymentId)) as { transaction: string };
    await used.yard.facilitator('circle_status', { fault: 'pending' });
    await used.yard.facilitator('circle_status', { fault: 'false_failure' });
    await used.yard.facilitator('circle_status', { fault: 'false_success' });
    await used.yard.facilitator('circle_status', { fault: 'status', status: 404 });

    expect(await statusOf(paymentId)).toMatchObject({ status: 'pending', transaction: null });
    expect(await statusOf(paymentId)).toMatchObject({ status: 'failed', transaction: null });
    const lie = (await statusOf(paymentId)) as { transaction: string };
    expect(await rpc(used.sandbox, 'eth_getTransactionByHash', [lie.transaction])).toBeNull();
    expect((await askStatus(paymentId)).status).toBe(404);
    expect(await statusOf(paymentId)).toMatchObject({ status: 'completed', transaction });
  });

  it('is counted apart from the other facilitator', async () => {
    const payment = await paymentOf(used.sandbox);
    const { from: payer, nonce } = signedOf(payment).authorization;
    await used.yard.facilitator('settle', { fault: 'cut' });
    const { paymentId } = await settle(payment);
    await statusOf(paymentId);
    expect(await used.yard.calls()).toEqual([
      { call: 'circle_settle', payer, nonce, fault: null },
      { call: 'circle_status', payer, nonce: null, fault: null },
    ]);
  });
});
