import { gunzipSync } from 'node:zlib';
import { type Browser, openBrowser, type Page, shoot } from '@railyard/browser';
import getPort from 'get-port';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Listener, listen } from '../src/listen.ts';
import { BASE_URL, openShop, type Shop } from './shop.ts';

let shop: Shop;
let url: string;
let listener: Listener;
let browser: Browser;
beforeAll(async () => {
  const port = await getPort();
  url = `http://127.0.0.1:${port}`;
  shop = await openShop({ baseUrl: url });
  listener = await listen(shop.server, { host: '127.0.0.1', port });
  browser = await openBrowser();
}, 240_000);
afterAll(async () => {
  await browser.close();
  await listener.close(1_000);
});

function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return shop.server.fetch(new Request(`${BASE_URL}${path}`, { headers }));
}

/** Where the page gets its script. */
async function scriptPath(): Promise<string> {
  const page = await (await get('/reference')).text();
  return `/${/<script src="([^"]+)"/.exec(page)?.[1]}`;
}

describe('the reference', () => {
  test('shows an operation and tries it out in a browser, and asks no other host', async () => {
    const { page, hosts, complaints } = await openTab();
    await page.goto(`${url}/reference`);
    await page.getByText('Pay for a cart, or learn how to').first().click();
    await page.getByRole('heading', { name: 'Pay for a cart, or learn how to' }).waitFor();
    expect(await page.getByText('A 402 is only sent when it is certain that no money moved').count()).toBe(1);
    await shoot(page, 'reference', 'window');

    await page.getByText('Whether the process is alive').first().click();
    await page.getByRole('button', { name: /test request.*healthz/i }).click();
    const [answered] = await Promise.all([
      page.waitForResponse(`${url}/healthz`),
      page.getByRole('button', { name: /^send/i }).first().click(),
    ]);
    expect(answered.status()).toBe(200);
    await shoot(page, 'reference-tried', 'window');

    expect([...hosts]).toEqual([new URL(url).host]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('lets its page ask nobody but this server', async () => {
    const { status, headers } = await get('/reference');
    expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self';");
    expect(policy).not.toMatch(/https?:|\*|unsafe-eval/);
  });

  test('sends its script once, and for good', async () => {
    const path = await scriptPath();
    const plain = await get(path);
    expect(plain.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(plain.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    const zipped = await get(path, { 'accept-encoding': 'br, gzip' });
    expect([zipped.headers.get('content-encoding'), zipped.headers.get('vary')]).toEqual([
      'gzip',
      'accept-encoding',
    ]);
    const [whole, small] = [await plain.arrayBuffer(), await zipped.arrayBuffer()];
    expect(gunzipSync(small).equals(new Uint8Array(whole))).toBe(true);

    const again = await get(path, { 'if-none-match': plain.headers.get('etag') ?? '' });
    expect([again.status, await again.text()]).toEqual([304, '']);
    expect((await get(path, { 'if-none-match': '"another"' })).status).toBe(200);
    expect((await get('/reference/scalar-0.js')).status).toBe(404);
  });

  test('is named where somebody looks for it, and not in the document', async () => {
    expect(await (await get('/llms.txt')).text()).toContain(`${url}/reference`);
    expect(await (await get('/openapi.json')).text()).not.toContain('/reference');
  });
});

interface Tab {
  readonly page: Page;
  /** Whom the page has asked for anything. */
  readonly hosts: ReadonlySet<string>;
  /** What the browser has had to say about it. */
  readonly complaints: readonly string[];
}

async function openTab(): Promise<Tab> {
  const page = await (await browser.newContext()).newPage();
  page.setDefaultTimeout(20_000);
  const hosts = new Set<string>();
  const complaints: string[] = [];
  page.on('request', (request) => {
    const { protocol, host } = new URL(request.url());
    if (protocol.startsWith('http') || protocol.startsWith('ws')) hosts.add(host);
  });
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  return { page, hosts, complaints };
}

test('who opens the address of the server is led there', async () => {
  const { server } = await openShop();
  const { status, headers } = await server.fetch(new Request(`${BASE_URL}/`));
  expect([status, headers.get('location')]).toEqual([303, 'reference']);
});
