import { type Browser, openBrowser, type Page } from '@railyard/browser';
import type { CheckoutAction, PageAction } from '@railyard/sandbox';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { faultsOf } from '../pay/looks.ts';
import { type HostedRail, openPage } from './page.ts';
import { type HostedShop, openHostedShop } from './shop.ts';
import { providerOf } from './webhook.ts';

let browser: Browser;
let shop: HostedShop;
beforeAll(async () => {
  browser = await openBrowser();
  shop = await openHostedShop();
}, 240_000);
afterAll(() => browser.close());

/** A tab in which a provider's addresses lead to the one in this process. */
async function openTab(rail: HostedRail, url: string): Promise<Page> {
  const page = await browser.newPage();
  page.setDefaultTimeout(10_000);
  await page.route('**', async (route) => {
    const request = route.request();
    const { status, headers, text } = await answerOf(rail, request.url(), {
      method: request.method(),
      headers: { 'content-type': request.headers()['content-type'] ?? '' },
      body: request.postData(),
    });
    await route.fulfill({ status, headers: Object.fromEntries(headers), body: text });
  });
  await page.goto(url);
  return page;
}

async function answerOf(rail: HostedRail, url: string, init: RequestInit) {
  const response = await providerOf(shop, rail).fetch(url, init);
  return { status: response.status, headers: response.headers, text: await response.text() };
}

async function headingOf(page: Page): Promise<string> {
  return (await page.getByRole('heading').allTextContents()).join(' · ');
}

describe('a page of Stripe is accessible, fits every screen, and has its picture taken', () => {
  const STATES: readonly [name: string, heading: RegExp, ...actions: PageAction[]][] = [
    ['open', /^Pay \$/],
    ['asking', /Your bank asks/, 'challenge'],
    ['debiting', /Your bank is asked/, 'debit'],
    ['expired', /This page has expired/, 'expire'],
    ['paid', /Paid$/, 'pay'],
  ];

  test.each(STATES)('%s', async (name, heading, ...actions) => {
    const { session, url } = await openPage(shop, 'stripe-checkout', name);
    for (const action of actions) shop.stripe.visit(session, action);
    const page = await openTab('stripe-checkout', url);
    expect(await headingOf(page)).toMatch(heading);
    expect(await faultsOf(page, `provider/stripe-${name}`)).toEqual([]);
    await page.close();
  });

  test('declined', async () => {
    const { url } = await openPage(shop, 'stripe-checkout', 'declined');
    const page = await openTab('stripe-checkout', url);
    await page.getByRole('textbox', { name: 'E-mail' }).fill('ada@example.com');
    await page.getByRole('button', { name: 'declined' }).click();
    expect(await page.getByRole('alert').textContent()).toBe('Your card was declined.');
    expect(await faultsOf(page, 'provider/stripe-declined')).toEqual([]);
    await page.close();
  });

  test('not paid, when the bank says so in the end', async () => {
    const { session, url } = await openPage(shop, 'stripe-checkout', 'unpaid');
    const { session: paying } = shop.stripe.visit(session, 'debit');
    shop.stripe.finish(paying.payment_intent ?? '', 'failed');
    const page = await openTab('stripe-checkout', url);
    expect(await headingOf(page)).toMatch(/Not paid$/);
    expect(await faultsOf(page, 'provider/stripe-unpaid')).toEqual([]);
    await page.close();
  });
});

describe('a page of Coinbase is accessible, fits every screen, and has its picture taken', () => {
  const STATES: readonly [name: string, heading: RegExp, ...actions: CheckoutAction[]][] = [
    ['open', /^Pay .* USDC/],
    ['dawdling', /on its way/, 'dawdle'],
    ['failed', /Your payment has failed/, 'fail'],
    ['expired', /This page has expired/, 'expire'],
    ['paid', /Paid$/, 'pay'],
  ];

  test.each(STATES)('%s', async (name, heading, ...actions) => {
    const { session, url } = await openPage(shop, 'coinbase', `coinbase-${name}`);
    for (const action of actions) shop.coinbase.visit(session, action);
    const page = await openTab('coinbase', url);
    expect(await headingOf(page)).toMatch(heading);
    expect(await faultsOf(page, `provider/coinbase-${name}`)).toEqual([]);
    await page.close();
  });
});

test('the page of nothing that is to be paid looks like them', async () => {
  const page = await openTab('coinbase', 'https://payments.coinbase.com/payment-links/pl_none');
  expect(await headingOf(page)).toBe('No such page');
  expect(await faultsOf(page, 'provider/none')).toEqual([]);
  await page.close();
});
