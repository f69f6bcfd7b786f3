import { describe, expect, it } from 'vitest';
import { CART, openSession, rate, typesOf } from './checkout-support.ts';
import { type Bench, openBench, START, send } from './stripe-support.ts';

const DAY = 86_400_000;

/** What a session has come to, as the seller sees it. */
async function standing({ sdk }: Bench, id: string): Promise<string> {
  const { status, payment_status, url } = await sdk.checkout.sessions.retrieve(id);
  return `${status} ${payment_status} ${url === null ? 'closed' : 'payable'}`;
}

/** The intent of a session that was tried. */
function intentOf({ local }: Bench, id: string): string {
  return local.sessions().find((session) => session.id === id)?.payment_intent ?? '';
}

describe('a buyer on the page', () => {
  it('pays, and goes back to the shop with the session', async () => {
    const bench = openBench();
    const { id } = await openSession(bench);
    const { redirect, session } = bench.local.visit(id, 'pay', { email: 'new@shop.example' });
    expect(redirect).toBe(`https://shop.example/done?session=${id}`);
    expect(session.customer_details).toMatchObject({ email: 'new@shop.example', name: 'Ada' });
    expect(await standing(bench, id)).toBe('complete paid closed');
    expect(typesOf(bench)).toEqual([
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.succeeded',
      'checkout.session.completed',
    ]);
    expect(bench.local.events().at(-1)).toMatchObject({
      request: { id: null, idempotency_key: null },
      data: { object: { id, payment_status: 'paid', amount_total: 3499, metadata: { cart: '7' } } },
    });
  });

  it('stays when the card is declined, and pays with another by the same intent', async () => {
    const bench = openBench();
    const { id } = await openSession(bench);
    const visit = bench.local.visit(id, 'decline');
    expect(visit).toMatchObject({ redirect: null, notice: 'Your card was declined.' });
    expect(await standing(bench, id)).toBe('open unpaid payable');
    const method = 'pm_card_chargeDeclinedInsufficientFunds';
    expect(bench.local.visit(id, 'pay', { method }).notice).toBe('Your card has insufficient funds.');
    bench.local.visit(id, 'pay', { method: 'pm_card_amex' });
    expect(await standing(bench, id)).toBe('complete paid closed');
    expect(bench.local.intents()).toMatchObject([{ id: visit.session.payment_intent, status: 'succeeded' }]);
    expect(bench.local.charges().map(({ status }) => status)).toEqual(['failed', 'failed', 'succeeded']);
  });

  it.each([
    ['succeeded', 'complete paid closed', 'checkout.session.async_payment_succeeded', 'paid'],
    ['failed', 'complete unpaid closed', 'checkout.session.async_payment_failed', 'unpaid'],
  ] as const)('pays by bank debit, which has %s in the end', async (outcome, end, type, payment_status) => {
    const bench = openBench();
    const { id } = await openSession(bench);
    expect(bench.local.visit(id, 'debit').redirect).toContain(id);
    expect(await standing(bench, id)).toBe('complete unpaid closed');
    expect(typesOf(bench).at(-1)).toBe('checkout.session.completed');
    bench.local.finish(intentOf(bench, id), outcome);
    expect(await standing(bench, id)).toBe(end);
    expect(bench.local.events().at(-1)).toMatchObject({ type, data: { object: { id, payment_status } } });
  });

  it('is asked by the bank who pays, and answers', async () => {
    const bench = openBench();
    const { id } = await openSession(bench);
    expect(bench.local.visit(id, 'challenge')).toMatchObject({ redirect: null, notice: null });
    expect(bench.local.intents()).toMatchObject([{ status: 'requires_action' }]);
    expect(bench.local.visit(id, 'refuse').notice).toBe('Your bank did not recognize you.');
    expect(await standing(bench, id)).toBe('open unpaid payable');
    expect(bench.local.visit(id, 'authenticate').redirect).toContain(id);
    expect(await standing(bench, id)).toBe('complete paid closed');
  });

  it('takes another way to pay instead of an answer', async () => {
    const bench = openBench();
    const { id } = await openSession(bench);
    bench.local.visit(id, 'challenge');
    bench.local.visit(id, 'debit');
    expect(bench.local.intents()).toMatchObject([{ status: 'processing', next_action: null }]);
    expect(await standing(bench, id)).toBe('complete unpaid closed');
  });

  it('has nothing to answer with a card whose bank does not ask', async () => {
    const bench = openBench();
    const { id } = await openSession(bench);
    const declined = { method: 'pm_card_chargeDeclined' };
    expect(bench.local.visit(id, 'authenticate', declined).notice).toBe('Your card was declined.');
    expect(bench.local.visit(id, 'authenticate', { method: 'pm_card_visa' }).redirect).toContain(id);
    expect(bench.local.charges().map(({ status }) => status)).toEqual(['failed', 'succeeded']);
  });

  it('can be answered for by the bank alone', async () => {
    const bench = openBench();
    const { id } = await openSession(bench);
    bench.local.visit(id, 'challenge');
    bench.local.finish(intentOf(bench, id), 'succeeded');
    expect(await standing(bench, id)).toBe('complete paid closed');
  });

  it('leaves, and the page stays open', async () => {
    const bench = openBench();
    const { id } = await openSession(bench);
    expect(bench.local.visit(id, 'leave').redirect).toBe(CART.cancel_url);
    expect(await standing(bench, id)).toBe('open unpaid payable');
    const { cancel_url: _, ...rest } = CART;
    const nowhere = await bench.sdk.checkout.sessions.create(rest);
    expect(() => bench.local.visit(nowhere.id, 'leave')).toThrow('no way back');
  });

  it('chooses the delivery, which the amount follows', async () => {
    const bench = openBench();
    const { id } = await openSession(bench, {
      shipping_options: [rate('Post', 499), rate('Courier', 1999)],
    });
    bench.local.visit(id, 'decline');
    const entry = { shippingRate: bench.local.sessions()[0]?.shipping_options[1]?.shipping_rate ?? '' };
    expect(bench.local.visit(id, 'pay', entry).session).toMatchObject({
      amount_subtotal: 3000,
      amount_total: 4999,
      shipping_cost: { amount_total: 1999, shipping_rate: entry.shippingRate },
      total_details: { amount_shipping: 1999 },
    });
    expect(bench.local.intents()).toMatchObject([{ amount: 4999, amount_received: 4999 }]);
  });

  it.each([
    ['pay', { email: 'ada' }, 'Give an e-mail address.'],
    ['pay', { method: 'pm_card_nobody' }, "No such PaymentMethod: 'pm_card_nobody'"],
    ['pay', { shippingRate: 'shr_1' }, "No such shipping rate: 'shr_1'"],
  ] as const)('is refused: %s %o', async (action, entry, sentence) => {
    const bench = openBench();
    const { id } = await openSession(bench);
    expect(() => bench.local.visit(id, action, entry)).toThrow(sentence);
    expect(bench.local.intents()).toEqual([]);
  });

  it.each(['pay', 'decline', 'debit', 'challenge', 'authenticate', 'refuse', 'expire'] as const)(
    'finds no page to %s on when it has paid or the page has expired',
    async (action) => {
      const bench = openBench();
      const [paid, expired] = [await openSession(bench), await openSession(bench)];
      bench.local.visit(paid.id, 'pay');
      await bench.sdk.checkout.sessions.expire(expired.id);
      const before = [typesOf(bench), bench.local.charges()];
      expect(() => bench.local.visit(paid.id, action)).toThrow('it is complete');
      expect(() => bench.local.visit(expired.id, action)).toThrow('it is expired');
      expect([typesOf(bench), bench.local.charges()]).toEqual(before);
    },
  );

  it('gets the money back as for any payment', async () => {
    const bench = openBench();
    const { id } = await openSession(bench);
    bench.local.visit(id, 'pay');
    const refund = await bench.sdk.refunds.create({ payment_intent: intentOf(bench, id), amount: 100 });
    expect(refund).toMatchObject({ status: 'succeeded', amount: 100 });
    expect(bench.local.dispute(intentOf(bench, id))).toMatch(/^du_/);
  });
});

describe('a page whose time is up', () => {
  it('has expired for whoever looks, and not before', async () => {
    const bench = openBench();
    const { id } = await openSession(bench);
    bench.pass(DAY - 1000);
    expect(await standing(bench, id)).toBe('open unpaid payable');
    bench.pass(1000);
    expect(await standing(bench, id)).toBe('expired unpaid closed');
    expect(() => bench.local.visit(id, 'pay')).toThrow('it is expired');
    expect(typesOf(bench)).toEqual(['checkout.session.expired']);
  });

  it('is told of with nobody looking', async () => {
    const bench = openBench();
    bench.local.listen('https://shop.example/hooks');
    const { id } = await openSession(bench, { expires_at: START / 1000 + 1800 });
    const arrived: unknown[] = [];
    const receive = async (request: Request): Promise<Response> => {
      arrived.push(await request.json());
      return new Response();
    };
    bench.pass(1_800_000 - 1000);
    expect(await bench.local.deliver(receive)).toBe(0);
    bench.pass(1000);
    await bench.local.deliver(receive);
    await bench.local.deliver(receive);
    expect(arrived).toMatchObject([
      { type: 'checkout.session.expired', data: { object: { id, status: 'expired', url: null } } },
    ]);
  });

  it('takes along an intent that was tried', async () => {
    const bench = openBench();
    const { id } = await openSession(bench);
    bench.local.visit(id, 'challenge');
    bench.pass(DAY);
    expect(bench.local.intents()).toMatchObject([{ status: 'canceled', next_action: null }]);
    expect(typesOf(bench).slice(-2)).toEqual(['payment_intent.canceled', 'checkout.session.expired']);
    const intent = intentOf(bench, id);
    expect(() => bench.local.finish(intent, 'succeeded')).toThrow('nothing is awaited');
  });
});

describe('a payment that crosses another call', () => {
  it('lands although the page has expired', async () => {
    const bench = openBench();
    const { id } = await openSession(bench);
    bench.local.visit(id, 'decline');
    expect((await bench.sdk.checkout.sessions.expire(id)).status).toBe('expired');
    expect(bench.local.visit(id, 'pay_late').redirect).toContain(id);
    expect(await standing(bench, id)).toBe('complete paid closed');
    expect(bench.local.intents()).toMatchObject([
      { status: 'succeeded', canceled_at: null, amount_received: 3499 },
    ]);
    expect(typesOf(bench).slice(-4)).toEqual([
      'checkout.session.expired',
      'charge.succeeded',
      'payment_intent.succeeded',
      'checkout.session.completed',
    ]);
    expect(() => bench.local.visit(id, 'pay_late')).toThrow('it is complete');
  });

  it('lands before the call that opened the page has its answer', async () => {
    const seen: string[] = [];
    const bench: Bench = openBench(async () => {
      const [session] = bench.local.sessions();
      bench.local.visit(session?.id ?? '', 'pay');
      await bench.local.deliver(async (request) => {
        seen.push(((await request.json()) as { type: string }).type);
        return new Response();
      });
    });
    bench.local.listen('https://shop.example/hooks');
    bench.local.fault('checkout_sessions.create', { fault: 'delay', ms: 5000, when: 'after' });
    const { status, id } = await openSession(bench);
    expect(seen.at(-1)).toBe('checkout.session.completed');
    // The answer is as old as the page.
    expect(status).toBe('open');
    expect(await standing(bench, id)).toBe('complete paid closed');
  });

  it('has the page still to be opened while a delay comes before the work', async () => {
    const opened: number[] = [];
    const bench: Bench = openBench(async () => {
      opened.push(bench.local.sessions().length);
    });
    bench.local.fault('checkout_sessions.create', { fault: 'delay', ms: 5000 });
    await openSession(bench);
    expect(opened).toEqual([0]);
  });

  it('sends its events as faults would have it', async () => {
    const bench = openBench();
    bench.local.listen('https://shop.example/hooks');
    bench.local.webhooks({ fault: 'duplicate', event: 'checkout.session.completed' });
    bench.local.webhooks({ fault: 'drop', event: 'payment_intent.succeeded' });
    const { id } = await openSession(bench);
    bench.local.visit(id, 'pay');
    const types: string[] = [];
    await bench.local.deliver(async (request) => {
      types.push(((await request.json()) as { type: string }).type);
      return new Response();
    });
    expect(types).toEqual([
      'payment_intent.created',
      'charge.succeeded',
      'checkout.session.completed',
      'checkout.session.completed',
    ]);
  });

  it('is the connected account’s when its page is', async () => {
    const bench = openBench();
    const { account } = bench.facts.connected;
    const { id } = await bench.sdk.checkout.sessions.create(CART, { stripeAccount: account });
    bench.local.visit(id, 'pay');
    expect(bench.local.events().every((event) => event.account === account)).toBe(true);
    const target = `GET /v1/payment_intents/${bench.local.intents()[0]?.id}`;
    expect((await send(bench, target)).status).toBe(404);
    expect((await send(bench, target, { headers: { 'stripe-account': account } })).status).toBe(200);
  });
});
