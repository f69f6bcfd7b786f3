import { describe, expect, test } from 'vitest';
import { OAUTH_SPACE } from '../../src/oauth/records.ts';
import { authorizeUrl, post, refreshForm, register } from './endpoints.ts';
import { allow, connect, OAUTH, type OauthShop, openOauthShop, type Sending, signIn } from './shop.ts';
import { openTab } from './tab.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A shop as it is reached from this address. */
function from({ server }: Sending, address: string): Sending {
  return {
    server: {
      ...server,
      fetch: (request) =>
        server.fetch(request, {
          incoming: { headers: Object.fromEntries(request.headers), socket: { remoteAddress: address } },
        }),
    },
  };
}

async function clientIn(shop: Sending): Promise<string> {
  return String((await register(shop)).body.client_id);
}

/** How many records OAuth has, whatever they are. */
function recordsIn({ store }: OauthShop): number {
  return store.held().filter(({ space }) => space === OAUTH_SPACE).length;
}

function counting(startsPerMinute: number): Promise<OauthShop> {
  return openOauthShop({ oauth: { ...OAUTH, startsPerMinute } });
}

describe('what strangers can have kept is bounded', () => {
  test('one network starts so often a minute, by registering and by sending people', async () => {
    const shop = await counting(3);
    const client = await clientIn(from(shop, '192.0.2.1'));
    expect((await openTab(from(shop, '192.0.2.1')).open(authorizeUrl(client))).status).toBe(200);
    expect((await register(from(shop, '192.0.2.1'))).status).toBe(201);

    const before = recordsIn(shop);
    const refused = await register(from(shop, '192.0.2.1'));
    expect([refused.status, refused.body.error]).toEqual([429, 'rate_limited']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    const page = await openTab(from(shop, '192.0.2.1')).open(authorizeUrl(client));
    expect([page.status, page.text.includes('cannot be shown now')]).toEqual([429, true]);
    expect(recordsIn(shop)).toBe(before);

    expect((await register(from(shop, '192.0.2.2'))).status).toBe(201);
    shop.advance(MINUTE);
    expect((await register(from(shop, '192.0.2.1'))).status).toBe(201);
  });

  test('a network is what one line has, and all of them together are ten', async () => {
    const shop = await counting(1);
    expect((await register(from(shop, '2001:db8::1'))).status).toBe(201);
    expect((await register(from(shop, '2001:db8::2'))).status).toBe(429);
    for (let line = 1; line < 10; line += 1)
      expect((await register(from(shop, `2001:db8:0:${line}::1`))).status).toBe(201);
    expect((await register(from(shop, '2001:db8:0:99::1'))).status).toBe(429);
  });

  test('a client says little of itself, and what nobody asks for is not kept', async () => {
    const shop = await openOauthShop();
    const long = await register(shop, { client_name: 'x'.repeat(4_096) });
    expect([long.status, long.body.error]).toEqual([413, 'payload_too_large']);
    expect(recordsIn(shop)).toBe(0);
    const { body } = await register(shop, { contacts: ['ann@example.com'], logo_uri: 'https://a.example/' });
    expect(Object.keys(body)).not.toContain('logo_uri');
  });

  test('a client that nobody has allowed anything ends after an hour, and leaves nothing', async () => {
    const shop = await openOauthShop();
    const client = await clientIn(shop);
    await openTab(shop).open(authorizeUrl(client));
    shop.advance(HOUR);
    expect((await openTab(shop).open(authorizeUrl(client))).text).toContain('cannot be connected');
    shop.advance(DAY);
    shop.server.background.start();
    await shop.server.background.stop();
    expect(recordsIn(shop)).toBe(0);
  });

  test('one that somebody has goes on, also when what was allowed has ended', async () => {
    const shop = await openOauthShop();
    const client = await clientIn(shop);
    await allow(shop, authorizeUrl(client));
    shop.advance(91 * DAY);
    expect((await allow(shop, authorizeUrl(client))).searchParams.get('code')).not.toBeNull();
  });
});

describe('what people and their clients can have kept is bounded', () => {
  test('a person allows ten times an hour', async () => {
    const shop = await openOauthShop();
    const tab = openTab(shop);
    await signIn(shop, tab, authorizeUrl(await clientIn(shop)));
    for (let times = 1; times <= 10; times += 1) {
      expect((await tab.press('allow')).url.searchParams.get('code')).not.toBeNull();
      await tab.open(authorizeUrl(await clientIn(shop)));
    }
    const before = recordsIn(shop);
    const page = await tab.press('allow');
    expect([page.status, page.text.includes('too often. Wait 60 minutes')]).toEqual([429, true]);
    expect(recordsIn(shop)).toBe(before);
  });

  test('tokens are changed twenty times an hour, and the last one stays good', async () => {
    const shop = await openOauthShop();
    const { memory } = await connect(shop);
    const client = memory.client?.client_id ?? '';
    let token: unknown = memory.kept?.refresh_token;
    for (let times = 1; times <= 20; times += 1)
      token = (await post(shop, 'token', refreshForm(client, token))).body.refresh_token;

    const before = recordsIn(shop);
    const refused = await post(shop, 'token', refreshForm(client, token));
    expect([refused.status, refused.body.error]).toEqual([429, 'temporarily_unavailable']);
    expect(recordsIn(shop)).toBe(before);
    shop.advance(HOUR);
    expect((await post(shop, 'token', refreshForm(client, token))).status).toBe(200);
  });
});
