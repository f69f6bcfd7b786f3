import { type Browser, openBrowser, type Page, shoot, violationsOf } from '@railyard/browser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callApi, fillCart } from '../../src/demo/shop.ts';
import { openYard, type Yard } from '../yard.ts';
import { type Bell, doorbell } from './doorbell.ts';

interface Link {
  readonly session_id: string;
  readonly payment_url: string;
}

interface Order {
  readonly status: string;
  readonly payment_rail: string | null;
}

const door = doorbell();
let yard: Yard;
let browser: Browser;

beforeAll(async () => {
  yard = await openYard({}, door.gateway);
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

/** A tab of a buyer of their own. */
async function openTab(url: string): Promise<Page> {
  const context = await browser.newContext();
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  await page.goto(url);
  return page;
}

/** Pays on the page of Stripe or Coinbase that a tab shows. */
async function payThere(page: Page): Promise<void> {
  const email = page.getByRole('textbox', { name: /e-?mail/i });
  if ((await email.count()) > 0) await email.fill('ada@example.com');
  await page
    .getByRole('button', { name: /^Pay\b/ })
    .first()
    .click();
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

const METHODS = { 'card-via-stripe': 'Card', 'usdc-on-base': 'USDC on Base' } as const;

async function chooseIn(page: Page, method: keyof typeof METHODS): Promise<void> {
  await page.getByRole('button', { name: METHODS[method] }).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/pay/kpc_'));
}

const BELLS: readonly Bell[] = ['rings', 'is off', 'rings three times at once'];

describe.each(BELLS)('with a doorbell that %s', (bell) => {
  beforeAll(() => {
    door.bell = bell;
    door.heard = 0;
  });

  test('a buyer pays on Stripe’s page, comes back and sees that it is paid', async () => {
    const link = await linkFor('stripe-checkout');
    const page = await openTab(link.payment_url);
    await payThere(page);
    await page.waitForURL(/\/pay\/return\//);
    await seePaid(page);
    await shoot(page, 'bought-paid');
    expect(await orderOf(link)).toMatchObject({ status: 'paid', payment_rail: 'stripe-checkout' });
    await page.context().close();
  });

  test.each([
    ['card-via-stripe', 'stripe-checkout'],
    ['usdc-on-base', 'coinbase'],
  ] as const)('a buyer chooses %s, pays, comes back and sees that it is paid', async (method, rail) => {
    const link = await linkFor('coinbase');
    const page = await openTab(link.payment_url);
    await chooseIn(page, method);
    await shoot(page, `bought-at-${rail}`);
    await payThere(page);
    await page.waitForURL(/\/pay\/return\//);
    await seePaid(page);
    expect(await orderOf(link)).toMatchObject({ status: 'paid', payment_rail: rail });
    await page.goto(link.payment_url);
    expect(await page.locator('main.paid').count()).toBe(1);
    await page.context().close();
  });

  test('the providers have rung', () => {
    expect(door.heard).toBeGreaterThan(2);
  });
});

describe('a payment before the page’s address is answered', () => {
  test('by card is the order', async () => {
    door.bell = 'rings';
    await yard.hostile.stripe('checkout_sessions.create', { fault: 'delay', ms: 2_000, when: 'after' });
    const before = await openSessions();
    const asked = linkFor('stripe-checkout');
    await expect.poll(openSessions).not.toEqual(before);
    const [session = ''] = await openSessions();
    await yard.hostile.visit(session, 'pay');
    const link = await asked;

    expect(link.session_id).toBe(session);
    const page = await openTab(link.payment_url);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toMatch(/done/i);
    await expect.poll(async () => (await orderOf(link)).status).toBe('paid');
    await page.context().close();
  });
});

/** The sessions that can be paid at Stripe, the newest first. */
async function openSessions(): Promise<readonly string[]> {
  const { data } = (await stripeAt('checkout/sessions?status=open&limit=100')) as {
    readonly data: readonly { readonly id: string }[];
  };
  return data.map(({ id }) => id);
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
    const [card, coins] = [await openTab(link.payment_url), await openTab(link.payment_url)];
    await chooseIn(card, 'card-via-stripe');
    await chooseIn(coins, 'usdc-on-base');

    await payThere(card);
    expect(await card.getByRole('heading', { level: 1 }).textContent()).toMatch(/expired/i);
    await payThere(coins);
    await coins.waitForURL(/\/pay\/return\//);
    await seePaid(coins);
    expect(await orderOf(link)).toMatchObject({ status: 'paid', payment_rail: 'coinbase' });
    for (const tab of [card, coins]) await tab.context().close();
  });

  test('the tab that goes on showing the card learns that USDC was chosen in the other', async () => {
    door.bell = 'rings';
    const link = await linkFor('coinbase');
    const [card, coins] = [await openTab(link.payment_url), await openTab(link.payment_url)];
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
    const [card, coins] = [await openTab(link.payment_url), await openTab(link.payment_url)];
    await chooseIn(card, 'card-via-stripe');
    const [session = ''] = /cs_test_\w+/.exec(card.url()) ?? [];
    await chooseIn(coins, 'usdc-on-base');
    await payThere(coins);
    await coins.waitForURL(/\/pay\/return\//);
    await seePaid(coins);
    await yard.hostile.visit(session, 'pay_late');

    await expect.poll(() => refundsAt(session)).toEqual([{ amount: 4999, status: 'succeeded' }]);
    expect(await orderOf(link)).toMatchObject({ status: 'paid', payment_rail: 'coinbase' });
    for (const tab of [card, coins]) await tab.context().close();
  });
});

/** Where a page that waits for a payment leads. */
async function wayOn(page: Page): Promise<string | null> {
  return page.locator('.button').textContent();
}

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
    const page = await openTab(link.payment_url);
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
    await shoot(page, `bought-${state}`);
    expect(await violationsOf(page)).toEqual([]);
    await page.context().close();
  });
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
