import Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import {
  APPROVE,
  charge,
  type Decide,
  type IssuingBench,
  mintCard,
  openIssuingBench,
  reasonOf,
  said,
} from './issuing-support.ts';
import { START } from './stripe-support.ts';

const URL = 'https://shop.test/authorize';
const SILENCE: Decide = () => Promise.reject(new DOMException('Too late.', 'TimeoutError'));

async function openRuled(
  onTimeout?: 'approve' | 'decline',
): Promise<IssuingBench & { readonly card: string }> {
  const bench = await openIssuingBench();
  bench.local.issuing.authorizeAt(URL, onTimeout);
  return { ...bench, card: (await mintCard(bench)).id };
}

describe('a platform that decides', () => {
  it('is asked with an event that the official client takes', async () => {
    const bench = await openRuled();
    const { webhookSecret } = bench.facts;
    const heard: Stripe.Event[] = [];
    bench.decideBy(async (request) => {
      expect([request.url, request.headers.get('accept')]).toEqual([URL, 'application/json']);
      const signature = request.headers.get('stripe-signature') ?? '';
      const crypto = Stripe.createSubtleCryptoProvider();
      const body = await request.text();
      heard.push(
        await bench.sdk.webhooks.constructEventAsync(body, signature, webhookSecret, 300, crypto, START),
      );
      return APPROVE(request);
    });
    const { id } = await charge(bench, bench.card);
    expect(heard).toMatchObject([
      {
        type: 'issuing_authorization.request',
        data: {
          object: {
            id,
            amount: 0,
            approved: false,
            pending_request: { amount: 4999 },
            card: { id: bench.card },
          },
        },
      },
    ]);
  });

  it('approves, and adds to the authorization what it knows', async () => {
    const bench = await openRuled();
    bench.decideBy(async () => said({ approved: true, metadata: { attempt: 'a1' } }));
    const authorization = await charge(bench, bench.card);
    expect(reasonOf(authorization)).toBe('approved webhook_approved');
    expect(authorization).toMatchObject({ amount: 4999, status: 'pending', metadata: { attempt: 'a1' } });
  });

  it('declines, and the card is as it was', async () => {
    const bench = await openRuled();
    bench.decideBy(async () => said({ approved: false }));
    const authorization = await charge(bench, bench.card);
    expect(reasonOf(authorization)).toBe('declined webhook_declined');
    expect(authorization).toMatchObject({ status: 'closed', pending_request: null });
    expect(bench.local.issuing.money()).toMatchObject([
      { status: 'active', chargeable: true, held: 0, payments: 0 },
    ]);
  });

  it('is not asked about what the card declines', async () => {
    const bench = await openRuled();
    expect(reasonOf(await charge(bench, bench.card, 5001))).toBe('declined spending_controls');
    expect(bench.asked).toEqual([]);
  });

  it('can ask Stripe about the authorization meanwhile, and cancel the card, which is then final', async () => {
    const bench = await openRuled();
    bench.decideBy(async (request) => {
      const { data } = await bench.sdk.issuing.authorizations.list({ card: bench.card });
      expect(data).toMatchObject([{ status: 'pending', approved: false, pending_request: { amount: 4999 } }]);
      await bench.sdk.issuing.cards.update(bench.card, { status: 'canceled' });
      return APPROVE(request);
    });
    expect(reasonOf(await charge(bench, bench.card))).toBe('declined card_canceled');
  });

  it.each<[string, () => Promise<Response>]>([
    ['with another status', async () => said({ approved: true }, {}, 201)],
    ['without a version', async () => Response.json({ approved: true })],
    [
      'with a version that there is not',
      async () => said({ approved: true }, { 'stripe-version': '2020-01-01' }),
    ],
    ['with another content type', async () => said({ approved: true }, { 'content-type': 'text/plain' })],
    ['without JSON', async () => new Response('yes', { headers: { 'stripe-version': '2026-10-28.endive' } })],
    ['without a decision', async () => said({})],
    ['with a decision that is no boolean', async () => said({ approved: 'true' })],
    ['with another amount', async () => said({ approved: true, amount: 1 })],
    ['by breaking off', () => Promise.reject(new TypeError('fetch failed'))],
  ])('has declined when it answers %s', async (_, answer) => {
    const bench = await openRuled('approve');
    bench.decideBy(answer);
    const authorization = await charge(bench, bench.card);
    expect(reasonOf(authorization)).toBe('declined webhook_error');
    expect(authorization.request_history[0]?.reason_message).toMatch(/\.$/);
  });

  it.each([
    [undefined, 'declined webhook_timeout'],
    ['decline', 'declined webhook_timeout'],
    ['approve', 'approved webhook_timeout'],
  ] as const)('that is silent and has said %s of that: %s', async (onTimeout, outcome) => {
    const bench = await openRuled(onTimeout);
    bench.decideBy(SILENCE);
    expect(reasonOf(await charge(bench, bench.card))).toBe(outcome);
  });

  it.each([
    [{ fault: 'drop' }, 'declined webhook_timeout', 0],
    [{ fault: 'delay', ms: 1999 }, 'approved webhook_approved', 1],
    [{ fault: 'delay', ms: 2000 }, 'declined webhook_timeout', 1],
    [{ fault: 'reorder' }, 'declined webhook_timeout', 1],
    [{ fault: 'duplicate' }, 'approved webhook_approved', 2],
  ] as const)('that a request reaches under %o', async (fault, outcome, times) => {
    const bench = await openRuled();
    bench.local.webhooks({ ...fault, event: 'issuing_authorization.request' });
    expect(reasonOf(await charge(bench, bench.card))).toBe(outcome);
    await expect.poll(() => bench.asked).toHaveLength(times);
    expect(bench.local.issuing.money()).toMatchObject([{ payments: outcome.startsWith('approved') ? 1 : 0 }]);
  });
});

const GROCER = {
  category: 'grocery_stores_supermarkets',
  category_code: '5411',
  city: null,
  country: 'US',
  name: 'Grocer',
  network_id: '1',
  postal_code: null,
  state: null,
  tax_id: null,
  terminal_id: null,
  url: null,
};

async function openBank() {
  const bench = await openRuled();
  const { acquirer } = bench.local.issuing;
  const {
    number = '',
    cvc = '',
    exp_month,
    exp_year,
  } = await bench.sdk.issuing.cards.retrieve(bench.card, {
    expand: ['number', 'cvc'],
  });
  return { bench, acquirer, presented: { number, cvc, exp_month, exp_year } };
}

describe('a merchant’s bank', () => {
  it('takes what was authorized by number, and by what it has kept', async () => {
    const { bench, acquirer, presented } = await openBank();
    const authorized = await acquirer.authorize(presented, 4999, 'usd', GROCER);
    if (!authorized.approved) throw new Error(authorized.reason);
    await acquirer.capture(authorized.authorization);
    expect(await acquirer.again(authorized.token, 1, GROCER)).toEqual({
      approved: false,
      reason: 'card_canceled',
    });
    await acquirer.force(authorized.token, 700, GROCER);
    expect(bench.local.issuing.money()).toMatchObject([{ taken: 5699, held: 0 }]);
    expect(bench.asked).toHaveLength(1);
  });

  it('gives up what was authorized', async () => {
    const { bench, acquirer, presented } = await openBank();
    const authorized = await acquirer.authorize(presented, 4999, 'usd', GROCER);
    if (!authorized.approved) throw new Error(authorized.reason);
    await acquirer.reverse(authorized.authorization);
    expect(bench.local.issuing.money()).toMatchObject([{ taken: 0, held: 0 }]);
    await expect(acquirer.capture(authorized.authorization)).rejects.toThrow('reversed');
  });

  it.each([
    [{ cvc: '000' }, 'verification_failed'],
    [{ exp_year: 2099 }, 'verification_failed'],
    [{ number: '4242424242424242' }, 'not_allowed'],
  ])('is refused a card with %o', async (wrong, reason) => {
    const { acquirer, presented } = await openBank();
    expect(await acquirer.authorize({ ...presented, ...wrong }, 4999, 'usd', GROCER)).toEqual({
      approved: false,
      reason,
    });
  });
});
