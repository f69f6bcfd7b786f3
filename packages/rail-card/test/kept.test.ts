import type { Settlement } from '@railyard/core/rail';
import { describe, expect, it } from 'vitest';
import type { Found, MerchantConnector } from '../src/index.ts';
import { connector } from './connector.ts';
import { mount, purchase } from './mount.ts';

const TOTAL = purchase.total.amount;

/** What merchants did with the card, the newest first. */
interface Movements {
  readonly authorizations?: readonly object[];
  readonly transactions?: readonly object[];
}

function authorized(amount: number, change: object = {}): object {
  return {
    object: 'issuing.authorization',
    id: `iauth_${amount}`,
    amount,
    currency: 'usd',
    approved: true,
    status: 'pending',
    request_history: [{ approved: true, amount }],
    ...change,
  };
}

function moved(amount: number, change: object = {}): object {
  return {
    object: 'issuing.transaction',
    id: `ipi_${Math.abs(amount)}`,
    card: 'ic_1',
    amount,
    currency: 'usd',
    type: amount < 0 ? 'capture' : 'refund',
    authorization: null,
    ...change,
  };
}

const CHARGE = authorized(TOTAL);

/** Where a payment stands whose order is in this state, with a card that merchants have used like that. */
async function standing(
  movements: Movements,
  order: Partial<Found> = { answer: 'placed', state: 'confirmed' },
  facts: Readonly<Record<string, string>> = {},
): Promise<Settlement> {
  const found = { reference: 'M-1', total: purchase.total, ...order } as Found;
  const merchant: MerchantConnector = { ...connector, find: async () => found };
  const { settle, status, context, remembered } = mount({ merchants: { seller_1: merchant } });
  await settle();
  const { authorizations = [], transactions = [] } = movements;
  const fetch: typeof context.fetch = async (input, init) => {
    const request = new Request(input, init);
    const [, list] = /\/(authorizations|transactions)\?/.exec(request.url) ?? [];
    if (list === undefined) return context.fetch(request);
    return Response.json({
      data: list === 'authorizations' ? authorizations : transactions,
      has_more: false,
    });
  };
  return status({ fetch }, { facts: { ...remembered, ...facts } });
}

describe('what a confirmed order is paid with', () => {
  it.each([
    ['was given up', { status: 'reversed', amount: 0 }],
    ['has run out', { status: 'expired', amount: 0 }],
  ])('leaves out what was held to see whether the card works, once it %s', async (_, end) => {
    const tried = authorized(100, { ...end, request_history: [{ approved: true, amount: 100 }] });
    expect(await standing({ authorizations: [CHARGE, tried] })).toMatchObject({
      state: 'paid',
      total: { amount: TOTAL },
    });
  });

  it('is not certain while no more than such a hold is too much', async () => {
    const pending = { state: 'pending', reference: 'M-1' };
    expect(await standing({ authorizations: [CHARGE, authorized(100)] })).toMatchObject(pending);
    expect(await standing({ authorizations: [CHARGE, authorized(1)] })).toMatchObject(pending);
  });

  it('is all that merchants have, also where that is too much', async () => {
    for (const [movements, amount] of [
      [{ authorizations: [CHARGE, authorized(101)] }, TOTAL + 101],
      [{ authorizations: [authorized(TOTAL + 50), authorized(49)] }, TOTAL + 99],
      [{ authorizations: [CHARGE], transactions: [moved(-100)] }, TOTAL + 100],
      [{ authorizations: [CHARGE], transactions: [moved(-TOTAL)] }, 2 * TOTAL],
    ] as const)
      expect(await standing(movements)).toMatchObject({ state: 'paid', total: { amount } });
  });

  it('is right again once the merchant has given back what it took twice', async () => {
    const transactions = [moved(TOTAL), moved(-TOTAL)];
    const given = { ...CHARGE, id: 'iauth_2', status: 'reversed', amount: 0 };
    for (const movements of [{ authorizations: [CHARGE], transactions }, { authorizations: [CHARGE, given] }])
      expect(await standing(movements)).toMatchObject({ state: 'paid', total: { amount: TOTAL } });
  });
});

describe('what an order was paid with that was cancelled for a refund', () => {
  const cancelled = { answer: 'placed', state: 'cancelled' } as const;
  const facts = { card_refund: 'refund_1' };
  const tried = authorized(100, {
    status: 'reversed',
    amount: 0,
    request_history: [{ approved: true, amount: 100 }],
  });
  const captured = authorized(TOTAL, { status: 'closed' });
  const capture = moved(-TOTAL, { authorization: `iauth_${TOTAL}` });

  it.each([
    ['nothing', [capture], 'pending'],
    ['a part', [moved(2_000), capture], 'pending'],
    ['all', [moved(TOTAL), capture], 'refunded'],
  ])('stays its total when %s has come back', async (_, transactions, state) => {
    const movements = { authorizations: [captured, tried], transactions };
    expect(await standing(movements, cancelled, facts)).toMatchObject({
      state: 'paid',
      total: { amount: TOTAL },
      refunds: [{ id: 'refund_1', amount: { amount: TOTAL }, state }],
    });
  });
});

describe('a card that has paid without an order', () => {
  const refused = { answer: 'refused', reason: 'out_of_stock' } as const;

  it('calls nobody while no more is held than to see whether it works', async () => {
    expect(await standing({ authorizations: [authorized(100)] }, refused)).toEqual({
      state: 'unknown',
      reason: 'card_held',
      retryAfter: 5,
    });
    const gone = authorized(100, { status: 'expired' });
    expect(await standing({ authorizations: [gone] }, refused)).toMatchObject({ state: 'declined' });
    for (const movements of [
      { authorizations: [authorized(101)] },
      { authorizations: [authorized(100)], transactions: [moved(-100)] },
    ])
      expect(await standing(movements, refused)).toMatchObject({ openCase: 'charged_without_order' });
  });
});

describe('a case of a card', () => {
  it('says what merchants have, and have not given back', async () => {
    const refused = { answer: 'refused', reason: 'out_of_stock' } as const;
    const transactions = [moved(999), moved(-TOTAL)];
    expect(await standing({ transactions }, refused)).toMatchObject({
      openCase: 'charged_without_order',
      taken: { amount: TOTAL - 999, currency: 'usd' },
    });
    const fenced = { card_fenced: '2030-03-17T12:00:00.000Z' };
    const unknown = { answer: 'unknown' } as const;
    expect(await standing({ transactions }, unknown, fenced)).toMatchObject({
      openCase: 'charged_in_doubt',
      taken: { amount: TOTAL - 999, currency: 'usd' },
    });
    expect(await standing({ transactions: [moved(TOTAL), moved(-TOTAL)] }, unknown, fenced)).toMatchObject({
      openCase: 'order_in_doubt',
      taken: { amount: 0, currency: 'usd' },
    });
  });
});
