import type { StripeFault } from '@railyard/sandbox';
import { describe, expect, it } from 'vitest';
import * as door from '../src/index.ts';
import { OPTIONS, purchase } from './mount.ts';
import { shop } from './shop.ts';
import { NOW } from './stripe.ts';

const HOUR = 3_600_000;
const OPEN = { state: 'action_required' };
const PAID = { state: 'paid', total: { amount: 8_550, currency: 'usd' } };
const CANCELLED = { state: 'cancelled' };
const DECLINED = { state: 'declined', reason: 'payment_failed', evidence: 'provider_state' };

it('exports the factory, and nothing else that runs', () => {
  expect(Object.keys(door)).toEqual(['stripeLink']);
});

it('is asked for no challenge, and reads no credential', async () => {
  const rail = door.stripeLink(OPTIONS);
  const request = {
    method: 'GET',
    url: 'https://shop.example',
    headers: {},
    meta: {},
    body: new Uint8Array(),
  };
  expect(rail.detect(request)).toBeNull();
  await expect(rail.challenge(purchase, {} as never)).rejects.toMatchObject({ code: 'internal' });
});

describe('a page', () => {
  it('S1.8, S1.10, S1.11 is a Checkout Session at Stripe that asks for the total', async () => {
    const { stripe, open } = await shop();
    const [page, [session]] = [await open(), stripe.sessions()];
    expect(page).toEqual({
      state: 'action_required',
      reference: expect.stringMatching(/^cs_test_/) as string,
      url: `https://checkout.stripe.com/c/pay/${session?.id}`,
      methods: ['card', 'us_bank_account'],
      expiresAt: NOW + 85_800_000,
    });
    expect(session).toMatchObject({
      amount_total: 8_550,
      currency: 'usd',
      client_reference_id: 'order_1',
      customer_email: 'ada@example.com',
      metadata: { railyard_attempt: 'attempt_1', railyard_order: 'order_1' },
    });
  });

  it('S1.9, S1.14 gives the payment the address of the cart, and the buyer’s e-mail to the form', async () => {
    const { stripe, open, act } = await shop();
    await open();
    act('pay');
    expect(stripe.sessions()[0]).toMatchObject({ customer_details: { email: 'ada@example.com' } });
    expect(stripe.intents()[0]).toMatchObject({
      metadata: { railyard_attempt: 'attempt_1', railyard_cart: 'cart_1' },
      shipping: { name: 'Ada Buyer', address: { line1: '1 Main Street', country: 'US' } },
    });
  });

  it('S1.15 is opened for a buyer of whom nothing is known', async () => {
    const { stripe, open, act, status } = await shop({ ...purchase, email: null, shipTo: null });
    expect(await open()).toMatchObject(OPEN);
    expect(stripe.sessions()[0]).toMatchObject({ customer_email: null });
    act('pay');
    expect(await status()).toMatchObject(PAID);
  });

  it('is paid once, whoever asks how often', async () => {
    const { stripe, open, act, status, cancel } = await shop();
    const page = await open();
    expect([await open('again'), await open(), await status()]).toEqual([page, page, page]);
    act('pay');
    const paid = await status();
    expect(paid).toMatchObject({ ...PAID, refunds: [] });
    expect([await open('again'), await cancel()]).toMatchObject([PAID, PAID]);
    expect([stripe.sessions(), stripe.charges()]).toMatchObject([{ length: 1 }, { length: 1 }]);
  });

  it('S2.12 has no address any more once it is paid', async () => {
    const { open, act } = await shop();
    await open();
    act('pay');
    expect(await open('again')).not.toHaveProperty('url');
  });

  it('stays open after a card was declined, and takes another', async () => {
    const { open, act, status } = await shop();
    const page = await open();
    act('decline');
    expect(await status()).toEqual(page);
    act('pay');
    expect(await status()).toMatchObject(PAID);
  });

  it('S2.8 stays open while a bank asks who pays, and is paid once it knows', async () => {
    const { open, act, status } = await shop();
    const page = await open();
    act('challenge');
    expect(await status()).toEqual(page);
    act('refuse');
    expect(await status()).toEqual(page);
    act('authenticate');
    expect(await status()).toMatchObject(PAID);
  });

  it.each([
    ['succeeded', PAID],
    ['failed', DECLINED],
  ] as const)(
    'S2.7 is pending while a bank debit is under way, until the bank says %s',
    async (outcome, end) => {
      const { stripe, open, act, status, cancel } = await shop();
      await open();
      act('debit');
      expect([await status(), await cancel()]).toMatchObject([{ state: 'pending' }, { state: 'pending' }]);
      stripe.finish(stripe.intents()[0]?.id ?? '', outcome);
      expect([await status(), await cancel()]).toMatchObject([end, end]);
    },
  );

  it('takes no money once it is cancelled', async () => {
    const { open, act, status, cancel } = await shop();
    await open();
    expect([await cancel(), await cancel(), await status()]).toEqual([CANCELLED, CANCELLED, CANCELLED]);
    expect(() => act('pay')).toThrow(/takes no payment/);
    expect(await open('again')).toEqual(CANCELLED);
  });

  it('is cancelled while a bank asks who pays, who then cannot answer', async () => {
    const { stripe, open, act, cancel } = await shop();
    await open();
    act('challenge');
    expect(await cancel()).toEqual(CANCELLED);
    expect(() => act('authenticate')).toThrow(/takes no payment/);
    expect(stripe.intents()).toMatchObject([{ status: 'canceled' }]);
  });

  it('S2.13 expires after a day, and not sooner', async () => {
    const { open, act, status, advance, cancel } = await shop();
    const page = await open();
    advance(23 * HOUR);
    expect(await status()).toEqual(page);
    advance(50 * 60_000);
    expect([await status(), await cancel()]).toEqual([{ state: 'expired' }, { state: 'expired' }]);
    expect(() => act('pay')).toThrow(/takes no payment/);
  });

  it('is paid when a payment that was under way lands after its end', async () => {
    const { stripe, open, act, status, cancel } = await shop();
    await open();
    expect(await cancel()).toEqual(CANCELLED);
    act('pay_late');
    expect([await status(), await cancel()]).toMatchObject([PAID, PAID]);
    expect(stripe.charges()).toHaveLength(1);
  });

  it('is found by its attempt when its reference was never stored, also among many', async () => {
    const { stripe, open, act, status, cancel, forget } = await shop();
    const page = await open();
    const { secretKey } = stripe.facts;
    for (let count = 0; count < 120; count += 1) await stripe.fetch(strange(secretKey, count));
    forget();
    expect(await status()).toEqual(page);
    act('pay');
    forget();
    expect(await cancel()).toMatchObject(PAID);
  });
});

describe('a page whose only answer was lost, a day later', () => {
  it.each([
    ['before', { state: 'expired' }],
    ['after', PAID],
  ] as const)('is what the list shows, when the call was lost %s it was opened', async (when, end) => {
    const { stripe, open, act, status, advance } = await shop();
    stripe.fault('checkout_sessions.create', { fault: 'cut', when });
    expect(await open()).toEqual({ state: 'unknown', reason: 'no_answer' });
    if (when === 'after') act('pay');
    const { secretKey } = stripe.facts;
    for (let count = 0; count < 120; count += 1) await stripe.fetch(strange(secretKey, count));
    advance(24 * HOUR + 1);
    expect(await status()).toMatchObject(end);
  });
});

/** A page that somebody else has opened. */
function strange(secretKey: string, count: number): Request {
  const body = new URLSearchParams({
    mode: 'payment',
    success_url: 'https://other.example',
    'line_items[0][quantity]': '1',
    'line_items[0][price_data][currency]': 'usd',
    'line_items[0][price_data][unit_amount]': String(100 + count),
    'line_items[0][price_data][product_data][name]': 'Coffee',
  });
  const headers = { authorization: `Bearer ${secretKey}`, 'stripe-version': '2026-10-28.endive' };
  return new Request('https://api.stripe.com/v1/checkout/sessions', { method: 'POST', body, headers });
}

const SPOILED = ['cut', 'bad_gateway', 'html', 'truncated', 'error_less', 'not_json'] as const;
const FAULTS: readonly StripeFault[] = [
  ...(['before', 'after'] as const).flatMap((when) => [
    ...SPOILED.map((fault) => ({ fault, when })),
    ...[400, 401, 403, 404, 409, 429, 500, 503].map((status) => ({ fault: 'status' as const, status, when })),
  ]),
  { fault: 'rate_limit' },
  { fault: 'in_use' },
  { fault: 'no_access' },
];

describe.each(FAULTS)('when the call that opens the page meets %o', (fault) => {
  it('no page is lost, and a repeat under the same key opens the one page', async () => {
    const { stripe, open, act, status } = await shop();
    stripe.fault('checkout_sessions.create', fault);
    // Its own answer that it has let nobody in.
    expect(await open()).toMatchObject({ state: fault.fault === 'no_access' ? 'declined' : 'unknown' });
    expect(await open('again')).toMatchObject(OPEN);
    act('pay');
    expect(await status()).toMatchObject(PAID);
    expect([stripe.sessions(), stripe.charges()]).toMatchObject([{ length: 1 }, { length: 1 }]);
  });

  it('the status finds the page if there is one', async () => {
    const { stripe, open, status } = await shop();
    stripe.fault('checkout_sessions.create', fault);
    await open();
    const isMade = 'when' in fault && fault.when === 'after';
    expect(await status()).toMatchObject(isMade ? OPEN : { state: 'unknown', reason: 'not_found' });
  });
});

describe('what Stripe keeps its word in', () => {
  it('tells that a page was refused: nothing was opened', async () => {
    const { stripe, open } = await shop(purchase, { returnUrl: () => 'http://shop.example' });
    expect(await open()).toEqual({
      state: 'declined',
      reason: 'page_refused',
      code: 'url_invalid',
      evidence: 'same_key',
    });
    expect(stripe.sessions()).toEqual([]);
  });

  it('leaves a page that was first sent too late in doubt, and then expired', async () => {
    const { stripe, open, status, advance } = await shop(purchase, { expiresIn: 1_800 });
    stripe.fault('checkout_sessions.create', { fault: 'cut' });
    await open();
    advance(20 * 60_000);
    expect(await open('again')).toEqual({ state: 'unknown', reason: 'request_refused' });
    expect(await status()).toEqual({ state: 'unknown', reason: 'not_found' });
    advance(31 * 60_000);
    expect(await status()).toEqual({ state: 'expired' });
    expect(stripe.sessions()).toEqual([]);
  });

  it.each([
    ['succeeded', { state: 'refunded' }],
    ['failed', { state: 'failed', reason: 'refund_failed' }],
  ] as const)('keeps a refund pending until the bank says %s', async (outcome, end) => {
    const { stripe, open, act, status, refund } = await shop();
    await open();
    act('pay', 'pm_card_pendingRefund');
    expect([await refund(), await refund('again')]).toMatchObject([
      { state: 'pending' },
      { state: 'pending' },
    ]);
    stripe.finishRefund(stripe.refunds()[0]?.id ?? '', outcome);
    expect(await refund('again')).toMatchObject(end);
    expect(await status()).toMatchObject({ ...PAID, refunds: [{ id: 'refund_1', state: end.state }] });
    expect(stripe.refunds()).toHaveLength(1);
  });

  it('gives nothing back of what is disputed, nor of a page that nobody paid', async () => {
    const { stripe, open, act, refund } = await shop();
    await open();
    expect(await refund()).toEqual({ state: 'unknown', reason: 'not_paid' });
    act('pay');
    stripe.dispute(stripe.intents()[0]?.id ?? '');
    expect(await refund()).toEqual({ state: 'failed', reason: 'charge_disputed' });
    expect(stripe.refunds()).toEqual([]);
  });
});
