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

/** What is asked about, as Stripe lists it. */
const OURSELVES = {
  object: 'issuing.authorization',
  id: 'iauth_1',
  amount: 0,
  currency: 'usd',
  approved: false,
  status: 'pending',
  request_history: [],
  pending_request: { amount: 4_999, currency: 'usd' },
};
const CAPTURE = {
  object: 'issuing.transaction',
  id: 'ipi_1',
  card: 'ic_1',
  amount: -999,
  currency: 'usd',
  type: 'capture',
  authorization: null,
};

/** An earlier authorization. */
function authorized(amount: number, change: object = {}): object {
  const end = { approved: true, pending_request: null, request_history: [{ approved: true, amount }] };
  return { ...OURSELVES, id: 'iauth_0', amount, ...end, ...change };
}

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

/** Stripe, of whose card these are all. */
function stripeWith(
  authorizations: readonly object[] = [],
  transactions: readonly object[] = [],
): typeof fetch {
  return async (input) => {
    const { pathname } = new URL(new Request(input).url);
    const data = pathname.endsWith('/authorizations') ? authorizations : transactions;
    return Response.json({ data, has_more: false });
  };
}

async function decided(
  asked: Asked,
  payment: () => Promise<AuthorizedPayment | null> = async () => PAYMENT,
  send = stripeWith(),
): Promise<string | null> {
  const rail = cardRail({ ...OPTIONS, stripe: { ...OPTIONS.stripe, answerWithin: 30 } });
  const signed = ringOf(await question(asked));
  const answer = await rail.authorize(signed, { mode: 'test', now: () => NOW, fetch: send, payment });
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

  it('counts what the card has given before, until it has come back', async () => {
    for (const [earlier, why] of [
      [authorized(4_999), 'total_used_up'],
      [authorized(1), 'approved'],
      [authorized(3_000, { status: 'closed' }), 'approved'],
      [authorized(4_999, { status: 'reversed', amount: 0 }), 'approved'],
      [authorized(4_999, { approved: false, status: 'closed' }), 'approved'],
      [authorized(101), 'total_used_up'],
    ] as const)
      expect(await decided({ amount: 4_999 }, undefined, stripeWith([OURSELVES, earlier]))).toBe(why);
    const parts = stripeWith([OURSELVES, authorized(2_000)]);
    expect(await decided({ amount: 2_999 }, undefined, parts)).toBe('approved');
    expect(await decided({ amount: 3_000 }, undefined, parts)).toBe('total_used_up');
  });

  it('counts money that was taken without being asked for', async () => {
    const send = stripeWith([OURSELVES], [CAPTURE]);
    expect(await decided({ amount: 4_000 }, undefined, send)).toBe('approved');
    expect(await decided({ amount: 4_001 }, undefined, send)).toBe('total_used_up');
  });

  it('counts small holds, too, for a payment that is as small', async () => {
    const total = { amount: 80, currency: 'usd' };
    const send = stripeWith([OURSELVES, authorized(80)]);
    expect(await decided({ amount: 80 }, async () => ({ ...PAYMENT, total }), send)).toBe('total_used_up');
  });

  it('approves one of those that are asked about at the same time', async () => {
    const other = { ...OURSELVES, id: 'iauth_2' };
    expect(await decided({}, undefined, stripeWith([other, OURSELVES]))).toBe('approved');
    expect(await decided({}, undefined, stripeWith([OURSELVES, other]))).toBe('total_used_up');
    const unreadable = { ...other, pending_request: {} };
    expect(await decided({}, undefined, stripeWith([OURSELVES, unreadable]))).toBe('total_used_up');
  });

  it('is declined when Stripe does not say in time what the card has given before', async () => {
    for (const send of [
      async () => new Response(null, { status: 502 }),
      () => new Promise<Response>(() => {}),
    ])
      expect(await decided({}, undefined, send)).toBe('card_unknown');
  });

  it('is left to the platform when the card is none of ours, and when nothing is asked', async () => {
    expect(await decided({ metadata: {} })).toBeNull();
    expect(await decided({ type: 'issuing_authorization.created' })).toBeNull();
  });

  it('is not answered to anybody but Stripe', async () => {
    const { headers, body } = ringOf(await question());
    const known = { fetch: stripeWith(), payment: async () => PAYMENT };
    const context = { mode: 'test', now: () => NOW, ...known } as const;
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
