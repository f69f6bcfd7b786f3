import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Browser, openBrowser, type Page, shoot, violationsOf } from '../src/index.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

/** A page whose content policy allows no script at all. */
async function pageOf(body: string): Promise<Page> {
  const page = await browser.newPage();
  await page.route('**', (route) =>
    route.fulfill({
      headers: { 'content-security-policy': "default-src 'none'" },
      contentType: 'text/html; charset=utf-8',
      body: `<!doctype html><html lang="en"><title>Page</title><main>${body}</main></html>`,
    }),
  );
  await page.goto('http://page.test/');
  return page;
}

it('finds nothing wrong with a page that is right', async () => {
  expect(await violationsOf(await pageOf('<h1>Title</h1><label>Name <input></label>'))).toEqual([]);
});

it('names the rule that a page breaks, and where', async () => {
  const violations = await violationsOf(await pageOf('<h1>Title</h1><input id="name">'));
  expect(violations).toMatchObject([{ rule: 'label', targets: ['#name'] }]);
});

it('keeps a picture of a page where people can look at it', async () => {
  await shoot(await pageOf('<h1>Title</h1>'), 'browser/page');
  const picture = readFileSync(resolve(import.meta.dirname, '../../../screenshots/browser/page.png'));
  expect(picture.subarray(1, 4).toString()).toBe('PNG');
});
