import { verifyWebhookSignatureWithCurrentTime } from 'hook0-client';
import { describe, expect, it } from 'vitest';
import type { CheckoutEvent } from '../src/index.ts';
import { arrivals } from './arrivals.ts';
import { create, createPaid, openCoinbaseBench, retrieve, send } from './coinbase-support.ts';

const URL = 'https://shop.test/webhooks';
const TOLERANCE = 300;

async function typesOf(requests: readonly Request[]): Promise<readonly string[]> {
  const events = await Promise.all(requests.map((request) => request.json() as Promise<CheckoutEvent>));
  return events.map(({ eventType }) => eventType);
}

describe('a webhook', () => {
  it('is signed so that the official client takes it, for as long as it may', async () => {
    const bench = openCoinbaseBench();
    bench.local.listen(URL);
    await createPaid(bench);
    const [first] = await arrivals(bench);
    const body = (await first?.text()) ?? '';
    const headers = first?.headers ?? new Headers();
    const signature = headers.get('x-hook0-signature') ?? '';
    expect(signature).toMatch(/^t=\d+,h=content-type x-event-type,v0=[0-9a-f]{64},v1=[0-9a-f]{64}$/);
    const check = (text: string, named: Headers, secret: string, late: number, by = signature): unknown => {
      const at = new Date(bench.now() + late);
      return verifyWebhookSignatureWithCurrentTime(by, Buffer.from(text), named, secret, TOLERANCE, at);
    };
    const { webhookSecret } = bench.facts;
    expect(check(body, headers, webhookSecret, 0)).toBe(true);
    expect(check(body, headers, webhookSecret, 0, signature.replace(/,v1=.*/, ''))).toBe(true);
    const forged = new Headers({ ...Object.fromEntries(headers), 'x-event-type': 'checkout.refund.success' });
    expect(() => check(`${body} `, headers, webhookSecret, 0)).toThrow('signature');
    expect(() => check(body, forged, webhookSecret, 0)).toThrow('signature');
    expect(() => check(body, headers, 'another', 0)).toThrow('signature');
    expect(() => check(body, headers, webhookSecret, (TOLERANCE + 1) * 1000)).toThrow('expired');
  });

  it('says the checkout as it was, and no id of its own', async () => {
    const bench = openCoinbaseBench();
    bench.local.listen(URL);
    const paid = await createPaid(bench, { metadata: { order: '7' } });
    await send(bench, `POST /checkouts/${paid.id}/refund`, { body: { amount: '85.50' } });
    bench.local.finishRefund((await retrieve(bench, paid.id)).refunds?.[0]?.id ?? '', 'completed');
    const [success] = await arrivals(bench);
    expect(await success?.json()).toEqual({ ...paid, eventType: 'checkout.payment.success' });
    expect(success?.headers.get('x-event-type')).toBe('checkout.payment.success');
  });

  it('comes of all that ends well or badly, in its order', async () => {
    const bench = openCoinbaseBench();
    bench.local.listen(URL);
    const { id } = await createPaid(bench);
    for (const outcome of ['failed', 'completed'] as const) {
      const sent = { body: { amount: '85.50' } };
      const { body } = await send(bench, `POST /checkouts/${id}/refund`, sent);
      bench.local.finishRefund(body.refund?.id ?? '', outcome);
    }
    bench.local.visit((await create(bench)).id, 'fail');
    const { id: left } = await create(bench);
    bench.pass(24 * 60 * 60 * 1000);
    expect(await typesOf(await arrivals(bench))).toEqual([
      'checkout.payment.success',
      'checkout.refund.failed',
      'checkout.refund.success',
      'checkout.payment.failed',
      'checkout.payment.expired',
    ]);
    bench.local.visit(left, 'pay_late');
    expect(await typesOf(await arrivals(bench))).toEqual(['checkout.payment.success']);
    expect(bench.local.events()).toHaveLength(6);
  });

  it('comes of no deactivation, and of no payment that is on its way', async () => {
    const bench = openCoinbaseBench();
    bench.local.listen(URL);
    await send(bench, `POST /checkouts/${(await create(bench)).id}/deactivate`);
    bench.local.visit((await create(bench)).id, 'dawdle');
    expect(await arrivals(bench)).toEqual([]);
  });

  it('is tried again later, and in the end no more', async () => {
    const bench = openCoinbaseBench();
    bench.local.listen(URL);
    bench.local.listen(URL);
    await createPaid(bench);
    const due: number[] = [];
    const tries: number[] = [];
    for (const wait of [0, 999, 1, 10_000, 60_000, 600_000, 600_000]) {
      bench.pass(wait);
      due.push(bench.local.dueWebhooks());
      tries.push((await arrivals(bench, 500)).length);
    }
    expect(tries).toEqual([1, 0, 1, 1, 1, 1, 0]);
    expect(due).toEqual(tries);
  });

  it('gets lost, doubled, late or out of order as told', async () => {
    const bench = openCoinbaseBench();
    bench.local.listen(URL);
    bench.local.webhooks({ fault: 'drop', event: 'checkout.payment.failed' });
    bench.local.webhooks({ fault: 'reorder' });
    bench.local.webhooks({ fault: 'duplicate' });
    bench.local.webhooks({ fault: 'delay', ms: 5000 });
    for (const action of ['pay', 'expire', 'fail', 'pay'] as const)
      bench.local.visit((await create(bench)).id, action);
    expect(await typesOf(await arrivals(bench))).toEqual([
      'checkout.payment.expired',
      'checkout.payment.expired',
      'checkout.payment.success',
    ]);
    bench.pass(5000);
    expect(await typesOf(await arrivals(bench))).toEqual(['checkout.payment.success']);
  });

  it('goes to addresses alone', () => {
    const { local } = openCoinbaseBench();
    for (const url of ['shop', 'ftp://shop.test', 'https://'])
      expect(() => local.listen(url)).toThrow('is no address');
  });
});
