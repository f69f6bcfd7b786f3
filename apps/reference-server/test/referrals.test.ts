import { OpenAPIHono } from '@hono/zod-openapi';
import { purge } from '@railyard/core/operator';
import { memoryStore } from '@railyard/core/store';
import { describe, expect, it } from 'vitest';
import { fixedCatalogue, type Variant } from '../src/catalogue.ts';
import { type Environment, environmentOf } from '../src/http/environment.ts';
import { refuseTheRest } from '../src/http/not-found.ts';
import { HEADERS } from '../src/pay/document.ts';
import { CLICK_SPACE, type Clicks, readClicks } from '../src/referrals/clicks.ts';
import { referralLinks } from '../src/referrals/links.ts';
import { addReferrals, type ReferralPorts } from '../src/referrals.ts';
import type { Seller } from '../src/sellers.ts';

const NOW = 1_900_000_000_000;
const MINUTE = 60_000;
const DAY = 86_400_000;
const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0';
const SELLER: Seller = {
  handle: 'oakridge',
  name: 'Oak Ridge',
  tenant: 'demo',
  currency: 'usd',
  coverage: { countries: ['US'], states: null, cities: null },
  deliveryFee: 0,
  purchasable: false,
  storefront: { url: 'https://oakridge.example', hosts: ['oakridge.example'] },
  onSale: true,
  accounts: [],
};

const product = (id: string, change: Partial<Variant> = {}): Variant => ({
  id,
  seller: SELLER.handle,
  title: id,
  unitAmount: 12_000,
  link: `https://oakridge.example/p/${id}`,
  ...change,
});

const VARIANTS = [
  product('bench'),
  product('table'),
  product('lamp', { seller: 'other' }),
  { id: 'stool', seller: SELLER.handle, title: 'Stool', unitAmount: 4_000 },
];

interface Site {
  readonly store: ReferralPorts['store'];
  readonly failures: readonly unknown[];
  /** The path of a link to this product. */
  readonly link: (variant?: string, referral?: string) => Promise<string>;
  readonly ask: (path: string, headers?: Record<string, string>, method?: string) => Promise<Response>;
  readonly clicks: (referral?: string) => Promise<Clicks | null>;
  readonly pass: (ms: number) => void;
}

function open(ports: Partial<ReferralPorts> = {}): Site {
  let now = NOW;
  const store = memoryStore({ now: () => now });
  const failures: unknown[] = [];
  const sellers = { find: async (handle: string) => (handle === SELLER.handle ? SELLER : null) };
  const links = referralLinks({
    secrets: ['a secret of thirty-two bytes, CANARY'],
    baseUrl: 'https://pay.example',
    sellers,
    catalogue: fixedCatalogue(VARIANTS),
  });
  const app = new OpenAPIHono<Environment>();
  addReferrals(app, {
    links,
    sellers,
    store,
    now: () => now,
    report: (error) => void failures.push(error),
    ...ports,
  });
  refuseTheRest(app);

  return {
    store,
    failures,
    async link(variant = 'bench', referral = 'ref_1') {
      const minted = await links.mint({ referral, variant, seller: SELLER.handle }, now);
      return minted ? new URL(minted.url).pathname : '';
    },
    async ask(path, headers = { 'user-agent': BROWSER }, method = 'GET') {
      const request = new Request(`https://pay.example${path}`, { method, headers });
      return app.fetch(request, environmentOf(request, {}));
    },
    clicks: (referral = 'ref_1') => readClicks(store, referral),
    pass(ms) {
      now += ms;
    },
  };
}

/** What a client goes by, without the id of the request. */
function headOf({ status, headers }: Response): unknown {
  const { 'x-request-id': _, ...rest } = Object.fromEntries(headers);
  return { status, ...rest };
}

describe('a tracked link', () => {
  it('S0.16 leads on to the product, with 303 and nothing that a cache or the seller may keep', async () => {
    const { link, ask } = open();
    const response = await ask(await link());
    expect(response.status).toBe(303);
    expect(await response.text()).toBe('');
    expect(Object.fromEntries(response.headers)).toMatchObject({
      location: 'https://oakridge.example/p/bench?ref=ref_1',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-request-id': expect.stringMatching(/^[\w-]{36}$/) as string,
    });
  });

  it('S0.16 is not there for a product that has no page, or is sold by somebody else', async () => {
    const { link } = open();
    for (const variant of ['stool', 'lamp', 'unknown']) expect(await link(variant)).toBe('');
  });

  it('S0.17 leads to the storefront once it has expired, and is not counted then', async () => {
    const { link, ask, clicks, pass } = open();
    const path = await link();
    pass(30 * DAY);
    expect(headOf(await ask(path))).toMatchObject({
      status: 303,
      location: 'https://oakridge.example/?ref=ref_1',
      'cache-control': 'no-store',
    });
    expect(await clicks()).toBeNull();
  });

  it('that is none of ours is the same page of 404 as every other, and repeats nothing of it', async () => {
    const { ask, link, store } = open();
    const forged = `${(await link()).slice(0, -4)}AAAA`;
    const texts = new Set<string>();
    for (const path of [forged, '/go/CANARY', '/go/%3Cscript%3ECANARY', '/go/%zz', '/go/%0d%0aCANARY:1']) {
      const response = await ask(path);
      const text = await response.text();
      expect(headOf(response)).toEqual({
        status: 404,
        'content-type': 'text/html; charset=utf-8',
        ...HEADERS,
      });
      expect(text).toContain('This link leads nowhere');
      expect(text).not.toContain('CANARY');
      expect(texts.add(text).size).toBe(1);
    }
    expect((await store.list(CLICK_SPACE, { tenant: 'demo', limit: 10 })).keys).toEqual([]);
  });

  it('leads nowhere that a request could name', async () => {
    const { ask, link } = open();
    const path = await link();
    for (const more of ['?url=https://evil.example', '?ref=evil', '#//evil.example']) {
      const headers = { 'x-forwarded-host': 'evil.example', referer: 'https://evil.example/' };
      const { location } = headOf(await ask(path + more, headers)) as { readonly location: string };
      expect(location).toBe('https://oakridge.example/p/bench?ref=ref_1');
    }
  });

  it('answers HEAD as it answers GET, and counts only GET', async () => {
    const { ask, link, clicks } = open();
    for (const path of [await link(), '/go/none']) {
      const head = await ask(path, {}, 'HEAD');
      expect(await head.clone().text()).toBe('');
      expect(await clicks()).toBeNull();
      expect(headOf(head)).toEqual(headOf(await ask(path, { purpose: 'prefetch' })));
    }
  });

  it('takes no other method', async () => {
    const { ask, link } = open();
    const response = await ask(await link(), {}, 'POST');
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD');
  });
});

describe('clicks', () => {
  it('are counted for each product of a referral', async () => {
    const { ask, link, clicks, pass } = open();
    await ask(await link('bench'));
    pass(1);
    await ask(await link('table'));
    await ask(await link('bench', 'ref_2'));
    expect(await clicks()).toEqual({
      tenant: 'demo',
      referral: 'ref_1',
      seller: 'oakridge',
      items: [
        { variant: 'bench', count: 1, countedAt: NOW, link: expect.any(String) as string },
        { variant: 'table', count: 1, countedAt: NOW + 1, link: expect.any(String) as string },
      ],
    });
    expect((await clicks('ref_2'))?.items).toMatchObject([{ variant: 'bench', count: 1 }]);
    expect(await clicks('ref_3')).toBeNull();
  });

  it('on one link are one within ten minutes, also from several at a time', async () => {
    const { ask, link, clicks, pass } = open();
    const path = await link();
    await Promise.all([ask(path), ask(path), ask(path)]);
    pass(10 * MINUTE - 1);
    await ask(path);
    expect((await clicks())?.items).toMatchObject([{ count: 1, countedAt: NOW }]);
    pass(1);
    await ask(path);
    expect((await clicks())?.items).toMatchObject([{ count: 2, countedAt: NOW + 10 * MINUTE }]);
  });

  it('on two links to one product are two', async () => {
    const { ask, link, clicks, pass } = open();
    await ask(await link());
    pass(1_000);
    await ask(await link());
    expect((await clicks())?.items).toMatchObject([{ variant: 'bench', count: 2 }]);
  });

  it.each([
    ['sec-purpose', 'prefetch'],
    ['sec-purpose', 'prefetch;prerender'],
    ['purpose', 'prefetch'],
    ['x-purpose', 'preview'],
    ['x-moz', 'prefetch'],
    ['user-agent', 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)'],
    ['user-agent', 'facebookexternalhit/1.1 Facebot Twitterbot/1.0'],
    ['user-agent', 'Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)'],
    ['user-agent', 'TelegramBot (like TwitterBot)'],
    ['user-agent', 'WhatsApp/2.23.20.0'],
    ['user-agent', 'LinkedInBot/1.0 (compatible; Mozilla/5.0)'],
    ['user-agent', 'Mozilla/5.0 (Windows NT 6.1) SkypeUriPreview Preview/0.5'],
    ['user-agent', 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'],
    ['user-agent', 'Mozilla/5.0 AppleWebKit/537.36 (compatible; bingbot/2.0)'],
  ])('are not what comes with %s: %s', async (name, value) => {
    const { ask, link, clicks } = open();
    const response = await ask(await link(), { 'user-agent': BROWSER, [name]: value });
    expect(headOf(response)).toMatchObject({
      status: 303,
      location: expect.stringContaining('/p/bench') as string,
    });
    expect(await clicks()).toBeNull();
  });

  it.each([
    'Mozilla/5.0 (Linux; Android 13; CUBOT X70) AppleWebKit/537.36 Chrome/150.0 Mobile Safari/537.36',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Safari/604.1',
    'Botanica/4.1 (a reader of plants)',
    '',
  ])('are what comes from a person with %j', async (agent) => {
    const { ask, link, clicks } = open();
    await ask(await link(), { 'user-agent': agent, 'sec-purpose': '', purpose: 'navigate' });
    expect((await clicks())?.items).toMatchObject([{ count: 1 }]);
  });

  it('keep nothing of who clicked', async () => {
    const { ask, link, clicks } = open();
    const told = {
      'user-agent': 'CANARY',
      'x-forwarded-for': '203.0.113.7',
      cookie: 'CANARY',
      referer: 'CANARY',
    };
    await ask(await link(), told);
    const kept = (await clicks()) ?? {};
    expect(Object.keys(kept).toSorted()).toEqual(['items', 'referral', 'seller', 'tenant']);
    expect(JSON.stringify(kept)).not.toMatch(/CANARY|203\.0\.113/);
  });

  it('are kept for ninety days after their links have expired', async () => {
    const { ask, link, clicks, pass, store } = open();
    await ask(await link());
    pass(120 * DAY - 1);
    await purge(store, CLICK_SPACE);
    expect(await clicks()).not.toBeNull();
    pass(1);
    await purge(store, CLICK_SPACE);
    expect(await clicks()).toBeNull();
  });

  it("are listed under the seller's tenant", async () => {
    const { ask, link, store } = open();
    await ask(await link());
    expect((await store.list(CLICK_SPACE, { tenant: 'demo', limit: 10 })).keys).toEqual(['ref_1']);
  });

  it('that cannot be counted are reported, and whoever clicked goes on', async () => {
    const down = { ...memoryStore(), update: () => Promise.reject(new Error('The disk is full.')) };
    const { ask, link, failures } = open({ store: down });
    expect((await ask(await link())).status).toBe(303);
    expect(failures).toEqual([new Error('The disk is full.')]);
  });
});
