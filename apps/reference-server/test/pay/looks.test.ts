import { type Page, shoot, violationsOf } from '@railyard/browser';
import { RailError } from '@railyard/core';
import type { PaymentView } from '@railyard/core/chooser';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { faultsOf } from './looks.ts';
import { openTill, RETURN } from './till.ts';
import { ID, ORDER, PAGE, purchaseOf, VIEWS, viewOf } from './views.ts';
import { openWindow, type Window } from './window.ts';

let window: Window;
beforeAll(async () => {
  window = await openWindow();
});
afterAll(() => window.close());

interface Case {
  readonly name: string;
  readonly view: PaymentView | null;
  readonly path?: string;
  readonly failure?: Error;
  /** What the buyer does there first. */
  readonly act?: (page: Page) => Promise<void>;
}

const MANY = Array.from({ length: 100 }, (_, index) => ({
  variant: `var_${index}`,
  title: `Tent peg no. ${index + 1}`,
  quantity: 1,
  unitAmount: 150,
}));
const WIDE = purchaseOf(
  [
    { variant: 'a', title: 'W'.repeat(900), quantity: 20, unitAmount: 450_000_000_000_00 },
    { variant: 'b', title: 'כיריים לשטח, '.repeat(40), quantity: 1, unitAmount: 4_499 },
    { variant: 'c', title: '\u202Eevots pmaC <b>bold</b>', quantity: 1, unitAmount: 4_499 },
  ],
  { tip: 300 },
);

const CASES: readonly Case[] = [
  ...Object.entries(VIEWS).map(([name, view]) => ({ name, view })),
  { name: 'nothing-here', view: null },
  { name: 'returned', view: VIEWS.waiting, path: RETURN },
  { name: 'returned-after-decline', view: VIEWS.failed, path: RETURN },
  { name: 'many-items', view: viewOf({ purchase: purchaseOf(MANY) }), act: (page) => page.click('summary') },
  { name: 'wide', view: viewOf({ purchase: WIDE, methods: ['card-via-stripe', 'a'.repeat(90)] }) },
  { name: 'cannot-be-shown', view: VIEWS.choose, failure: new Error('The store is down.') },
  { name: 'could-not-open', view: VIEWS.choose, act: (page) => page.click('text=Card') },
];

test.each(CASES)(
  'the page "$name" is accessible, fits every screen, and has its picture taken',
  async (one) => {
    window.till = openTill(one.view, 'test');
    window.till.onChoose = () => {
      throw new RailError('cart_locked', 'A payment of this cart is under way.');
    };
    window.till.failure = one.failure ?? null;
    const page = await window.browser.newPage();
    await page.goto(`${window.origin}${one.path ?? `/pay/${ID}`}`);
    await one.act?.(page);
    expect(await faultsOf(page, `pay/${one.name}`)).toEqual([]);
    await page.close();
  },
);

test('the way to a provider is a page that whoever is not led on can use', async () => {
  window.till = openTill(VIEWS.waiting);
  const page = await window.browser.newPage();
  // A provider without an answer leaves the buyer where they are.
  await page.route('https://provider.test/**', (route) => route.fulfill({ status: 204 }));
  const tried = page.waitForRequest(PAGE.url);
  await page.goto(`${window.origin}/pay/${ID}/continue`);
  await tried;
  expect(await page.getByRole('link').getAttribute('href')).toBe(PAGE.url);
  expect(await violationsOf(page)).toEqual([]);
  await shoot(page, 'pay/on-the-way');
  await page.close();
});

test('prints as a receipt, with every item and without buttons', async () => {
  window.till = openTill({ ...VIEWS.paid, purchase: purchaseOf(MANY) });
  const page = await window.browser.newPage();
  await page.goto(`${window.origin}/pay/${ID}`);
  await page.emulateMedia({ media: 'print' });
  expect(await page.getByText('Tent peg no. 100', { exact: true }).isVisible()).toBe(true);
  for (const text of ['Paid. Thank you.', ORDER.id])
    expect(await page.getByText(text, { exact: true }).isVisible()).toBe(true);
  expect(await page.getByRole('button').count()).toBe(0);
  await shoot(page, 'pay/print');
  await page.close();
});
