import { describe, expect, test } from 'vitest';
import { codeIn, EMAIL } from '../buyers/desk.ts';
import { BASE_URL } from '../shop.ts';
import { authorizeUrl, register } from './endpoints.ts';
import { CALLBACK, type OauthShop, openOauthShop, signIn } from './shop.ts';
import { openTab, type Page, type Tab } from './tab.ts';

const MINUTE = 60_000;

/** A person whom a client has sent here, and who has not signed in. */
async function visit(shop: OauthShop, metadata: object = {}): Promise<{ tab: Tab; url: URL; page: Page }> {
  const { body } = await register(shop, metadata);
  const [redirect] = body.redirect_uris as readonly string[];
  const url = authorizeUrl(String(body.client_id), { redirect_uri: redirect ?? CALLBACK });
  const tab = openTab(shop);
  return { tab, url, page: await tab.open(url) };
}

function isSentBack({ url }: Page): boolean {
  return url.href.startsWith(CALLBACK);
}

describe('a person reads', () => {
  test('who wants what, where it goes, for how long, and as whom they are signed in', async () => {
    const shop = await openOauthShop();
    const { tab, url } = await visit(shop, { redirect_uris: ['https://parrot.example/callback'] });
    const { text } = await signIn(shop, tab, url);
    for (const words of ['<bdi>Parrot</bdi>', EMAIL, 'parrot.example', '90 days', 'shop.test', 'Test mode'])
      expect(text).toContain(words);
    expect(text.match(/<li>/g)).toHaveLength(3);
  });

  test.each([
    ['http://127.0.0.1:7777/callback', 'a program on this device'],
    ['cursor://anysphere.cursor-mcp/callback', 'an app that opens cursor: links'],
    ['https://bank.example@evil.example/', 'evil.example'],
    ['https://xn--pple-43d.example/', 'xn--pple-43d.example'],
  ])('of %s that it leads back to %s', async (redirect, words) => {
    const shop = await openOauthShop();
    const { tab, url } = await visit(shop, { redirect_uris: [redirect] });
    expect((await signIn(shop, tab, url)).text).toContain(
      `<dt>Leads back to</dt><dd><bdi>${words}</bdi></dd>`,
    );
  });

  test('the scopes that are asked for, and no others', async () => {
    const shop = await openOauthShop();
    const { tab, url } = await visit(shop);
    url.searchParams.set('scope', 'checkout:read admin');
    expect((await signIn(shop, tab, url)).text.match(/<li>/g)).toHaveLength(1);
  });

  test('what a client calls itself as text, whatever it is', async () => {
    const shop = await openOauthShop();
    const name = '</title><script>alert(1)</script>\u202E" onfocus="x';
    const { page } = await visit(shop, { client_name: name });
    expect(page.text).not.toContain('<script>alert');
    expect(page.text).toContain('&lt;script&gt;alert(1)');
  });
});

describe('a page of OAuth', () => {
  test('is kept by nobody, framed by nobody, and runs no script of others', async () => {
    const shop = await openOauthShop();
    const { headers } = (await visit(shop)).page;
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect([headers.get('cache-control'), headers.get('referrer-policy')]).toEqual([
      'no-store',
      'no-referrer',
    ]);
  });

  test('is nothing to another browser, nor to one that was sent here by another visit', async () => {
    const shop = await openOauthShop();
    const { page } = await visit(shop);
    expect((await openTab(shop).open(page.url)).status).toBe(404);
    const other = await visit(shop);
    expect((await other.tab.open(page.url)).status).toBe(404);
  });

  test('does nothing for a form of another site', async () => {
    const shop = await openOauthShop();
    const { tab, url } = await visit(shop);
    await signIn(shop, tab, url);
    const page = await tab.press('allow', {}, { 'sec-fetch-site': 'cross-site' });
    expect([page.status, isSentBack(page)]).toEqual([404, false]);
  });

  test('ends half an hour after a client has sent its person here', async () => {
    const shop = await openOauthShop();
    const { tab, page } = await visit(shop);
    shop.advance(30 * MINUTE);
    expect(await tab.open(page.url)).toMatchObject({ status: 404 });
    expect((await tab.press('mail', { email: EMAIL })).status).toBe(404);
    expect(shop.inbox.received()).toEqual([]);
  });

  test.each([['allow'], ['constructor'], ['']])(
    'has no button "%s" before one has signed in',
    async (step) => {
      const { tab } = await visit(await openOauthShop());
      const page = await tab.press(step);
      expect([page.status, isSentBack(page)]).toEqual([422, false]);
    },
  );
});

describe('a person signs in', () => {
  test('by the newest code alone, and is told of one that is wrong', async () => {
    const shop = await openOauthShop();
    const { tab } = await visit(shop);
    await tab.press('mail', { email: EMAIL });
    const first = codeIn(shop.inbox);
    shop.advance(MINUTE);
    await tab.press('again');
    const newest = codeIn(shop.inbox);
    const wrong = await tab.press('sign_in', { code: first === newest ? '000000' : first });
    expect([wrong.status, wrong.text.includes('role="alert"')]).toEqual([401, true]);
    const page = await tab.press('sign_in', { code: ` ${newest.slice(0, 3)} ${newest.slice(3)} ` });
    expect(page.text).toContain('shop for you?');
  });

  test('with an address that is one, and not too often', async () => {
    const shop = await openOauthShop();
    const { tab } = await visit(shop);
    const wrong = await tab.press('mail', { email: 'nobody' });
    expect([wrong.status, wrong.text.includes('That is no e-mail address.')]).toEqual([422, true]);
    await tab.press('mail', { email: EMAIL });
    const again = await tab.press('again');
    expect([again.status, again.text.includes('too often. Wait 60 seconds')]).toEqual([429, true]);
  });

  test('and is told nothing of whether anybody knows the address', async () => {
    const shop = await openOauthShop();
    const known = await visit(shop);
    await signIn(shop, known.tab, known.url);
    shop.advance(MINUTE);
    const texts = [EMAIL, 'new@example.com'].map(async (email) => {
      const { tab } = await visit(shop);
      return (await tab.press('mail', { email })).text.replaceAll(email, '');
    });
    const [one, other] = await Promise.all(texts);
    expect(one).toBe(other);
  });

  test('once, until the browser is closed; each client is allowed by itself', async () => {
    const shop = await openOauthShop();
    const { tab, url } = await visit(shop);
    await signIn(shop, tab, url);
    expect(isSentBack(await tab.press('allow'))).toBe(true);
    const other = String((await register(shop)).body.client_id);
    expect((await tab.open(authorizeUrl(other))).text).toContain('shop for you?');
    expect((await tab.open(url)).text).toContain('shop for you?');
    expect(shop.inbox.received()).toHaveLength(1);
    expect(tab.cookies.join()).not.toMatch(/railyard_session=[^;]+;[^,]*expires=\w{3}, (?!01 Jan 1970)/);
  });

  test('as somebody else, when they say so or the client asks for it', async () => {
    const shop = await openOauthShop();
    const { tab, url } = await visit(shop);
    await signIn(shop, tab, url);
    expect((await tab.press('other')).text).toContain('Sign in with your e-mail');
    await signIn(shop, tab, url, 'bob@example.com');
    url.searchParams.set('prompt', 'login');
    expect((await tab.open(url)).text).toContain('Sign in with your e-mail');
  });
});

test.each(['%5c', '%2f', 'a%00', '..%2f', '%F0%9F%A6%9C'])(
  'a visit that cannot be, like %s, is told on a page',
  async (uid) => {
    const { server } = await openOauthShop();
    for (const path of [`/oauth/authorize/${uid}`, `/oauth/sign-in/${uid}`]) {
      const response = await server.fetch(new Request(`${BASE_URL}${path}`));
      expect([response.status, response.headers.get('content-type')]).toEqual([
        404,
        'text/html; charset=utf-8',
      ]);
    }
  },
);
