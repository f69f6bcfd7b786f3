import { expect, test } from 'vitest';
import { operatorKey } from '../operator/darkness.ts';
import { usd } from '../spending/shop.ts';
import { type Market, openMarket } from './market.ts';
import { openShopper, type Shopper, TOTAL } from './shopper.ts';

const LIMIT = 2_000;
const TRIED = 100;

type Trick = Parameters<Market['shop']['trick']>[0];

/** A purchase at a merchant who plays a trick, and what is known of it. */
interface Purchase {
  readonly market: Market;
  readonly shopper: Shopper;
  /** What the agent was told first. */
  readonly answer: Readonly<Record<string, unknown>>;
}

async function bought(trick: Trick | null): Promise<Purchase> {
  const budgets = [{ period: 'daily', limit: usd(LIMIT), timeZone: 'UTC' } as const];
  const market = await openMarket({ policy: { budgets } });
  const shopper = await openShopper(market);
  await shopper.fill();
  if (trick) market.shop.trick(trick);
  const { structuredContent } = await shopper.checkout({ idempotency_key: 'one' });
  return { market, shopper, answer: structuredContent };
}

/** Has the order sent on its way, which takes its money. */
async function dispatch({ market: { shop } }: Purchase): Promise<void> {
  await shop.progress(String(shop.orders()[0]?.id));
}

/** Lets an hour pass in which Stripe rings, and is looked at. */
async function settle({ market: { stripe, server, advance, reconcile } }: Purchase): Promise<void> {
  for (let round = 0; round < 20; round += 1) {
    await stripe.deliver(server.fetch);
    advance(180_000);
    await reconcile();
  }
}

/** Has what is held with this amount run out of time. */
async function expire({ market: { stripe } }: Purchase, amount: number): Promise<void> {
  const held = stripe.issuing.authorizations().find((one) => one.amount === amount);
  await stripe.fetch(`https://api.stripe.com/v1/test_helpers/issuing/authorizations/${held?.id}/expire`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${stripe.facts.secretKey}`,
      'stripe-version': '2026-10-28.endive',
    },
  });
}

async function again({ shopper }: Purchase): Promise<Readonly<Record<string, unknown>>> {
  return (await shopper.checkout({ idempotency_key: 'one' })).structuredContent;
}

/** The open cases, as an operator is shown them. */
async function cases({ market }: Purchase): Promise<readonly unknown[]> {
  const { body } = await market.call('GET', '/api/operator/cases', { apiKey: await operatorKey(market) });
  return body.cases as readonly unknown[];
}

/** What somebody was told of by an alarm. */
function alarms({ market }: Purchase): readonly string[] {
  const told = market.logged.flatMap((line) => {
    const { event } = JSON.parse(line) as { readonly event?: Told };
    return event?.type === 'payment.alarm' ? [event.subject.alarm] : [];
  });
  return [...new Set(told)];
}

interface Told {
  readonly type: string;
  readonly subject: { readonly alarm: string };
}

/** What the buyer has set aside, and has spent. */
function ledger({ market: { store } }: Purchase): { readonly held: number; readonly spent: number } {
  const budgets = store.held().filter(({ space }) => space === 'budget');
  const ledgers = budgets.map(({ row }) => (row.value as { readonly ledger: Ledger }).ledger);
  return {
    held: sum(ledgers.flatMap(({ held }) => Object.values(held))),
    spent: sum(ledgers.flatMap(({ spent }) => spent)),
  };
}

interface Ledger {
  readonly held: Readonly<Record<string, { readonly amount: number }>>;
  readonly spent: readonly { readonly amount: number }[];
}

function sum(all: readonly { readonly amount: number }[]): number {
  return all.reduce((total, { amount }) => total + amount, 0);
}

/** What merchants have of the cards. */
function taken({ market: { stripe } }: Purchase): number {
  return sum(stripe.issuing.money().map(({ held, taken: captured }) => ({ amount: held + captured })));
}

const CONFIRMED = { status: 'confirmed', charged_total_cents: TOTAL };
const MISMATCH = { open_case: 'amount_mismatch', amount: TOTAL, seller: 'corner-market' };

test('S3.4 more than was agreed to is not authorized: nothing is bought, and nothing is spent', async () => {
  const purchase = await bought({ trick: 'overcharge', by: 100, how: 'authorize' });
  await settle(purchase);

  expect(purchase.answer).toMatchObject({ status: 'error', error: 'payment_declined' });
  expect([taken(purchase), ledger(purchase)]).toEqual([0, { held: 0, spent: 0 }]);
  expect(await cases(purchase)).toEqual([]);
  expect(await again(purchase)).toMatchObject(CONFIRMED);
  expect(ledger(purchase)).toEqual({ held: 0, spent: TOTAL });
});

test('S3.4 a second authorization of the same is declined, and the order is paid once', async () => {
  const purchase = await bought({ trick: 'double_charge', how: 'authorize' });
  await dispatch(purchase);
  await settle(purchase);

  expect(purchase.answer).toMatchObject(CONFIRMED);
  expect([taken(purchase), ledger(purchase)]).toEqual([TOTAL, { held: 0, spent: TOTAL }]);
  expect([await cases(purchase), alarms(purchase)]).toEqual([[], []]);
});

test('S2.11 more that is captured of a paid order than was agreed to is told, is a case, and counts', async () => {
  const purchase = await bought({ trick: 'overcharge', by: 100, how: 'capture' });
  await dispatch(purchase);
  await settle(purchase);

  expect(purchase.answer).toMatchObject(CONFIRMED);
  expect(taken(purchase)).toBe(TOTAL + 100);
  expect(alarms(purchase)).toEqual(['overcharged']);
  expect(await cases(purchase)).toMatchObject([{ open_case: 'overcharged', amount: TOTAL }]);
  expect(ledger(purchase)).toEqual({ held: 100, spent: TOTAL });
  expect(await again(purchase)).toMatchObject(CONFIRMED);
});

test.each([
  ['a part more', { trick: 'overcharge', by: 100, how: 'force' }, TOTAL + 100],
  ['all of it again', { trick: 'double_charge', how: 'force' }, 2 * TOTAL],
] as const)(
  'S2.11 a merchant who takes %s by force is a case, and its money stays set aside',
  async (_, trick, all) => {
    const purchase = await bought(trick);
    await settle(purchase);

    expect(purchase.answer).toMatchObject({ status: 'error', error: 'payment_unresolved' });
    expect(taken(purchase)).toBe(all);
    expect(ledger(purchase).spent).toBe(0);
    expect(ledger(purchase).held).toBeGreaterThanOrEqual(TOTAL);
    expect(await cases(purchase)).toMatchObject([MISMATCH]);
    expect(purchase.market.logged.filter((line) => line.includes('case.opened'))).not.toEqual([]);
    expect(await again(purchase)).toMatchObject({ error: 'payment_unresolved' });
    expect(purchase.market.shop.orders()).toHaveLength(1);
  },
);

test('a merchant who takes a paid order back by itself is told as an alarm', async () => {
  const purchase = await bought(null);
  const { shop } = purchase.market;
  const { url, apiKey, customer } = shop.facts;
  await shop.fetch(`${url}/orders/${shop.orders()[0]?.id}/cancel`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'customer-token': customer.token },
  });
  await settle(purchase);

  expect(shop.orders()).toMatchObject([{ state: 'canceled' }]);
  expect(alarms(purchase)).toEqual(['authorization_reversed']);
});

test('money of a paid order that was held, and never taken, is told as an alarm', async () => {
  const purchase = await bought(null);
  await expire(purchase, TOTAL);
  await settle(purchase);

  expect(purchase.market.stripe.issuing.authorizations()).toMatchObject([{ status: 'expired' }]);
  expect(alarms(purchase)).toEqual(['authorization_expired']);
});

test('a merchant who tries the card first, and gives that up, has the order paid like any other', async () => {
  const purchase = await bought({ trick: 'try_card', amount: TRIED, gives_up: 'at_once' });
  await settle(purchase);

  expect(purchase.answer).toMatchObject(CONFIRMED);
  expect(purchase.market.stripe.issuing.authorizations()).toHaveLength(2);
  expect([taken(purchase), ledger(purchase)]).toEqual([TOTAL, { held: 0, spent: TOTAL }]);
  expect([await cases(purchase), alarms(purchase)]).toEqual([[], []]);
});

test('a hold that a merchant has tried the card with calls nobody, and leaves the way free once it has run out', async () => {
  const purchase = await bought({ trick: 'try_card', amount: TRIED, gives_up: 'never' });
  await settle(purchase);

  expect(purchase.answer).toMatchObject({ status: 'error', error: 'payment_unresolved' });
  expect([await cases(purchase), ledger(purchase)]).toEqual([[], { held: TOTAL, spent: 0 }]);
  await expire(purchase, TRIED);
  await settle(purchase);

  expect(await again(purchase)).toMatchObject(CONFIRMED);
  expect([taken(purchase), ledger(purchase)]).toEqual([TOTAL, { held: 0, spent: TOTAL }]);
  expect([await cases(purchase), alarms(purchase)]).toEqual([[], []]);
});
