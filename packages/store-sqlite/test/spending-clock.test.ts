import { fakeProvider } from '@railyard/conformance';
import { orderIdOf } from '@railyard/core';
import { editCart } from '@railyard/core/cart';
import { refundOrder } from '@railyard/core/operator';
import { readOrder } from '@railyard/core/order';
import { type Budget, changePolicy, readBudgets } from '@railyard/core/spend';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { cartOf, FREE, isDenied, type OpenStores, openShop, STORES, spend, usd, WHO } from './shop.ts';

const HOUR = 3_600_000;

/** Where days have 23 hours, 25, or no midnight, and when. */
const CHANGES = [
  ['Europe/Berlin', '2026-03-29T01:00:00Z'],
  ['Europe/Berlin', '2026-10-25T01:00:00Z'],
  ['Africa/Cairo', '2026-04-23T22:00:00Z'],
  ['America/Santiago', '2026-09-06T04:00:00Z'],
  ['America/Santiago', '2026-04-05T03:00:00Z'],
  ['Australia/Lord_Howe', '2026-04-04T15:00:00Z'],
  ['America/New_York', '2026-11-01T06:00:00Z'],
] as const;

type Step =
  | { readonly do: 'jump'; readonly hours: number }
  /** All at once, on both servers. */
  | { readonly do: 'spend'; readonly prices: readonly number[] }
  | { readonly do: 'page'; readonly price: number }
  | { readonly do: 'visit' | 'leave' | 'refund'; readonly which: number };

const price = fc.integer({ min: 50, max: 1_000 });
const which = fc.nat({ max: 9 });
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('jump'), hours: fc.integer({ min: -40, max: 40 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('spend'),
      prices: fc.array(price, { minLength: 1, maxLength: 6 }),
    }),
  },
  fc.record({ do: fc.constant('page'), price }),
  fc.record({ do: fc.constantFrom('visit', 'leave', 'refund'), which }),
);

const history = fc.record({
  change: fc.constantFrom(...CHANGES),
  begins: fc.integer({ min: -30, max: 6 }),
  limits: fc.tuple(...([1_500, 1_700, 3_000, 5_000] as const).map((max) => fc.integer({ min: 500, max }))),
  steps: fc.array(anyStep, { minLength: 3, maxLength: 12 }),
});
type History = typeof history extends fc.Arbitrary<infer T> ? T : never;

/** What was set aside, and not freed since. */
interface Taken {
  readonly amount: number;
  readonly at: number;
}

/** The date somewhere, as a Swede writes it. */
const dateIn = (timeZone: string, at: number): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(at);

const windowIn = ({ period, timeZone }: Budget, at: number): string =>
  dateIn(timeZone, at).slice(0, { daily: 10, weekly: 10, monthly: 7, total: 0 }[period]);

function budgetsIn({
  change: [timeZone],
  limits: [first, second, third, fourth],
}: History): readonly Budget[] {
  return [
    { period: 'daily', limit: usd(first ?? 0), timeZone },
    { period: 'daily', limit: usd(second ?? 0), timeZone: 'UTC' },
    { period: 'monthly', limit: usd(third ?? 0), timeZone },
    { period: 'total', limit: usd(fourth ?? 0), timeZone },
  ];
}

/** A history under way. */
interface Played {
  readonly shop: ReturnType<typeof openShop>;
  /** By cart: sums of it are what budgets are held against. */
  readonly taken: Map<string, Taken>;
  /** Pages that are open as far as servers know, by cart. */
  readonly pages: Map<string, string>;
  readonly orders: string[];
  /** The latest moment at which anything was taken or freed. */
  latest: number;
  tries: number;
}

function nowIn({ latest, shop }: Played): number {
  return Math.max(latest, shop.clock.now);
}

function leftOf(played: Played, budget: Budget): number {
  const window = windowIn(budget, nowIn(played));
  return [...played.taken.values()]
    .filter(({ at }) => windowIn(budget, at) === window)
    .reduce((left, { amount }) => left - amount, budget.limit.amount);
}

async function buy(played: Played, amount: number, means: 'token' | 'page'): Promise<void> {
  played.tries += 1;
  const { shop, tries, taken } = played;
  const checkout = shop.engines[tries % 2 === 0 ? 0 : 1];
  const token = amount % 5 === 0 ? `tok_declined_${tries}` : `tok_${tries}`;
  const cart = await cartOf(checkout, amount);
  const by = means === 'page' ? ({ page: 'hosted' } as const) : { token };
  const { end, page } = await spend(shop, checkout, cart, amount, by);
  expect(['paid', 'page', 'challenge', 'denied']).toContain(end);
  if (end === 'denied') return;
  expect(isDenied(amount)).toBe(false);
  played.latest = nowIn(played);
  if (end === 'challenge') return;
  taken.set(cart, { amount, at: played.latest });
  if (page === null) played.orders.push(cart);
  else played.pages.set(cart, page);
}

/** Notes what a server knows of a page once it has asked: paid, over, or open still. */
async function look(played: Played, cart: string): Promise<void> {
  const { status } = await readOrder(played.shop.engines[0], WHO, orderIdOf(cart, 2));
  if (status === 'action_required') return;
  played.latest = nowIn(played);
  played.pages.delete(cart);
  if (status === 'paid') played.orders.push(cart);
  else played.taken.delete(cart);
}

async function take(played: Played, step: Step): Promise<void> {
  const { shop, pages, orders } = played;
  switch (step.do) {
    case 'jump':
      shop.clock.now += step.hours * HOUR;
      return;
    case 'spend':
      await Promise.all(step.prices.map((amount) => buy(played, amount, 'token')));
      return;
    case 'page':
      return buy(played, step.price, 'page');
    case 'refund': {
      const order = orders[step.which % orders.length];
      if (!order) return;
      const call = { tenant: WHO.tenant, order: orderIdOf(order, 2), key: 'r-1', reason: 'broken' };
      await refundOrder(shop.engines[0], call);
      return;
    }
    case 'visit':
    case 'leave': {
      const [cart, page] = [...pages][step.which % pages.size] ?? [];
      if (!cart || !page) return;
      const edit = { ...WHO, operation: 'cart.edit', key: null, body: {} };
      if (step.do === 'visit') shop.provider.visit(page);
      else await editCart(shop.engines[1], edit, cart, { type: 'tip', tip: 1 });
      return look(played, cart);
    }
  }
}

/** Plays a history, and holds the budgets after each step against sums of all that was taken. */
async function play(open: OpenStores, told: History): Promise<void> {
  const budgets = budgetsIn(told);
  const shop = openShop(open, Date.parse(told.change[1]) + told.begins * HOUR, fakeProvider);
  await changePolicy(shop.records, WHO, () => ({ budgets, approvalAbove: [usd(FREE)] }));
  const played: Played = { shop, taken: new Map(), pages: new Map(), orders: [], latest: 0, tries: 0 };

  for (const one of told.steps) {
    await take(played, one);
    const left = budgets.map((budget) => leftOf(played, budget));
    expect(Math.min(...left)).toBeGreaterThanOrEqual(0);
    expect((await readBudgets(shop.records, WHO)).map((view) => view.left)).toEqual(left);
  }
  const charged = shop.provider.charges.reduce((sum, { amount }) => sum + amount, 0);
  const paid = played.orders.reduce((sum, cart) => sum + (played.taken.get(cart)?.amount ?? 0), 0);
  expect(charged).toBe(paid);
}

it.each(STORES)(
  'budgets hold in every window, whatever clocks do, people decide and pages become, %s',
  { timeout: 60_000 },
  async (where, open) => {
    const holds = fc.asyncProperty(history, (told) => play(open, told));
    const numRuns = where === 'in memory' ? 60 : 8;
    await expect(fc.assert(holds, { numRuns })).resolves.toBeUndefined();
  },
);
