import { isRailError } from '@railyard/core';
import { describe, expect, it } from 'vitest';
import type { AuthorizedPayment } from '../src/index.ts';
import { cardRail } from '../src/index.ts';
import { OPTIONS, ringOf } from './bench.ts';
import { issuing, type Signed } from './issuing.ts';
import { NOW } from './mount.ts';

const bank = issuing({ now: () => NOW });
const OURS = { railyard_attempt: 'att_1', railyard_cart: 'cart_1', railyard_tenant: 'acme' };

const PAYMENT: AuthorizedPayment = {
  isOpen: true,
  facts: { card: 'ic_1' },
  total: { amount: 4_999, currency: 'usd' },
};

interface Asked {
  readonly amount?: number;
  readonly currency?: string;
  readonly card?: string;
  readonly metadata?: object;
  readonly type?: string;
}

function question({
  amount = 4_999,
  currency = 'usd',
  card = 'ic_1',
  metadata = OURS,
  type,
}: Asked = {}): Promise<Signed> {
  return bank.signed(type ?? 'issuing_authorization.request', {
    object: 'issuing.authorization',
    id: 'iauth_1',
    amount: 0,
    currency,
    card: { object: 'issuing.card', id: card, last4: '0000', status: 'active', metadata },
    pending_request: { amount, currency },
  });
}

async function decided(
  asked: Asked,
  payment: () => Promise<AuthorizedPayment | null> = async () => PAYMENT,
): Promise<string | null> {
  const rail = cardRail({ ...OPTIONS, stripe: { ...OPTIONS.stripe, answerWithin: 30 } });
  const signed = ringOf(await question(asked));
  const answer = await rail.authorize(signed, { mode: 'test', now: () => NOW, payment });
  if (!answer) return null;
  expect(answer.headers).toEqual({
    'content-type': 'application/json',
    'stripe-version': '2026-10-28.endive',
  });
  expect(answer.body.approved).toBe(answer.body.metadata.railyard_decision === 'approved');
  return answer.body.metadata.railyard_decision ?? null;
}

describe('an authorization that Stripe asks about in real time', () => {
  it('is approved for an open payment, up to its total', async () => {
    for (const amount of [1, 4_999]) expect(await decided({ amount })).toBe('approved');
  });

  it.each([
    ['for a cent more than the total', { amount: 5_000 }, {}, 'amount_too_high'],
    ['in another currency', { currency: 'eur' }, {}, 'another_currency'],
    ['with another card of the same attempt', { card: 'ic_2' }, {}, 'another_card'],
    ['before the card is remembered', {}, { facts: {} }, 'another_card'],
    ['for a payment that is over', {}, { isOpen: false }, 'payment_over'],
    [
      'for a payment that was fenced',
      {},
      { facts: { card: 'ic_1', card_fenced: '2030-03-17T12:00:00.000Z' } },
      'payment_fenced',
    ],
  ])('is declined %s', async (_, asked, change, why) => {
    expect(await decided(asked, async () => ({ ...PAYMENT, ...change }))).toBe(why);
  });

  it('is declined when the records know nothing of it, fail, or are silent', async () => {
    for (const payment of [
      async () => null,
      () => Promise.reject(new Error('No disk.')),
      () => new Promise<null>(() => {}),
    ])
      expect(await decided({}, payment)).toBe('payment_unknown');
  });

  it('is left to the platform when the card is none of ours, and when nothing is asked', async () => {
    expect(await decided({ metadata: {} })).toBeNull();
    expect(await decided({ type: 'issuing_authorization.created' })).toBeNull();
  });

  it('is not answered to anybody but Stripe', async () => {
    const { headers, body } = ringOf(await question());
    const context = { mode: 'test', now: () => NOW, payment: async () => PAYMENT } as const;
    const forged = [
      ringOf({ headers: {}, body }),
      ringOf({ headers: headers as Record<string, string>, body: Uint8Array.from([...body, 0x20]) }),
    ];
    for (const request of forged) {
      const answer = await cardRail(OPTIONS)
        .authorize(request, context)
        .catch((error: unknown) => error);
      expect(isRailError(answer) && answer.code).toBe('invalid_signature');
    }
    const late = { ...context, now: () => NOW + 301_000 };
    const answer = await cardRail(OPTIONS)
      .authorize(ringOf(await question()), late)
      .catch((error: unknown) => error);
    expect(isRailError(answer) && answer.code).toBe('invalid_signature');
  });

  it('rings about nothing, as it is asked and not told', async () => {
    const signal = new AbortController().signal;
    const context = { mode: 'test', now: () => NOW, signal, fetch } as const;
    expect(await cardRail(OPTIONS).webhook?.(ringOf(await question()), context)).toBeNull();
  });
});
