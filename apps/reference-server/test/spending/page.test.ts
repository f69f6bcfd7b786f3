import { sign } from 'hono/jwt';
import { describe, expect, test } from 'vitest';
import { askedFor, HOUR, openSpendingShop, SPENDING, tryToPay } from './shop.ts';

const states = (text: string): string | undefined => /<h1[^>]*>([^<]+)</.exec(text)?.[1];
const buttons = (text: string): number => text.match(/<button/g)?.length ?? 0;

describe('the page of whoever decides', () => {
  test('shows exactly what will be paid, to whom, who asks, where it goes and until when', async () => {
    const shop = await openSpendingShop();
    const { cart } = await askedFor(shop);
    const { text, status, headers } = await shop.open(shop.link());

    expect(status).toBe(200);
    for (const shown of [
      'Approve this purchase?',
      '$49.99',
      '$44.99',
      '$5.00',
      'Stove',
      'Delivery',
      'Acme',
      'acme',
      'key_network',
      'Lovelace',
      '27 November 2026 at 12:00 UTC',
      'Test mode',
    ])
      expect(text).toContain(shown);
    expect(text).not.toContain(cart);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  });

  test('shows the tip and each line with quantity and price', async () => {
    const shop = await openSpendingShop();
    const cart = await shop.readyCart();
    await shop.call('POST', `/api/agent/cart/${cart}/items`, {
      body: { variant_id: 'var_mug', quantity: 3 },
    });
    await tryToPay(shop, cart);
    const { text } = await shop.open(shop.link());
    for (const shown of ['Mug', '3 × <bdi>$14.00</bdi>', '$42.00', '$91.99']) expect(text).toContain(shown);
  });

  test('decides nothing when it is fetched, as scanners of mail do', async () => {
    const shop = await openSpendingShop();
    const { cart } = await askedFor(shop);
    const before = shop.store.held();
    for (const method of ['GET', 'HEAD', 'GET']) await shop.open(shop.link(), { method });
    await shop.open(`${shop.link()}/state`);
    await shop.open(`${shop.link()}?decision=approved`);
    expect(shop.store.held()).toEqual(before);
    expect((await tryToPay(shop, cart)).body.error).toBe('needs_approval');
  });

  test('lets what was approved be paid, once, and only by the agent’s retry', async () => {
    const shop = await openSpendingShop();
    const { cart } = await askedFor(shop);
    const pressed = await shop.press(shop.link(), 'approved');
    expect(pressed.status).toBe(303);
    expect(pressed.headers.get('location')).toBe(shop.link().split('/').at(-1));
    expect(shop.provider.submitted).toHaveLength(0);
    expect(states((await shop.open(shop.link())).text)).toBe('Approved');

    expect(await tryToPay(shop, cart)).toMatchObject({ status: 200 });
    expect(shop.provider.submitted).toHaveLength(1);
    const { text } = await shop.open(shop.link());
    expect([states(text), buttons(text)]).toEqual(['Approved and paid', 0]);
    expect(await tryToPay(shop, cart)).toMatchObject({ status: 200 });
    expect(shop.provider.submitted).toHaveLength(1);
  });

  test('has what was denied stay denied', async () => {
    const shop = await openSpendingShop();
    const { cart } = await askedFor(shop);
    await shop.press(shop.link(), 'denied');
    const { text } = await shop.open(shop.link());
    expect([states(text), buttons(text)]).toEqual(['Denied', 0]);
    expect(await tryToPay(shop, cart)).toMatchObject({
      status: 403,
      body: { error: 'denied', details: { reason: 'approval_denied' } },
    });
    expect(shop.provider.submitted).toHaveLength(0);
  });

  test('tells in a second tab that the first one has decided, whichever button is pressed there', async () => {
    const shop = await openSpendingShop();
    const { cart } = await askedFor(shop);
    await shop.press(shop.link(), 'denied');
    expect((await shop.press(shop.link(), 'denied')).status).toBe(303);
    const late = await shop.press(shop.link(), 'approved');
    expect([late.status, states(late.text)]).toEqual([409, 'Denied']);
    expect(late.text).toContain('What you pressed now changed nothing.');
    expect((await tryToPay(shop, cart)).body.error).toBe('denied');
  });

  test('takes a second click on Approve as what it is, also after the payment', async () => {
    const shop = await openSpendingShop();
    const { cart } = await askedFor(shop);
    await Promise.all([shop.press(shop.link(), 'approved'), shop.press(shop.link(), 'approved')]);
    await tryToPay(shop, cart);
    expect((await shop.press(shop.link(), 'approved')).status).toBe(303);
    expect((await shop.press(shop.link(), 'denied')).status).toBe(409);
  });

  test('has ended when its time is over, and what is pressed then decides nothing', async () => {
    const shop = await openSpendingShop();
    const { cart, approval } = await askedFor(shop);
    const old = shop.link();
    shop.advance(24 * HOUR);
    const { text, status } = await shop.open(old);
    expect([status, states(text), buttons(text)]).toEqual([200, 'This question has ended', 0]);
    expect((await shop.press(old, 'approved')).status).toBe(303);

    const again = await tryToPay(shop, cart);
    expect(again.body).toMatchObject({ error: 'needs_approval', details: { approval_id: approval } });
    expect(shop.link()).not.toBe(old);
    const ended = await shop.press(old, 'approved');
    expect([ended.status, states(ended.text)]).toEqual([404, 'This link has ended']);
    expect((await tryToPay(shop, cart)).body.error).toBe('needs_approval');
    await shop.press(shop.link(), 'approved');
    expect(await tryToPay(shop, cart)).toMatchObject({ status: 200 });
  });

  test('says that an approval has lapsed that nobody has used', async () => {
    const shop = await openSpendingShop();
    const { cart } = await askedFor(shop);
    await shop.press(shop.link(), 'approved');
    shop.advance(24 * HOUR);
    expect(states((await shop.open(shop.link())).text)).toBe('This question has ended');
    expect((await tryToPay(shop, cart)).body.error).toBe('needs_approval');
  });

  test('takes no form from another site’s page, and no button that it does not have', async () => {
    const shop = await openSpendingShop();
    const { cart } = await askedFor(shop);
    const link = shop.link();
    const elsewhere = await shop.press(link, 'approved', { 'sec-fetch-site': 'cross-site' });
    expect([elsewhere.status, buttons(elsewhere.text)]).toEqual([403, 2]);
    for (const [decision, headers] of [
      ['used', {}],
      ['', {}],
      ['approved', { 'content-type': 'application/json' }],
    ] as const)
      expect((await shop.press(link, decision, headers)).status).toBe(422);
    const twice = 'decision=approved&decision=denied';
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await shop.open(link, { method: 'POST', headers: form, body: twice })).status).toBe(422);
    expect((await tryToPay(shop, cart)).body.error).toBe('needs_approval');
  });

  test.each(['PUT', 'DELETE', 'PATCH'])('knows no %s', async (method) => {
    const shop = await openSpendingShop();
    await askedFor(shop);
    expect((await shop.open(shop.link(), { method })).status).toBeGreaterThanOrEqual(404);
  });
});

describe('a link', () => {
  test('that was changed, cut or signed by somebody else leads nowhere', async () => {
    const shop = await openSpendingShop();
    const { cart, approval } = await askedFor(shop);
    const link = shop.link();
    const claims = {
      aud: 'approval',
      tenant: 'demo',
      approval,
      until: Date.UTC(2026, 10, 27, 12),
      by: 'buyer_x',
    };
    const [head, body] = link.split('.');
    const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
    const forged = [
      link.slice(0, -2),
      `${link}x`,
      `${head}.${body}.`,
      `/approve/${none}.${body}.`,
      `/approve/${approval}`,
      `/approve/${'a'.repeat(5_000)}`,
      `/approve/%00.%00.%00`,
      `/approve/${await sign(claims, 'another secret')}`,
      `/approve/${await sign({ ...claims, aud: 'referral' }, SPENDING.linkSecrets[0] ?? '')}`,
    ];
    for (const path of forged) {
      for (const page of [await shop.open(path), await shop.press(path, 'approved')]) {
        expect([path, page.status]).toEqual([path, 404]);
        expect(page.text).not.toMatch(/49\.99|Acme|Stove/);
      }
    }
    expect((await tryToPay(shop, cart)).body.error).toBe('needs_approval');
  });

  test('of one tenant opens nothing of another, though the ids are the same', async () => {
    const shop = await openSpendingShop();
    const { approval } = await askedFor(shop);
    const until = Date.UTC(2026, 10, 27, 12);
    const theirs = await sign(
      { aud: 'approval', tenant: 'other', approval, until, by: 'buyer_x' },
      SPENDING.linkSecrets[0] ?? '',
    );
    const page = await shop.press(`/approve/${theirs}`, 'approved');
    expect(page.status).toBe(404);
    expect(page.text).not.toMatch(/49\.99|Acme|Stove/);
  });

  test('goes on when a newer secret signs, and ends when its own is dropped', async () => {
    const shop = await openSpendingShop();
    await askedFor(shop);
    const link = shop.link();
    const rotated = async (linkSecrets: readonly string[]): Promise<number> => {
      const next = await openSpendingShop(SPENDING.policy, {
        store: shop.store,
        spending: { ...SPENDING, linkSecrets },
      });
      return (await next.open(link)).status;
    };
    expect(await rotated(['a newer secret', ...SPENDING.linkSecrets])).toBe(200);
    expect(await rotated(['a newer secret'])).toBe(404);
  });

  test('is in the mail alone: no log, no answer to the agent and no record has it', async () => {
    const shop = await openSpendingShop();
    const { cart, reply } = await askedFor(shop);
    const token = shop.link().split('/').at(-1) ?? '';
    await shop.open(shop.link());
    await shop.open(`${shop.link()}x`);
    await shop.press(shop.link(), 'approved');
    const paid = await tryToPay(shop, cart);
    for (const place of [shop.logged, reply, paid, shop.store.held()]) {
      expect(JSON.stringify(place)).not.toContain(token);
      expect(JSON.stringify(place)).not.toContain('/approve/ey');
    }
    expect(shop.logged.join('\n')).toContain('/approve/:token');
    expect(JSON.stringify([shop.logged, reply, paid])).not.toContain('boss@');
  });

  test('names in the record who decided, and not by their address', async () => {
    const shop = await openSpendingShop();
    const { approval } = await askedFor(shop);
    await shop.press(shop.link(), 'approved');
    const stored = await shop.store.get<{ readonly decided: { readonly by: string } }>(
      'approval',
      `demo:${approval}`,
    );
    expect(stored?.decided.by).toMatch(/^buyer_[0-9a-f]{24}$/);
  });
});
