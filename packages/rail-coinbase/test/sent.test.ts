import { describe, expect, it } from 'vitest';
import { broken, checkout, json, list, refundObject } from './answers.ts';
import { askedOf, lastOf, mount, NOW, PAGE, purchase, REFUND } from './mount.ts';

const V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('what is sent to open a page', () => {
  it('is this, to the byte', async () => {
    const mounted = mount([json(checkout('ACTIVE'), 201), json(checkout('ACTIVE'))]);
    expect(await mounted.settle()).toEqual(PAGE);
    expect(askedOf(mounted)).toEqual(['POST /checkouts', 'GET /checkouts/68f7a946db0529ea9b6d3a12']);
    const [sent] = mounted.sent;
    expect(sent?.body).toBe(
      `{${[
        '"amount":"49.99"',
        '"currency":"USDC"',
        '"description":"Order order_1_of_cart_1: 1 × Green tea"',
        '"expiresAt":"2030-03-17T18:46:40.000Z"',
        '"failRedirectUrl":"https://shop.example/orders/order_1_of_cart_1"',
        '"metadata":{"railyard_attempt":"attempt_1","railyard_cart":"cart_1","railyard_key":"key_1","railyard_order":"order_1_of_cart_1","railyard_tenant":"tenant_1"}',
        '"network":"base"',
        '"successRedirectUrl":"https://shop.example/orders/order_1_of_cart_1"',
      ].join()}}`,
    );
    expect([...(sent?.headers ?? [])]).toEqual([
      ['accept', 'application/json'],
      ['authorization', expect.stringMatching(/^Bearer [\w-]+\.[\w-]+\.[\w-]+$/)],
      ['content-type', 'application/json'],
      ['x-idempotency-key', '0c08dbd4-adb6-472c-9bc0-4f1752915791'],
    ]);
  });

  it('is the same again, whatever the options, the store and the day have become', async () => {
    const first = mount([broken]);
    await first.settle();
    const { body, ...rest } = await first.prepared();
    const shuffled = Object.fromEntries(Object.entries(body as object).toReversed());
    const later = mount([broken], { expiresIn: 600, returnUrl: () => 'https://other.example' });
    await later.settle({
      prepared: { body: shuffled, ...rest },
      now: () => NOW + 40_000_000,
      first: false,
      deployment: 'another',
    });
    const [one, other] = [lastOf(first), lastOf(later)];
    expect(other.body).toBe(one.body);
    expect(other.url).toEqual(one.url);
    expect(other.headers.get('x-idempotency-key')).toBe(one.headers.get('x-idempotency-key'));
  });

  it('goes out once, and follows no redirect', async () => {
    const asked: RequestInit['redirect'][] = [];
    const send: typeof fetch = async (_, init) => {
      asked.push(init?.redirect);
      return broken();
    };
    await mount([], {}, { fetch: send }).settle();
    expect(asked).toEqual(['error']);
  });

  it('has for its key a UUID of version 4 that follows from ours', async () => {
    const keys = Array.from({ length: 200 }, (_, index) => `key_${index}`);
    const uuids = await Promise.all(
      keys.map(async (key) => {
        const mounted = mount([broken]);
        await mounted.settle({ key });
        return lastOf(mounted).headers.get('x-idempotency-key') ?? '';
      }),
    );
    for (const uuid of uuids) expect(uuid).toMatch(V4);
    expect(new Set(uuids).size).toBe(keys.length);
  });

  it.each([
    [1, '0.01'],
    [10, '0.10'],
    [8_550, '85.50'],
    [10_000_000_000, '100000000.00'],
  ])('asks for %i cents as %s USDC', async (amount, decimal) => {
    const { body } = await mount().prepared({ total: { amount, currency: 'usd' } });
    expect(body).toMatchObject({ amount: decimal, currency: 'USDC' });
  });

  it('is nothing for another currency', async () => {
    const mounted = mount();
    for (const currency of ['jpy', 'eur', 'USD', 'usdc']) {
      const total = { amount: 100, currency };
      expect(await mounted.rail.prepare?.({ ...purchase, total }, null, mounted.context)).toMatchObject({
        refused: 'currency_unsupported',
      });
    }
    expect(mounted.sent).toEqual([]);
  });
});

/** The description of two each of these things. */
async function described(...titles: readonly string[]): Promise<string> {
  const lines = titles.map((title) => ({ variant: 'v', title, quantity: 2, unitAmount: 1 }));
  const { body } = await mount().prepared({ lines });
  return (body as { readonly description: string }).description;
}

describe('the description', () => {
  it('is readable, in one line', async () => {
    expect(await described()).toBe('Order order_1_of_cart_1');
    expect(await described('Tea\r\n\0', 'Tea \u202etxet')).toBe(
      'Order order_1_of_cart_1: 2 × Tea , 2 × Tea  txet',
    );
    expect(await described('half \ud800 a pair 🍵')).toBe('Order order_1_of_cart_1: 2 × half   a pair 🍵');
  });

  it('has 500 characters at most, none of them cut in two', async () => {
    for (const pad of ['', 'x']) {
      const text = await described(`${pad}${'🍵'.repeat(400)}`);
      expect(text.length).toBeGreaterThan(498);
      expect(text.length).toBeLessThanOrEqual(500);
      expect(text.at(-1)).not.toMatch(/[\ud800-\udbff]/);
    }
  });
});

describe('the metadata', () => {
  it('names the installation where it has a name', async () => {
    const { body } = await mount([], {}, { deployment: 'shop' }).prepared();
    expect(body).toMatchObject({ metadata: { railyard_deployment: 'shop' } });
  });

  it('leaves out what Coinbase would not take, and finds the attempt all the same', async () => {
    const long = 'x'.repeat(101);
    const mounted = mount([broken], {}, { attempt: long, tenant: long, deployment: '' });
    const { body, about } = await mounted.prepared({ cart: 'a\nb', order: long });
    expect([(body as { metadata: object }).metadata, about]).toEqual([{ railyard_key: 'key_1' }, null]);

    mounted.replies = [json(list([checkout('ACTIVE', { metadata: { railyard_key: 'key_1' } })]))];
    expect(await mounted.status({ attempt: long, reference: null })).toEqual(PAGE);
  });
});

describe('what is sent to give back', () => {
  const paid = json(checkout('COMPLETED'));

  it('is this, to the byte, and the same again', async () => {
    const mounted = mount([paid, json({ refund: refundObject('PENDING') }), paid, broken]);
    expect(await mounted.refund()).toEqual({ state: 'pending', reference: 'ref_1' });
    await mounted.refund('again');
    const [one, other] = mounted.sent.filter(({ method }) => method === 'POST');
    expect(one?.url.href).toBe(
      'https://business.coinbase.com/sandbox/api/v1/checkouts/68f7a946db0529ea9b6d3a12/refund',
    );
    expect(one?.body).toBe(
      '{"amount":"49.99","currency":"USDC","reason":"requested_by_customer (railyard_refund=refund_1 railyard_key=key_2)"}',
    );
    expect(one?.headers.get('x-idempotency-key')).toMatch(V4);
    expect(other?.body).toBe(one?.body);
    expect(other?.headers.get('x-idempotency-key')).toBe(one?.headers.get('x-idempotency-key'));
  });

  it('keeps our names when the reason is too long, or looks like them', async () => {
    for (const reason of ['y'.repeat(600), 'z (railyard_refund=other railyard_key=k)', '', 'a\u0000\ud800']) {
      const mounted = mount([paid, broken]);
      await mounted.refund('first', { reason });
      const sent = JSON.parse(lastOf(mounted).body) as { readonly reason: string };
      expect(sent.reason.length).toBeLessThanOrEqual(500);
      expect(sent.reason).toMatch(/ \(railyard_refund=refund_1 railyard_key=key_2\)$/);
      mounted.replies = [json(checkout('REFUNDED', { refunds: [refundObject('COMPLETED', sent)] }))];
      expect(await mounted.refund('again')).toEqual({ state: 'refunded', reference: 'ref_1' });
    }
  });

  it('has a key of its own', async () => {
    const mounted = mount([broken, paid, broken]);
    await mounted.settle({ key: 'key_1' });
    await mounted.refund('first', { key: REFUND.key });
    const [page, , refund] = mounted.sent.map(({ headers }) => headers.get('x-idempotency-key'));
    expect(page).not.toBe(refund);
  });
});
