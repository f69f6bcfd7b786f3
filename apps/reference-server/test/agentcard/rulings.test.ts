import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { operatorKey } from '../operator/darkness.ts';
import type { Reply } from '../shop.ts';
import { usd } from '../spending/shop.ts';
import { orderInDoubt } from './doubt.ts';
import { type Market, openMarket } from './market.ts';
import { openShopper, type Shopper, TOTAL } from './shopper.ts';

/** Twice a purchase, and not three times. */
const BUDGET = 2 * TOTAL + 100;
const POLICY = { budgets: [{ period: 'total', limit: usd(BUDGET), timeZone: 'UTC' }] } as const;

interface Desk {
  readonly market: Market;
  readonly shopper: Shopper;
  readonly open: () => Promise<readonly { readonly id: string; readonly word: string }[]>;
  readonly rule: (id: string, ruling: string, more?: object) => Promise<Reply>;
  readonly pass: (minutes: number) => Promise<void>;
}

async function openDesk(): Promise<Desk> {
  const market = await openMarket({ policy: POLICY });
  const shopper = await openShopper(market);
  const apiKey = await operatorKey(market);
  return {
    market,
    shopper,
    async open() {
      const { body } = await market.call('GET', '/api/operator/cases', { apiKey });
      const cases = body.cases as readonly { readonly case_id: string; readonly open_case: string }[];
      return cases.map(({ case_id, open_case }) => ({ id: case_id, word: open_case }));
    },
    rule: (id, ruling, more = {}) =>
      market.call('POST', `/api/operator/cases/${id}/ruling`, {
        apiKey,
        key: randomUUID(),
        body: { by: 'Ada', reason: 'Seen at the merchant.', ruling, ...more },
      }),
    async pass(minutes) {
      for (let minute = 0; minute < minutes; minute += 1) {
        market.advance(60_000);
        await market.reconcile();
      }
    },
  };
}

/** A purchase for which the merchant has charged twice. */
async function chargedTwice(): Promise<Desk & { readonly id: string }> {
  const desk = await openDesk();
  await desk.shopper.fill();
  desk.market.shop.trick({ trick: 'double_charge', how: 'force' });
  await desk.shopper.checkout({ idempotency_key: 'one' });
  await desk.pass(5);
  const [found] = await desk.open();
  expect(found?.word).toBe('amount_mismatch');
  return { ...desk, id: found?.id ?? '' };
}

test('S3.12 money that a merchant keeps stays counted when it is ruled returned, and the budget buys no third order', async () => {
  const { market, shopper, id, rule } = await chargedTwice();

  const refused = await rule(id, 'returned');
  const insisted = await rule(id, 'returned', { insist: true });
  const again = await shopper.checkout({ idempotency_key: 'one' });

  expect([refused.status, refused.body.details]).toEqual([422, { fault: 'uncertain' }]);
  expect(refused.body.detail).toContain('15.94 usd was taken.');
  expect(insisted.body).toMatchObject({ became: { state: 'cancelled' } });
  expect(again.structuredContent).toMatchObject({ status: 'denied', reason: 'budget' });
  expect(market.shop.orders()).toHaveLength(1);
});

test('S3.12 an order for which another amount was taken stands at that amount, and counts so', async () => {
  const { market, shopper, id, rule } = await chargedTwice();
  const [order] = market.shop.orders();

  const ruled = await rule(id, 'stands', { reference: order?.id });
  const again = await shopper.checkout({ idempotency_key: 'one' });
  await shopper.fill();
  const next = await shopper.checkout({ idempotency_key: 'two' });

  expect(ruled.body).toMatchObject({ insisted: false, became: { state: 'paid' } });
  expect(again.structuredContent).toMatchObject({ order_id: order?.id, charged_total_cents: 2 * TOTAL });
  expect(next.structuredContent).toMatchObject({ status: 'denied', reason: 'budget' });
  expect(market.shop.orders()).toHaveLength(1);
});

test('S2.11 the card of a purchase that is insisted to be unpaid is closed as soon as Stripe answers', async () => {
  const { market, shopper, open, rule, pass } = await openDesk();
  await orderInDoubt(market, shopper);
  await pass(60);
  const [found] = await open();

  const ruled = await rule(found?.id ?? '', 'unpaid', { insist: true });
  expect(ruled.body).toMatchObject({ became: { state: 'cancelled' } });
  const before = market.stripe.issuing.cards().map(({ status }) => status);
  market.stripe.reset();
  await pass(60);

  expect([before, market.stripe.issuing.cards().map(({ status }) => status)]).toEqual([
    ['active'],
    ['canceled'],
  ]);
  expect(await open()).toEqual([]);
});
