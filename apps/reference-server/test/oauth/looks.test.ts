import { type Browser, openBrowser, type Page, shoot, violationsOf } from '@railyard/browser';
import getPort from 'get-port';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Listener, listen } from '../../src/listen.ts';
import { codeIn, EMAIL } from '../buyers/desk.ts';
import { faultsOf } from '../pay/looks.ts';
import { authorizeUrl, register } from './endpoints.ts';
import { CALLBACK, type OauthShop, openOauthShop } from './shop.ts';

let browser: Browser;
let shop: OauthShop;
let origin: string;
let listener: Listener;
beforeAll(async () => {
  const port = await getPort();
  origin = `http://127.0.0.1:${port}`;
  browser = await openBrowser();
  shop = await openOauthShop({ baseUrl: origin });
  listener = await listen(shop.server, { host: '127.0.0.1', port });
});
afterAll(async () => {
  await browser.close();
  await listener.close(1_000);
});
// A mailbox gets a code a minute.
beforeEach(() => shop.advance(60_000));

const LONG = 'A client of many words, '.repeat(20);

async function visit(page: Page, name: string, over: Parameters<typeof authorizeUrl>[1] = {}): Promise<void> {
  const client = String((await register(shop, { client_name: name })).body.client_id);
  const { pathname, search } = authorizeUrl(client, over);
  await page.goto(`${origin}${pathname}${search}`);
}

async function askForCode(page: Page, email = EMAIL): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  await page.getByRole('button', { name: 'Mail me a code' }).click();
}

async function signIn(page: Page, email?: string): Promise<void> {
  await askForCode(page, email);
  await page.getByLabel('The six digits').fill(codeIn(shop.inbox));
  await page.getByRole('button', { name: 'Sign in' }).click();
}

const PAGES: readonly (readonly [string, (page: Page) => Promise<void>])[] = [
  ['sign-in', (page) => visit(page, 'Parrot')],
  [
    'wrong-code',
    async (page) => {
      await visit(page, 'Parrot');
      await askForCode(page);
      await page.getByLabel('The six digits').fill(codeIn(shop.inbox) === '000000' ? '1' : '000000');
      await page.getByRole('button', { name: 'Sign in' }).click();
    },
  ],
  [
    'consent',
    async (page) => {
      await visit(page, 'Parrot');
      await signIn(page);
    },
  ],
  [
    'consent-wide',
    async (page) => {
      await visit(page, LONG);
      await signIn(page, `${'ann.'.repeat(15)}b@${'mail.'.repeat(10)}example`);
    },
  ],
  ['refused', (page) => visit(page, 'Parrot', { redirect_uri: 'https://elsewhere.example/' })],
];

test.each(PAGES)('the page "%s" is accessible, and fits every screen', async (name, go) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await go(page);
  expect(await faultsOf(page, `oauth/${name}`)).toEqual([]);
  await context.close();
});

test('the way back to the client is a page that whoever is not led on can use', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await visit(page, 'Parrot');
  await signIn(page);
  // An answer without a page leaves the person where they are.
  await page.route('**/oauth/authorize/**', (route) => route.fulfill({ status: 204 }));
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  expect(await page.getByRole('link', { name: 'Continue' }).getAttribute('href')).toContain(
    '/oauth/authorize/',
  );
  expect(await violationsOf(page)).toEqual([]);
  await shoot(page, 'oauth/on-the-way');
  await context.close();
});

test('a person who uses the keyboard alone lets a client shop for them, and is taken back to it', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await visit(page, 'Parrot');
  await page.getByLabel('E-mail').focus();
  await page.keyboard.type(EMAIL);
  await page.keyboard.press('Enter');
  await page.getByLabel('The six digits').focus();
  await page.keyboard.type(codeIn(shop.inbox));
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Allow', exact: true }).focus();
  const back = page.waitForRequest((request) => request.url().startsWith(CALLBACK));
  await page.keyboard.press('Enter');
  expect(new URL((await back).url()).searchParams.get('code')).not.toBeNull();
  await context.close();
});
