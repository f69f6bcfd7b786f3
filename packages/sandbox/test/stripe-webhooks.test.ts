import Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { arrivals } from './arrivals.ts';
import { idOf, openBench, pay, START, send } from './stripe-support.ts';

const URL = 'https://shop.test/webhooks';
const TOLERANCE = 300;

async function typesOf(requests: readonly Request[]): Promise<readonly string[]> {
  const events = await Promise.all(requests.map((request) => request.json() as Promise<Stripe.Event>));
  return events.map(({ type }) => type);
}

const PAID = [
  'payment_intent.created',
  'charge.succeeded',
  'payment_intent.succeeded',
  'shared_payment.granted_token.used',
  'shared_payment.granted_token.deactivated',
];

describe('a webhook', () => {
  it('is signed so that the official client takes it, for as long as it may', async () => {
    const bench = openBench();
    bench.local.listen(URL);
    await pay(bench);
    const [first] = await arrivals(bench);
    const body = (await first?.text()) ?? '';
    const signature = first?.headers.get('stripe-signature') ?? '';
    const { webhookSecret } = bench.facts;
    const check = (text: string, secret: string, at: number): Promise<Stripe.Event> =>
      bench.sdk.webhooks.constructEventAsync(
        text,
        signature,
        secret,
        TOLERANCE,
        Stripe.createSubtleCryptoProvider(),
        at,
      );
    const event = await check(body, webhookSecret, START);
    expect(event).toMatchObject({ object: 'event', type: 'payment_intent.created', livemode: false });
    expect((await bench.sdk.events.retrieve(event.id)).data).toEqual(event.data);
    await expect(check(`${body} `, webhookSecret, START)).rejects.toThrow('No signatures found');
    await expect(check(body, 'whsec_another', START)).rejects.toThrow('No signatures found');
    await expect(check(body, webhookSecret, START + (TOLERANCE + 1) * 1000)).rejects.toThrow('tolerance');
  });

  it('comes of all that happens, in its order', async () => {
    const bench = openBench();
    bench.local.listen(URL);
    const paid = idOf(await pay(bench));
    expect(await typesOf(await arrivals(bench))).toEqual(PAID);
    await send(bench, 'POST /v1/refunds', { form: `payment_intent=${paid}&amount=100` });
    bench.local.finishRefund(bench.local.refunds()[0]?.id ?? '', 'failed');
    bench.local.dispute(paid);
    expect(await typesOf(await arrivals(bench))).toEqual([
      'refund.created',
      'charge.refunded',
      'refund.failed',
      'refund.updated',
      'charge.dispute.created',
    ]);
    await pay(bench, 'pm_card_chargeDeclined');
    await send(
      bench,
      `POST /v1/payment_intents/${idOf(await pay(bench, 'pm_card_authenticationRequired'))}/cancel`,
    );
    bench.local.finish(idOf(await pay(bench, 'pm_usBankAccount_processing')), 'failed');
    expect(await typesOf(await arrivals(bench))).toEqual([
      'payment_intent.created',
      'charge.failed',
      'payment_intent.payment_failed',
      'payment_intent.created',
      'payment_intent.requires_action',
      'payment_intent.canceled',
      'payment_intent.created',
      'payment_intent.processing',
      'charge.failed',
      'payment_intent.payment_failed',
    ]);
  });

  it('shows the object as it was when it happened', async () => {
    const bench = openBench();
    bench.local.listen(URL);
    await pay(bench);
    const [created] = await arrivals(bench);
    const event = (await created?.json()) as Stripe.PaymentIntentCreatedEvent;
    expect(event.data.object.status).toBe('requires_confirmation');
  });

  it('goes to those who asked for it, signed with their own secret, until they are gone', async () => {
    const bench = openBench();
    const { sdk } = bench;
    const endpoint = await sdk.webhookEndpoints.create({
      url: URL,
      enabled_events: ['payment_intent.succeeded'],
    });
    expect(endpoint.secret).toMatch(/^whsec_\w{24}$/);
    await pay(bench);
    const [only, ...others] = await arrivals(bench);
    expect(others).toEqual([]);
    const signature = only?.headers.get('stripe-signature') ?? '';
    const checked = await sdk.webhooks.constructEventAsync(
      (await only?.text()) ?? '',
      signature,
      endpoint.secret ?? '',
      TOLERANCE,
      undefined,
      START,
    );
    expect(checked.type).toBe('payment_intent.succeeded');
    expect((await sdk.webhookEndpoints.list()).data).toMatchObject([{ id: endpoint.id, url: URL }]);
    expect((await sdk.webhookEndpoints.list()).data[0]).not.toHaveProperty('secret');
    await sdk.webhookEndpoints.del(endpoint.id);
    await pay(bench);
    expect(await arrivals(bench)).toEqual([]);
  });

  it('can be asked for by the names that the events of tokens have', async () => {
    const bench = openBench();
    const form = `url=${URL}&enabled_events[]=shared_payment.granted_token.used`;
    await send(bench, 'POST /v1/webhook_endpoints', { form });
    await pay(bench);
    expect(await typesOf(await arrivals(bench))).toEqual(['shared_payment.granted_token.used']);
  });

  it('says whose it is when it is that of a connected account', async () => {
    const bench = openBench();
    const { account } = bench.facts.connected;
    await bench.sdk.webhookEndpoints.create({ url: URL, enabled_events: ['*'], connect: true });
    await pay(bench);
    expect(await arrivals(bench)).toEqual([]);
    await bench.sdk.paymentIntents.create({ amount: 4999, currency: 'usd' }, { stripeAccount: account });
    const [created] = await arrivals(bench);
    expect(await created?.json()).toMatchObject({ type: 'payment_intent.created', account });
  });

  it('is tried again later, and in the end no more', async () => {
    const bench = openBench();
    await bench.sdk.webhookEndpoints.create({ url: URL, enabled_events: ['payment_intent.succeeded'] });
    await pay(bench);
    const due: number[] = [];
    const tries: number[] = [];
    for (const wait of [0, 999, 1, 10_000, 60_000, 600_000, 600_000]) {
      bench.pass(wait);
      due.push(bench.local.dueWebhooks());
      tries.push((await arrivals(bench, 500)).length);
    }
    expect(tries).toEqual([1, 0, 1, 1, 1, 1, 0]);
    expect(due).toEqual(tries);
    expect((await bench.sdk.events.list({ type: 'payment_intent.*' })).data).toHaveLength(2);
  });

  it('gets lost, doubled, late or out of order as told', async () => {
    const bench = openBench();
    bench.local.listen(URL);
    bench.local.webhooks({ fault: 'drop', event: 'payment_intent.created' });
    bench.local.webhooks({ fault: 'reorder', event: 'charge.succeeded' });
    bench.local.webhooks({ fault: 'duplicate', event: 'payment_intent.succeeded' });
    bench.local.webhooks({ fault: 'delay', ms: 5000, event: 'shared_payment.granted_token.used' });
    await pay(bench);
    const now = await arrivals(bench);
    const signed = await Promise.all(now.map((request) => request.clone().text()));
    expect(new Set(signed).size).toBe(3);
    expect(await typesOf(now)).toEqual([
      'payment_intent.succeeded',
      'payment_intent.succeeded',
      'charge.succeeded',
      'shared_payment.granted_token.deactivated',
    ]);
    bench.pass(5000);
    expect(await typesOf(await arrivals(bench))).toEqual(['shared_payment.granted_token.used']);
    await pay(bench);
    expect(await typesOf(await arrivals(bench))).toEqual(PAID);
  });
});
