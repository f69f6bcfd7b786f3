import { describe, expect, it } from 'vitest';
import { type CheckoutAction, localCoinbase } from '../src/index.ts';
import { create, createPaid, openCoinbaseBench, retrieve, START, send } from './coinbase-support.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const AT = new Date(START).toISOString();
const like = (pattern: RegExp): unknown => expect.stringMatching(pattern);

describe('a checkout', () => {
  it('is created with all that was asked for', async () => {
    const bench = openCoinbaseBench();
    const urls = {
      successRedirectUrl: 'https://shop.test/thanks',
      failRedirectUrl: 'http://127.0.0.1:3000/cart',
    };
    const made = await create(bench, { ...urls, network: 'base' });
    expect(made).toEqual({
      id: like(/^[0-9a-f]{24}$/),
      url: like(/^https:\/\/payments\.coinbase\.com\/payment-links\/pl_[0-9a-z]{26}$/),
      amount: '85.50',
      currency: 'USDC',
      network: 'base',
      address: like(/^0x[0-9a-f]{40}$/),
      tokenAddress: '0x036CbD53842c5426634e7929541eC2318f3dCF7e',
      status: 'ACTIVE',
      description: 'Order 7',
      metadata: { order: '7' },
      ...urls,
      expiresAt: new Date(START + DAY_MS).toISOString(),
      createdAt: AT,
      updatedAt: AT,
    });
    expect(await retrieve(bench, made.id)).toEqual(made);
    expect(bench.local.checkouts()).toEqual([made]);
  });

  it('is in USDC when it was asked for in another currency, which it names', async () => {
    const bench = openCoinbaseBench();
    expect(await create(bench, { amount: '10', currency: 'EUR' })).toMatchObject({
      amount: '11.00',
      currency: 'USDC',
      fiatAmount: '10.00',
      fiatCurrency: 'EUR',
    });
  });

  it('shows what of it is the seller’s once it is paid', async () => {
    const bench = openCoinbaseBench();
    expect(await createPaid(bench)).toMatchObject({
      status: 'COMPLETED',
      settlement: { totalAmount: '85.50', feeAmount: '0.86', netAmount: '84.64', currency: 'USDC' },
      transactionHash: like(/^0x[0-9a-f]{64}$/),
    });
  });

  it('is deactivated as long as nobody pays it', async () => {
    const bench = openCoinbaseBench();
    const { id } = await create(bench);
    bench.pass(1000);
    const ended = await send(bench, `POST /checkouts/${id}/deactivate`);
    expect(ended.body).toMatchObject({ status: 'DEACTIVATED', updatedAt: '2026-10-26T07:33:21.000Z' });
    for (const action of ['pay', 'dawdle', 'fail'] as const) {
      const { id: other } = await create(bench);
      bench.local.visit(other, action);
      const refused = await send(bench, `POST /checkouts/${other}/deactivate`, { body: {} });
      expect([refused.status, refused.body.errorType]).toEqual([400, 'invalid_request']);
    }
    expect((await send(bench, `POST /checkouts/${id}/deactivate`)).status).toBe(400);
  });

  it('expires when its time is up, unless somebody has begun to pay', async () => {
    const bench = openCoinbaseBench();
    const expiresAt = new Date(START + 60_000).toISOString();
    const [left, begun] = [await create(bench, { expiresAt }), await create(bench, { expiresAt })];
    bench.local.visit(begun.id, 'dawdle');
    bench.pass(59_999);
    expect((await retrieve(bench, left.id)).status).toBe('ACTIVE');
    bench.pass(1);
    expect((await retrieve(bench, left.id)).status).toBe('EXPIRED');
    expect((await retrieve(bench, begun.id)).status).toBe('PROCESSING');
    expect(bench.local.events().map(({ id, eventType }) => [id, eventType])).toEqual([
      [left.id, 'checkout.payment.expired'],
    ]);
  });

  it('can be failed, confirmed and left, each where it makes sense', async () => {
    const bench = openCoinbaseBench();
    const urls = {
      successRedirectUrl: 'https://shop.test/thanks',
      failRedirectUrl: 'https://shop.test/cart',
    };
    const walk = async (...actions: CheckoutAction[]): Promise<readonly [string, string | null]> => {
      const { id } = await create(bench, urls);
      const visits = actions.map((action) => bench.local.visit(id, action));
      const last = visits.at(-1);
      return [last?.checkout.status ?? '', last?.redirect ?? null];
    };
    const { successRedirectUrl: thanks, failRedirectUrl: cart } = urls;
    expect(await walk('pay')).toEqual(['COMPLETED', thanks]);
    expect(await walk('dawdle')).toEqual(['PROCESSING', null]);
    expect(await walk('dawdle', 'confirm')).toEqual(['COMPLETED', thanks]);
    expect(await walk('dawdle', 'fail')).toEqual(['FAILED', cart]);
    expect(await walk('fail')).toEqual(['FAILED', cart]);
    expect(await walk('leave')).toEqual(['ACTIVE', cart]);
    expect(await walk('expire')).toEqual(['EXPIRED', null]);
    expect(await walk('fail', 'pay_late')).toEqual(['COMPLETED', thanks]);
    expect(await walk('expire', 'dawdle_late', 'confirm')).toEqual(['COMPLETED', thanks]);
    await expect(walk('confirm')).rejects.toThrow('"confirm" cannot be done');
    await expect(walk('pay', 'pay')).rejects.toThrow('it is COMPLETED');
    await expect(walk('dawdle', 'expire')).rejects.toThrow('it is PROCESSING');
    await expect(walk('pay_late')).rejects.toThrow('it is ACTIVE');
  });

  it('can be paid although it was deactivated', async () => {
    const bench = openCoinbaseBench();
    const { id } = await create(bench);
    await send(bench, `POST /checkouts/${id}/deactivate`);
    bench.local.visit(id, 'pay_late');
    expect((await retrieve(bench, id)).status).toBe('COMPLETED');
    expect(bench.local.events().map(({ eventType }) => eventType)).toEqual(['checkout.payment.success']);
  });

  it('has the same ids wherever the seed is the same', async () => {
    expect(await create(openCoinbaseBench())).toEqual(await create(openCoinbaseBench()));
    const { facts } = openCoinbaseBench();
    expect(facts).toEqual(openCoinbaseBench().facts);
    expect(localCoinbase().facts.keyId).not.toBe(facts.keyId);
  });
});

describe('the list of checkouts', () => {
  it('is in pages, newest first', async () => {
    const bench = openCoinbaseBench();
    const made: string[] = [];
    for (let count = 0; count < 5; count += 1) made.push((await create(bench)).id);
    const seen: string[] = [];
    let query = '';
    for (let page = 0; page < 3; page += 1) {
      const { body } = await send(bench, `GET /checkouts?pageSize=2${query}`);
      seen.push(...(body.checkouts ?? []).map(({ id }) => id));
      query = `&pageToken=${body.nextPageToken}`;
    }
    expect(seen).toEqual(made.toReversed());
    expect(query).toBe('&pageToken=undefined');
  });

  it('is of those that were asked for', async () => {
    const bench = openCoinbaseBench();
    const early = await createPaid(bench, { description: 'Order 7 of a Bicycle' });
    bench.pass(60_000);
    const late = await create(bench, { description: 'Order 8' });
    const at = encodeURIComponent(late.createdAt);
    const found = async (query: string): Promise<readonly string[]> =>
      ((await send(bench, `GET /checkouts?${query}`)).body.checkouts ?? []).map(({ id }) => id);
    expect(await found('status=COMPLETED')).toEqual([early.id]);
    expect(await found('status=COMPLETED&status=ACTIVE')).toEqual([late.id, early.id]);
    expect(await found('status=FAILED')).toEqual([]);
    expect(await found(`startTime=${at}`)).toEqual([late.id]);
    expect(await found(`endTime=${at}`)).toEqual([late.id, early.id]);
    expect(await found('endTime=2026-10-26T07:33:20.000Z')).toEqual([early.id]);
    expect(await found('descriptionQuery=bicycle')).toEqual([early.id]);
  });
});
