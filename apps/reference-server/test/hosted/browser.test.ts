import { basename } from 'node:path';
import { type Browser, openBrowser, type Page, shoot, violationsOf } from '@railyard/browser';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { callApi, fillCart } from '../../src/demo/shop.ts';
import { faultsOf } from '../pay/looks.ts';
import { openYard, type Yard } from '../yard.ts';
import { type Bell, doorbell } from './doorbell.ts';
import { chooseIn, METHODS, openTab, payThere, WAYS, wayOn } from './tab.ts';
import { openWire } from './wire.ts';

interface Link {
  readonly session_id: string;
  readonly payment_url: string;
}

interface Order {
  readonly status: string;
  readonly payment_rail: string | null;
}

const door = doorbell();
const wire = openWire();
let yard: Yard;
let browser: Browser;

beforeAll(async () => {
  yard = await openYard({}, door.gateway, wire.over);
  browser = await openBrowser();
}, 240_000);

afterAll(async () => {
  await browser.close();
  await yard.stop();
});

async function linkFor(rail: string): Promise<Link> {
  const { cart_id } = await fillCart(yard.facts);
  return callApi<Link>(yard.facts, 'POST', '/payment-link', { cart_id, payment_rail: rail });
}

async function orderOf({ session_id }: Link): Promise<Order> {
  return callApi<Order>(yard.facts, 'GET', `/orders/${session_id}`);
}

/** Pays, is back on our page, and has the provider ring about that. */
async function payAndComeBack(page: Page): Promise<void> {
  await payThere(page);
  await page.waitForURL(/\/return\//);
  const attempt = basename(page.url());
  await expect.poll(() => door.timesHeard(attempt), { timeout: 10_000 }).toBeGreaterThan(0);
}

/** Waits until the tab says that the order is paid, while the background work goes on as it does in production. */
async function seePaid(page: Page): Promise<void> {
  const paid = page.locator('main.paid');
  for (let round = 0; round < 100 && (await paid.count()) === 0; round += 1) {
    await yard.reconcile();
    await page.waitForTimeout(100);
  }
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toMatch(/paid/i);
}

const BELLS: readonly Bell[] = ['rings', 'is off', 'rings three times at once'];

describe.each(BELLS)('with a doorbell that %s', (bell) => {
  beforeEach(() => {
    door.bell = bell;
  });

  test('a buyer pays on Stripe’s page, comes back and sees that it is paid', async () => {
    const link = await linkFor('stripe-checkout');
    const page = await openTab(browser, link.payment_url);
    await payAndComeBack(page);
    await seePaid(page);
    await shoot(page, 'bought/paid-on-stripe-link');
    expect(await orderOf(link)).toMatchObject({ status: 'paid', payment_rail: 'stripe-checkout' });
    await page.context().close();
  });

  test.each(WAYS)('a buyer chooses $method, pays, comes back and sees that it is paid', async (way) => {
    const { method, rail } = way;
    const link = await linkFor('coinbase');
    const page = await openTab(browser, link.payment_url);
    await chooseIn(page, method);
    await shoot(page, `bought/at-${rail}`);
    await payAndComeBack(page);
    await seePaid(page);
    await shoot(page, `bought/paid-with-${method}`);
    expect(await orderOf(link)).toMatchObject({ status: 'paid', payment_rail: rail });
    await page.goto(link.payment_url);
    expect(await page.locator('main.paid').count()).toBe(1);
    await page.context().close();
  });
});

describe('a payment before the page’s address is answered', () => {
  beforeEach(() => {
    door.bell = 'rings';
  });

  test('is the order of a link of Stripe', async () => {
    const paying = payBeforeTold('POST /v1/checkout/sessions');
    let isTold = false;
    const asked = linkFor('stripe-checkout').finally(() => {
      isTold = true;
    });
    const buyer = await paying;
    expect(isTold).toBe(false);

    const link = await asked;
    await seePaid(buyer);
    expect(await orderOf(link)).toMatchObject({ status: 'paid', payment_rail: 'stripe-checkout' });
    await buyer.context().close();
  });

  test.each(WAYS)('is the order of a chooser: $method', async ({ method, rail, opening }) => {
    const link = await linkFor('coinbase');
    const chooser = await openTab(browser, link.payment_url);
    const paying = payBeforeTold(opening);
    await chooser.getByRole('button', { name: METHODS[method] }).click({ noWaitAfter: true });
    const buyer = await paying;
    expect(chooser.url()).toBe(link.payment_url);

    await seePaid(buyer);
    expect(await orderOf(link)).toMatchObject({ status: 'paid', payment_rail: rail });
    await chooser.goto(link.payment_url);
    await seePaid(chooser);
    for (const tab of [buyer, chooser]) await tab.context().close();
  });
});

/** Has the next page that is opened paid before its opening is answered: the buyer’s tab, back on our page. */
function payBeforeTold(opening: string): Promise<Page> {
  return new Promise((resolve) => {
    wire.once(new RegExp(`^< 20[01] ${opening}$`), (answer) => {
      const paid = payAt(answer);
      resolve(paid);
      return paid;
    });
  });
}

async function payAt(answer: Response | null): Promise<Page> {
  if (!answer) throw new Error('No page was opened.');
  const { url } = (await answer.json()) as { readonly url: string };
  const page = await openTab(browser, url);
  await payAndComeBack(page);
  return page;
}

describe('a payment of which nobody tells', () => {
  test.each(WAYS)('by $method is found by the background work alone', async ({ method, rail }) => {
    door.bell = 'is off';
    const link = await linkFor('coinbase');
    const page = await openTab(browser, link.payment_url);
    await chooseIn(page, method);
    await payAndGo(page);
    expect(await stateTold(link)).toBe('waiting');

    await expect.poll(() => stateAfterWork(link), { timeout: 20_000 }).toBe('paid');
    const later = await openTab(browser, link.payment_url);
    expect(await later.getByRole('heading', { level: 1 }).textContent()).toBe('Paid. Thank you.');
    expect(await orderOf(link)).toMatchObject({ status: 'paid', payment_rail: rail });
    await later.context().close();
  });
});

/** Pays as a buyer does who closes the tab before it is sent back. */
async function payAndGo(page: Page): Promise<void> {
  const form = { action: 'pay', email: 'ada@example.com' };
  const answer = await page.request.post(page.url(), { form, maxRedirects: 0 });
  expect(answer.headers().location).toContain('/return/');
  await page.context().close();
}

/** What the page of a chooser says, which asks no provider: it is read without its script. */
async function stateTold({ payment_url }: Link): Promise<string | undefined> {
  const page = await (await fetch(payment_url)).text();
  return /<main [^>]*class="(\w+)"/.exec(page)?.[1];
}

async function stateAfterWork(link: Link): Promise<string | undefined> {
  await yard.reconcile();
  return stateTold(link);
}

/** What Stripe shows the seller. */
async function stripeAt(path: string): Promise<Record<string, unknown>> {
  const headers = { authorization: `Bearer ${yard.stripeKey}`, 'stripe-version': '2026-10-28.endive' };
  const answer = await fetch(`${yard.facts.stripe.base_url}/v1/${path}`, { headers });
  return (await answer.json()) as Record<string, unknown>;
}

describe('two tabs on one chooser', () => {
  test('S1.21 after USDC is chosen the card’s page takes no payment', async () => {
    door.bell = 'rings';
    const link = await linkFor('coinbase');
    const [card, coins] = [
      await openTab(browser, link.payment_url),
      await openTab(browser, link.payment_url),
    ];
    await chooseIn(card, 'card-via-stripe');
    await chooseIn(coins, 'usdc-on-base');

    await payThere(card);
    expect(await card.getByRole('heading', { level: 1 }).textContent()).toMatch(/expired/i);
    await payThere(coins);
    await coins.waitForURL(/\/return\//);
    await seePaid(coins);
    expect(await orderOf(link)).toMatchObject({ status: 'paid', payment_rail: 'coinbase' });
    for (const tab of [card, coins]) await tab.context().close();
  });

  test('the tab that goes on showing the card learns that USDC was chosen in the other', async () => {
    door.bell = 'rings';
    const link = await linkFor('coinbase');
    const [card, coins] = [
      await openTab(browser, link.payment_url),
      await openTab(browser, link.payment_url),
    ];
    await chooseIn(card, 'card-via-stripe');
    await card.goto(link.payment_url);
    expect(await wayOn(card)).toBe('Continue to Stripe');
    await chooseIn(coins, 'usdc-on-base');

    await expect.poll(() => wayOn(card), { timeout: 20_000 }).toBe('Continue to Coinbase');
    expect(await card.getByRole('button').allTextContents()).toEqual([expect.stringContaining('Card')]);
    await card.getByRole('link', { name: 'Continue to Coinbase' }).click();
    await card.waitForURL(coins.url());
    for (const tab of [card, coins]) await tab.context().close();
  });

  test('a payment that the closed card’s page takes all the same goes back, once', async () => {
    door.bell = 'rings';
    const link = await linkFor('coinbase');
    const [card, coins] = [
      await openTab(browser, link.payment_url),
      await openTab(browser, link.payment_url),
    ];
    await chooseIn(card, 'card-via-stripe');
    const [session = ''] = /cs_test_\w+/.exec(card.url()) ?? [];
    await chooseIn(coins, 'usdc-on-base');
    await payThere(coins);
    await coins.waitForURL(/\/return\//);
    await seePaid(coins);
    await yard.hostile.visit(session, 'pay_late');

    await expect
      .poll(() => refundsAt(session), { timeout: 20_000 })
      .toEqual([{ amount: 4999, status: 'succeeded' }]);
    expect(await orderOf(link)).toMatchObject({ status: 'paid', payment_rail: 'coinbase' });
    for (const tab of [card, coins]) await tab.context().close();
  });
});

interface Refund {
  readonly amount: number;
  readonly status: string;
}

/** What Stripe has given back of a session's payment. */
async function refundsAt(session: string): Promise<readonly Refund[]> {
  await yard.reconcile();
  const { payment_intent } = await stripeAt(`checkout/sessions/${session}`);
  const { data } = await stripeAt(`refunds?payment_intent=${String(payment_intent)}`);
  return (data as readonly Refund[]).map(({ amount, status }) => ({ amount, status }));
}

describe('what a buyer sees', () => {
  const STATES = ['choose', 'waiting', 'failed', 'expired'] as const;

  test.each(STATES)('%s is plain, and axe finds nothing', async (state) => {
    door.bell = 'rings';
    const link = await linkFor('coinbase');
    const page = await openTab(browser, link.payment_url);
    if (state === 'waiting' || state === 'failed') {
      await chooseIn(page, 'usdc-on-base');
      if (state === 'failed') await page.getByRole('button', { name: /fail/i }).first().click();
      await page.goto(link.payment_url);
    }
    if (state === 'expired') {
      await callApi(yard.facts, 'PUT', `/cart/${await cartOf(link)}/shipping-address`, OTHER_ADDRESS);
      await page.reload();
    }
    await expect.poll(() => stateShown(page)).toBe(state);
    await shoot(page, `bought/${state}`);
    expect(await violationsOf(page)).toEqual([]);
    await page.context().close();
  });
});

test('a tracked link that is none of ours ends on a page that looks like the others', async () => {
  const page = await openTab(browser, `${yard.facts.base_url}/go/nowhere`);
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('This link leads nowhere');
  expect(await faultsOf(page, 'go-nowhere')).toEqual([]);
  await page.context().close();
});

const OTHER_ADDRESS = {
  name: 'Ada Lovelace',
  line1: '1 Other Street',
  city: 'Omaha',
  region: 'NE',
  postal_code: '68102',
  country: 'US',
};

async function cartOf({ session_id }: Link): Promise<string> {
  const order = await callApi<{ readonly cart_id: string }>(yard.facts, 'GET', `/orders/${session_id}`);
  return order.cart_id;
}

async function stateShown(page: Page): Promise<string | null> {
  await yard.reconcile();
  await page.reload();
  return page.locator('main').getAttribute('class');
}
