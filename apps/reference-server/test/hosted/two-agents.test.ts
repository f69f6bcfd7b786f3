import { expect, test } from 'vitest';
import {
  finishRefunds,
  moneyAt,
  type PageOf,
  pass,
  payByToken,
  payInTime,
  payLate,
  standingOf,
  typesOf,
} from './history.ts';
import { closedPages, link, openPages, openRace, pick, type Race, type Twist } from './race.ts';

const CARD = 'card-via-stripe';
const COINS = 'usdc-on-base';
const MANY = Array.from({ length: 60 }, (_, index) => index + 1);
const SEEDS = MANY.slice(0, 16);

/** The buyer pays on the one page that is open, and its payment is the one order. */
async function expectToBePaid({ shop, cart, most }: Race): Promise<void> {
  const [page, ...others] = openPages(shop);
  expect(others).toEqual([]);
  payInTime(shop, page as PageOf);
  await pass(shop);
  expect(most()).toBe(1);
  expect(await standingOf(shop, cart)).toMatchObject({ refunds: [], order: page?.rail });
  expect(moneyAt(shop)).toEqual({ taken: [4999], back: [] });
  expect(typesOf(shop)).toEqual(['order.paid']);
}

test('S1.21 of two methods that are chosen at once in two tabs one page is open in the end, and never two', async () => {
  const left = new Set<string | undefined>();
  for (const seed of SEEDS) {
    const race = await openRace(seed);
    const methods = seed % 2 === 0 ? [CARD, COINS] : [COINS, CARD];
    await Promise.all(methods.map((method) => pick(race, method)));
    left.add(openPages(race.shop)[0]?.rail);
    await expectToBePaid(race);
  }
  expect(left).toEqual(new Set(['stripe-checkout', 'coinbase']));
});

test.each([
  ['a double click gets one page, twice', 2, []],
  ['whoever clicks on and on gets one page, or is asked to wait', 5, ['idempotency_in_flight']],
])('%s', async (_, clicks, words) => {
  for (const seed of SEEDS) {
    const race = await openRace(seed);
    const method = seed % 2 === 0 ? CARD : COINS;
    const views = await Promise.all(Array.from({ length: clicks }, () => pick(race, method)));
    const got = views.map((view) => (typeof view === 'string' ? view : view.page?.reference));
    const id = openPages(race.shop)[0]?.id;

    expect(got).toContain(id);
    expect(got.filter((one) => one !== id && !words.includes(one ?? ''))).toEqual([]);
    await expectToBePaid(race);
  }
});

test('two callers who ask for a link at once get one page, at once or when they ask again', async () => {
  for (const seed of SEEDS) {
    const race = await openRace(seed);
    const first = await Promise.all([link(race), link(race)]);
    const again = await Promise.all([link(race), link(race)]);
    const all = [...first, ...again];
    const given = all.flatMap(({ status, body }) => (status === 200 ? [body.session_id] : []));
    const refused = all.flatMap(({ status, body }) =>
      status === 200 ? [] : [[status, body.error, body.retryable]],
    );

    expect(again.some(({ status }) => status === 200)).toBe(true);
    expect(new Set(given).size).toBe(1);
    for (const one of refused) expect(one).toEqual([503, 'payment_unresolved', true]);
    expect(race.shop.stripe.sessions()).toHaveLength(1);
    await expectToBePaid(race);
  }
});

test('a link that is asked for while the buyer chooses leaves one page open, and never two', async () => {
  const left = new Set<string | undefined>();
  for (const seed of SEEDS) {
    const race = await openRace(seed);
    const ways = [link, (one: Race) => pick(one, COINS)];
    await Promise.all((seed % 2 === 0 ? ways : ways.toReversed()).map((way) => way(race)));
    left.add(openPages(race.shop)[0]?.rail);
    await expectToBePaid(race);
  }
  expect(left).toEqual(new Set(['stripe-checkout', 'coinbase']));
});

const WAYS: readonly ((race: Race) => Promise<unknown>)[] = [
  link,
  (race) => pick(race, CARD),
  (race) => pick(race, COINS),
  ({ shop, cart }) => payByToken(shop, cart),
  ({ shop, cart }) => payByToken(shop, cart, 'pm_card_visa_chargeDeclined'),
  ({ shop, cart }) => shop.call('POST', `/api/agent/cart/${cart}/checkout`),
  ({ shop, cart }) => shop.call('POST', `/api/agent/cart/${cart}/items`, { body: { variant_id: 'var_mug' } }),
  ({ shop, chooser }) => shop.call('GET', `/api/agent/orders/${chooser.session}`),
];
const ONE_IN_FORTY = Array.from({ length: 40 }, (_, index) => index === 0);
const ONE_IN_TEN = ONE_IN_FORTY.slice(0, 10);

/** Pays on a page that is open, now and then. */
const payNowAndThen: Twist['between'] = (shop, { draw }) => {
  const page = draw(openPages(shop));
  if (page && draw(ONE_IN_FORTY)) payInTime(shop, page);
};

/** Four agents at a time, three times. */
async function run(seed: number, twist: Twist): Promise<Race> {
  const race = await openRace(seed, twist);
  for (const _ of [1, 2, 3]) {
    const ways = [1, 2, 3, 4].flatMap(() => race.shuffle.draw(WAYS) ?? []);
    await Promise.all(ways.map((way) => way(race)));
  }
  race.shuffle.end();
  return race;
}

/** What came of a race in the end, when a cart without an order has been paid by token. */
async function endOf({ shop, cart }: Race) {
  await pass(shop);
  const { order } = await standingOf(shop, cart);
  if (!order) await payByToken(shop, cart);
  await pass(shop);
  finishRefunds(shop);
  await pass(shop);
  return { raced: order, ...(await standingOf(shop, cart)), ...moneyAt(shop), told: typesOf(shop) };
}

test('whoever races whom, the cart is paid once, on whichever rail', async () => {
  const rails = new Set<string | null>();
  for (const seed of MANY) {
    const race = await run(seed, { between: payNowAndThen });
    const end = await endOf(race);
    rails.add(end.raced);

    expect([seed, race.most(), end.order !== null, end.taken.length]).toEqual([seed, 1, true, 1]);
    expect(end).toMatchObject({ refunds: [], back: [], told: ['order.paid'] });
  }
  expect(rails).toEqual(new Set(['stripe-checkout', 'coinbase', 'stripe-mpp', null]));
});

test('what closed pages take all the same goes back, but for one order', async () => {
  const counts = new Set<number>();
  for (const seed of MANY) {
    const rung: Promise<unknown>[] = [];
    const race = await run(seed, {
      between(shop, shuffle) {
        payNowAndThen?.(shop, shuffle);
        const page = shuffle.draw(closedPages(shop));
        if (!page || !shuffle.draw(ONE_IN_TEN)) return;
        payLate(shop, page);
        rung.push(shop.ring());
      },
    });
    await Promise.all(rung);
    const { taken, back, order, refunds } = await endOf(race);
    counts.add(taken.length);

    const done = refunds?.filter((one) => one.endsWith(' refunded'));
    expect([seed, order !== null, refunds, back.length]).toEqual([seed, true, done, taken.length - 1]);
  }
  expect(Math.max(...counts)).toBeGreaterThan(1);
});

const lying: Twist['rail'] = (rail) => ({ ...rail, cancel: async () => ({ state: 'cancelled' }) });

test('a rail that calls a page closed which is open is seen in such a race', async () => {
  let most = 0;
  for (const seed of SEEDS) most = Math.max(most, (await run(seed, { rail: lying })).most());
  expect(most).toBeGreaterThan(1);
});
