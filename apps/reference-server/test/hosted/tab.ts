import type { Browser, Page } from '@railyard/browser';

export const METHODS = { 'card-via-stripe': 'Card', 'usdc-on-base': 'USDC on Base' } as const;

/** The ways from a chooser: the rail that a method is paid on, and the call that opens the page there. */
export const WAYS = [
  { method: 'card-via-stripe', rail: 'stripe-checkout', opening: 'POST /v1/checkout/sessions' },
  { method: 'usdc-on-base', rail: 'coinbase', opening: 'POST /coinbase/api/v1/checkouts' },
] as const;

/** A tab of a buyer of their own. */
export async function openTab(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext();
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  await page.goto(url);
  return page;
}

/** Pays on the page of Stripe or Coinbase that a tab shows. */
export async function payThere(page: Page): Promise<void> {
  const email = page.getByRole('textbox', { name: /e-?mail/i });
  if ((await email.count()) > 0) await email.fill('ada@example.com');
  await page
    .getByRole('button', { name: /^Pay\b/ })
    .first()
    .click();
}

/** Chooses, and is led to the provider's page. */
export async function chooseIn(page: Page, method: keyof typeof METHODS): Promise<void> {
  await page.getByRole('button', { name: METHODS[method] }).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/pay/kpc_'));
}

/** Where a page that waits for a payment leads. */
export async function wayOn(page: Page): Promise<string | null> {
  return page.locator('.button').textContent();
}
