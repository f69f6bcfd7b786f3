import { type Browser, type BrowserContext, openBrowser, type Page } from '@railyard/browser';
import getPort from 'get-port';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { fixedCatalogue } from '../../src/catalogue.ts';
import { type Listener, listen } from '../../src/listen.ts';
import { faultsOf } from '../pay/looks.ts';
import { VARIANTS } from '../shop.ts';
import { askedFor, HOUR, openSpendingShop, type SpendingShop, tryToPay, usd } from './shop.ts';

const WIDE = [
  { id: 'var_wide', seller: 'acme', title: 'W'.repeat(900), unitAmount: 450_000_00 },
  { id: 'var_rtl', seller: 'acme', title: `כיריים לשטח, ${'\u202Eevots <b>'.repeat(30)}`, unitAmount: 4_499 },
];
const MANY = Array.from({ length: 20 }, (_, at) => ({
  id: `var_peg_${at}`,
  seller: 'acme',
  title: `Tent peg no. ${at + 1}`,
  unitAmount: 150,
}));

let browser: Browser;
let shop: SpendingShop;
let listener: Listener;
let context: BrowserContext;
/** What the browser complained of: a refused style, script or form is among it. */
let complaints: string[];
beforeAll(async () => {
  const port = await getPort();
  browser = await openBrowser();
  shop = await openSpendingShop(
    { approvalAbove: [usd(0)] },
    {
      baseUrl: `http://127.0.0.1:${port}`,
      catalogue: fixedCatalogue([...VARIANTS, ...WIDE, ...MANY]),
      limits: () => ({ maxItemQuantity: 20, maxCartTotal: { usd: 100_000_000 } }),
    },
  );
  listener = await listen(shop.server, { host: '127.0.0.1', port });
});
afterAll(async () => {
  await browser.close();
  await listener.close(1_000);
});
beforeEach(async () => {
  complaints = [];
  context = await browser.newContext();
  // Who decides gets some letters an hour.
  shop.advance(HOUR);
});
afterEach(async () => {
  await context.close();
  if (complaints.length > 0) throw new Error(`The browser complained: ${complaints.join(' ')}`);
});

const link = (): string => /http:\S+/.exec(shop.letter().text)?.[0] ?? '';

async function visit(url = link()): Promise<Page> {
  const page = await context.newPage();
  page.on('pageerror', (error) => void complaints.push(error.message));
  await page.goto(url);
  return page;
}

async function press(page: Page, name: 'Approve' | 'Deny'): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click();
}

/** A cart of these, once its agent has tried to pay it. */
async function askedForAll(variants: readonly { readonly id: string }[]): Promise<void> {
  const cart = await shop.readyCart();
  for (const { id } of variants)
    await shop.call('POST', `/api/agent/cart/${cart}/items`, { body: { variant_id: id, quantity: 2 } });
  await tryToPay(shop, cart);
}

const PAGES: readonly (readonly [string, string, () => Promise<Page>])[] = [
  [
    'asked',
    'Approve this purchase?',
    async () => {
      await askedFor(shop);
      return visit();
    },
  ],
  [
    'asked-wide',
    'Approve this purchase?',
    async () => {
      await askedForAll([...WIDE, ...MANY]);
      const page = await visit();
      expect(await page.getByText('Tent peg no. 20', { exact: true }).isVisible()).toBe(true);
      return page;
    },
  ],
  [
    'approved',
    'Approved',
    async () => {
      await askedFor(shop);
      const page = await visit();
      await press(page, 'Approve');
      await page.getByRole('heading', { name: 'Approved' }).waitFor();
      return page;
    },
  ],
  [
    'denied',
    'Denied',
    async () => {
      await askedFor(shop);
      const page = await visit();
      await press(page, 'Deny');
      await page.getByRole('heading', { name: 'Denied' }).waitFor();
      return page;
    },
  ],
  [
    'used',
    'Approved and paid',
    async () => {
      const { cart } = await askedFor(shop);
      const page = await visit();
      await press(page, 'Approve');
      await page.getByRole('heading', { name: 'Approved' }).waitFor();
      expect(await tryToPay(shop, cart)).toMatchObject({ status: 200 });
      return visit();
    },
  ],
  [
    'expired',
    'This question has ended',
    async () => {
      await askedFor(shop);
      shop.advance(24 * HOUR);
      return visit();
    },
  ],
  [
    'decided-in-another-tab',
    'Denied',
    async () => {
      await askedFor(shop);
      const [first, second] = [await visit(), await visit()];
      await press(first, 'Deny');
      await first.getByText('Denied', { exact: true }).waitFor();
      await press(second, 'Approve');
      await second.getByRole('alert').waitFor();
      return second;
    },
  ],
  [
    'nothing-here',
    'Nothing to decide here',
    async () => {
      await askedFor(shop);
      return visit(`${link()}x`);
    },
  ],
];

test.each(PAGES)('the page "%s" is accessible, and fits every screen', async (name, heading, go) => {
  const page = await go();
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(heading);
  expect(await faultsOf(page, `approvals/${name}`)).toEqual([]);
});

test('a person with a keyboard alone reaches both buttons in turn, sees where they are, and approves', async () => {
  const { cart } = await askedFor(shop);
  const page = await visit();
  const names: string[] = [];
  for (const _ of [1, 2]) {
    await page.keyboard.press('Tab');
    names.push(await page.evaluate('document.activeElement.textContent'));
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
  }
  expect(names).toEqual(['Approve', 'Deny']);
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Approved' }).waitFor();
  expect(await tryToPay(shop, cart)).toMatchObject({ status: 200 });
});

test('a page that stays open shows by itself that it was approved in another tab, and then that it is paid', async () => {
  const { cart } = await askedFor(shop);
  await context.addInitScript(IMPATIENT);
  const [open, other] = [await visit(), await visit()];
  await press(other, 'Approve');
  await open.getByRole('heading', { name: 'Approved', exact: true }).waitFor();
  expect(await open.getByRole('button').count()).toBe(0);
  await tryToPay(shop, cart);
  await open.getByRole('heading', { name: 'Approved and paid' }).waitFor();
  expect(await open.getByRole('status').textContent()).toBe('Approved and paid');
});

/** Pages look again at once, and not after seconds. */
const IMPATIENT = `const later = setTimeout; window.setTimeout = (work) => later(work, 50);`;

test('a form on another site’s page decides nothing, though it knows the address', async () => {
  const { cart } = await askedFor(shop);
  const page = await context.newPage();
  await page.route('http://elsewhere.example/', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<form method="post" action="${link()}"><button name="decision" value="approved">Win</button></form>`,
    }),
  );
  await page.goto('http://elsewhere.example/');
  await page.getByRole('button', { name: 'Win' }).click();
  await page.getByText('pressed on another page').waitFor();
  expect((await tryToPay(shop, cart)).body.error).toBe('needs_approval');
  await press(page, 'Approve');
  await page.getByRole('heading', { name: 'Approved' }).waitFor();
});

test('a page that a frame shows is none', async () => {
  await askedFor(shop);
  const page = await context.newPage();
  await page.route('http://elsewhere.example/', (route) =>
    route.fulfill({ contentType: 'text/html', body: `<iframe src="${link()}"></iframe>` }),
  );
  await page.goto('http://elsewhere.example/');
  await page.waitForLoadState('networkidle');
  expect(await page.frameLocator('iframe').getByRole('button', { name: 'Approve' }).count()).toBe(0);
});
